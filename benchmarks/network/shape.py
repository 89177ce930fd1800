"""How large a generated network is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_LADDER = (
    # log10 of the non-zeros, periods, origins of each destination, scenarios
    (4.0, 6, 3),
    (5.0, 12, 5),
    (6.0, 20, 8),
    (7.0, 40, 12),
)
_SHARE = {
    "mine": 0.20,
    "refinery": 0.15,
    "material": 0.15,
    "cell": 0.15,
    "market": 0.25,
    "recycler": 0.10,
}
"""Kinds of sites and what part of all sites each is."""


@dataclass(frozen=True)
class Shape:
    """``sites`` by kind; ``periods`` quarters; ``origins`` of each destination and kind of input.

    ``scenarios`` branches leave the trunk half-way (0: none).
    """

    sites: dict[str, int]
    periods: int
    origins: int
    scenarios: int = 0

    @property
    def moments(self) -> int:
        """Periods on the trunk and in branches."""
        return self.periods + self.scenarios * (self.periods - self.periods // 2)


def shape_of(nonzeros: float) -> Shape:
    """The usual shape of a network with about that many non-zeros (1e3 to 3e7).

    Raises:
        ValueError: it is outside of that range.
    """
    if not 1e3 <= nonzeros <= 3e7:
        raise ValueError(f"a network has from 1e3 to 3e7 non-zeros, not {nonzeros:g}")
    size = np.log10(nonzeros)
    periods, origins = (
        round(float(np.interp(size, [r[0] for r in _LADDER], [r[column] for r in _LADDER])))
        for column in (1, 2)
    )
    return with_sites(nonzeros, periods, origins)


def with_sites(nonzeros: float, periods: int, origins: int, scenarios: int = 0) -> Shape:
    """As many sites as give about ``nonzeros`` with the rest given."""
    moments = Shape({}, periods, origins, scenarios).moments
    # Fitted to generated networks: flows and activity by moment, cohorts and vintages by pairs.
    per_site = moments * (5.6 * origins + 15.0) + 0.8 * moments * periods
    total = max(nonzeros / per_site, 12.0)
    return Shape(
        {kind: max(3, round(total * share)) for kind, share in _SHARE.items()},
        periods,
        origins,
        scenarios,
    )
