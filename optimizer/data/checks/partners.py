"""Partners that do not overlap, and of which one has demand in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_OVERLAP = error(
    "partner.overlap", "{country} is in the area of {other} too", "Give each country to one."
)
_NOBODY = error(
    "partner.no_demand",
    "nobody in {area} wants anything",
    "Add demand there, or a lever that brings it.",
)


def overlaps(view: View) -> Iterator[Finding]:
    """No country belongs to two partners."""
    owner: dict[str, str] = {}
    rows = view["partners"].drop_nulls(["partner", "area"])
    for at, row in enumerate(rows.iter_rows(named=True)):
        for country in _members(view, row["area"]):
            other = owner.setdefault(country, row["partner"])
            if other != row["partner"]:
                said = rows[[at]].with_columns(country=pl.lit(country), other=pl.lit(other))
                yield from view.say(_OVERLAP, "partners", said, "area")
                break


def demand(view: View) -> Iterator[Finding]:
    """Who has no lever has demand in the tables."""
    places = view["sites"].select(market="site", country="country").drop_nulls()
    wanting = view["demands"].select("market").unique().join(places, on="market")["country"]
    rows = view["partners"].drop_nulls("area").filter(pl.col("lever") == "")
    idle = [
        at
        for at, area in enumerate(rows["area"])
        if not set(_members(view, area)) & set(wanting.to_list())
    ]
    yield from view.say(_NOBODY, "partners", rows[idle], "area")


def _members(view: View, area: str) -> list[str]:
    blocs = view["blocs"].filter(pl.col("bloc") == area)["country"].drop_nulls().to_list()
    return blocs or [area]
