"""What changes between two plans: what it costs more, what depends less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.figures import number, percent, signed

if TYPE_CHECKING:
    from optimizer.results.measures import Measures


@dataclass(frozen=True, eq=False)
class Comparison:
    """Differences of ``after`` from ``before``; positive means more.

    ``cost``: present cost (money), ``cost_share``: relative to before, ``cost_per_energy``:
    levelised, in ``cost_label``; ``exposure``: from 0 to 1; ``None`` where one of the two has no
    meaning.
    ``terms``: ``term``, ``before``, ``after``, ``difference`` (present money), those that differ,
    greatest first. ``shares``: ``stage``, ``rung``, ``before``, ``after``, ``difference`` (watched
    share over the horizon; null where the rung is idle). ``builds``: ``expansion``, ``facility``,
    ``country``, ``rung``, ``unit``, ``before``, ``after``, ``difference`` (capacity added), those
    that differ.
    """

    before: Measures
    after: Measures
    cost: float
    cost_share: float | None
    cost_per_energy: float | None
    exposure: float | None
    terms: pl.DataFrame
    shares: pl.DataFrame
    builds: pl.DataFrame

    def sentence(self) -> str:
        """``Costs 12 MUSD more (+3.4 %, +0.8 USD/kWh); depends less: exposure 52 % → 40 %.``."""
        return f"{self._cost_sentence()}; {self._dependence_sentence()}."

    def _cost_sentence(self) -> str:
        head = self.after.headline
        if abs(self.cost) <= 1e-9 * max(1.0, abs(self.before.headline.cost)):
            return "Costs the same"
        more = "more" if self.cost > 0.0 else "less"
        parts = []
        if self.cost_share is not None:
            sign = "+" if self.cost_share > 0.0 else ""
            parts.append(f"{sign}{percent(self.cost_share)}")
        if self.cost_per_energy is not None:
            parts.append(f"{signed(self.cost_per_energy)} {head.cost_label}")
        inside = f" ({', '.join(parts)})" if parts else ""
        return f"Costs {number(abs(self.cost), 4)} {head.currency} {more}{inside}"

    def _dependence_sentence(self) -> str:
        old, new = self.before.headline.exposure, self.after.headline.exposure
        if self.exposure is None or old is None or new is None:
            return "dependence cannot be compared"
        figures = f"exposure to {'+'.join(self.after.watched)} {percent(old)} → {percent(new)}"
        was, now = self.before.headline.pass_through, self.after.headline.pass_through
        if was is not None and now is not None:
            figures += f", pass-through {percent(was)} → {percent(now)}"
        if abs(self.exposure) < 1e-9:
            return f"depends as much ({figures})"
        return f"depends {'less' if self.exposure < 0.0 else 'more'}: {figures}"


def compare(before: Measures, after: Measures) -> Comparison:
    """Differences between two plans of one instance that watch the same countries."""
    old, new = before.headline, after.headline
    cost = new.cost - old.cost
    return Comparison(
        before=before,
        after=after,
        cost=cost,
        cost_share=cost / abs(old.cost) if old.cost else None,
        cost_per_energy=_difference(old.cost_per_energy, new.cost_per_energy),
        exposure=_difference(old.exposure, new.exposure),
        terms=_terms(before, after),
        shares=_shares(before, after),
        builds=_builds(before, after),
    )


def _difference(old: float | None, new: float | None) -> float | None:
    return None if old is None or new is None else new - old


def _beside(
    old: pl.DataFrame, new: pl.DataFrame, keys: list[str], value: str, absent: float | None = 0.0
) -> pl.DataFrame:
    """Both tables by ``keys``, ``absent`` where a row is missing, with the difference."""
    joined = old.select(*keys, pl.col(value).alias("before")).join(
        new.select(*keys, pl.col(value).alias("after")), on=keys, how="full", coalesce=True
    )
    stand_in = pl.lit(absent, pl.Float64)
    return joined.with_columns(pl.col("before", "after").fill_null(stand_in)).with_columns(
        difference=pl.col("after") - pl.col("before")
    )


def _terms(before: Measures, after: Measures) -> pl.DataFrame:
    rows = _beside(before.cost_by_term, after.cost_by_term, ["term"], "present")
    small = 1e-9 * max(1.0, abs(before.headline.cost))
    return rows.filter(pl.col("difference").abs() > small).sort(
        pl.col("difference").abs(), "term", descending=[True, False]
    )


def _shares(before: Measures, after: Measures) -> pl.DataFrame:
    whole = pl.col("period") == ""
    keys = ["stage", "rung"]
    old, new = before.stage_shares.filter(whole), after.stage_shares.filter(whole)
    order = pl.concat([before.rungs, after.rungs]).select("rung", "order").unique()
    rows = _beside(old, new, keys, "share", absent=None).join(order, on="rung", how="left")
    return rows.sort("order", "rung").drop("order")


def _builds(before: Measures, after: Measures) -> pl.DataFrame:
    keys = ["expansion", "facility", "country", "rung", "unit"]
    old, new = (m.builds.group_by(keys).agg(pl.col("added").sum()) for m in (before, after))
    rows = _beside(old, new, keys, "added").filter(pl.col("difference").abs() > 1e-6)
    return rows.sort("rung", "country", "expansion")
