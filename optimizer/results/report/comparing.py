"""A plan beside its reference: cost by term, watched shares, what is built instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.compare import Comparison, compare
from optimizer.results.figures import number, percent, points, signed, words

if TYPE_CHECKING:
    from optimizer.results.measures import Measures

MOST_COUNTRIES = 4
Row = tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """The sentence that says it all, and tables of text.

    ``terms`` and ``shares``: name, before, after, difference. ``builds``: rung and unit, what is
    added less and what is added more than before, by country, the greatest differences first.
    """

    sentence: str
    terms: tuple[Row, ...]
    shares: tuple[Row, ...]
    builds: tuple[Row, ...]


def beside(reference: Measures, measures: Measures) -> Beside:
    """What ``measures`` has that ``reference`` has not, and the reverse."""
    found = compare(reference, measures)
    names = dict(
        pl.concat([reference.rungs, measures.rungs]).select("rung", "rung_name").iter_rows()
    )
    return Beside(
        sentence=found.sentence(),
        terms=tuple(
            (words(term), number(old, 4), number(new, 4), signed(more, 4))
            for term, old, new, more in found.terms.iter_rows()
        ),
        shares=tuple(
            (names.get(rung, rung), percent(old), percent(new), points(more))
            for _, rung, old, new, more in found.shares.iter_rows()
        ),
        builds=tuple(_builds(found, measures, names)),
    )


def _builds(found: Comparison, measures: Measures, names: dict[str, str]) -> list[Row]:
    moved = (
        found.builds.with_columns(pl.col("rung").str.split(", ").list.first())
        .group_by("rung", "unit", "country")
        .agg(pl.col("difference").sum())
        .filter(pl.col("difference").abs() > 1e-6)
    )
    chain = {rung: at for at, rung in enumerate(measures.rungs["rung"])}
    rows = []
    for (rung, unit), own in moved.group_by("rung", "unit"):
        less = _listed(own.filter(pl.col("difference") < 0.0))
        more = _listed(own.filter(pl.col("difference") > 0.0))
        what = names.get(str(rung)) or str(rung) or "Outside the chain"
        rows.append((chain.get(str(rung), len(chain)), f"{what}, {unit}/year", less, more))
    return [(what, less, more) for _, what, less, more in sorted(rows)]


def _listed(moved: pl.DataFrame) -> str:
    """``CHN −174, KOR −3.00, 2 more −1.00``."""
    ordered = moved.sort(pl.col("difference").abs(), "country", descending=[True, False])
    shown = ordered.head(MOST_COUNTRIES).select("country", "difference").iter_rows()
    texts = [f"{country} {signed(amount)}" for country, amount in shown]
    rest = ordered["difference"][MOST_COUNTRIES:]
    if len(rest):
        texts.append(f"{len(rest)} more {signed(float(rest.sum()))}")
    return ", ".join(texts)
