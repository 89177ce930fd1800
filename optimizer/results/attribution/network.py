"""A network of recorded amounts: links that take from pools and give to pools."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.data.problem import Floats, Integers

Ends = Iterable[tuple[Hashable, float]]


@dataclass(frozen=True)
class Side:
    """What links take, or give: ``per`` units of pool ``pool`` for a unit of link ``link``."""

    link: Integers
    pool: Integers
    per: Floats

    def only(self, links: NDArray[np.bool_], number: Integers) -> Side:
        """Of some links, which get new numbers."""
        kept = links[self.link]
        return Side(number[self.link[kept]], self.pool[kept], self.per[kept])


@dataclass(frozen=True)
class Network:
    """Links, each with an amount, that take from pools and give to pools.

    A link that takes nothing is a source. ``watched``: it touches a watched place, so that all of
    its amount has passed through one. ``unknown``: a source of which nobody knows where it is.
    """

    pools: int
    amount: Floats
    takes: Side
    gives: Side
    watched: NDArray[np.bool_]
    unknown: NDArray[np.bool_]

    @property
    def links(self) -> int:
        """How many there are."""
        return self.amount.size

    def inflow(self, links: NDArray[np.bool_] | None = None) -> Floats:
        """What some links (``None``: all) give to each pool."""
        weight = self.gives.per * self.amount[self.gives.link]
        if links is not None:
            weight = weight * links[self.gives.link]
        return np.bincount(self.gives.pool, weight, self.pools).astype(float)

    def leading_to(self, targets: Floats) -> tuple[Network, Floats]:
        """The part that can matter for links of positive weight in ``targets``, and their weights.

        Going upwards ends at watched links: what lies before them has passed through anyway.
        """
        wanted = targets > 0.0
        while True:
            open_links = wanted & ~self.watched
            needed = np.zeros(self.pools, dtype=bool)
            needed[self.takes.pool[open_links[self.takes.link]]] = True
            more = wanted.copy()
            more[self.gives.link[needed[self.gives.pool]]] = True
            if np.array_equal(more, wanted):
                break
            wanted = more
        number = np.cumsum(wanted) - 1
        takes, gives = self.takes.only(wanted, number), self.gives.only(wanted, number)
        used = np.zeros(self.pools, dtype=bool)
        used[takes.pool[~self.watched[wanted][takes.link]]] = True
        at = np.cumsum(used) - 1
        return Network(
            int(used.sum()),
            self.amount[wanted],
            _among(takes, used, at),
            _among(gives, used, at),
            self.watched[wanted],
            self.unknown[wanted],
        ), targets[wanted]


def _among(side: Side, used: NDArray[np.bool_], at: Integers) -> Side:
    kept = used[side.pool]
    return Side(side.link[kept], at[side.pool[kept]], side.per[kept])


@dataclass
class Weaver:
    """Gathers links; pools are known by any name and made when first named."""

    _pools: dict[Hashable, int] = field(default_factory=dict)
    _amounts: list[float] = field(default_factory=list)
    _watched: list[bool] = field(default_factory=list)
    _unknown: list[bool] = field(default_factory=list)
    _takes: list[tuple[int, int, float]] = field(default_factory=list)
    _gives: list[tuple[int, int, float]] = field(default_factory=list)

    def link(
        self,
        amount: float,
        takes: Ends = (),
        gives: Ends = (),
        *,
        watched: bool = False,
        unknown: bool = False,
    ) -> int:
        """Add a link that takes and gives so much of each pool per unit; its number."""
        number = len(self._amounts)
        self._amounts.append(amount)
        self._watched.append(watched)
        self._unknown.append(unknown)
        for ends, side in ((takes, self._takes), (gives, self._gives)):
            for pool, per in ends:
                side.append((number, self._pools.setdefault(pool, len(self._pools)), per))
        return number

    def numbers(self) -> list[tuple[Any, int]]:
        """Name and number of every pool."""
        return list(self._pools.items())

    def network(self) -> Network:
        """All that was gathered."""
        return Network(
            len(self._pools),
            np.array(self._amounts, dtype=float),
            _side(self._takes),
            _side(self._gives),
            np.array(self._watched, dtype=bool),
            np.array(self._unknown, dtype=bool),
        )


def _side(rows: list[tuple[int, int, float]]) -> Side:
    return Side(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=float),
    )
