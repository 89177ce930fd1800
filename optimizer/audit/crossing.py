"""What crosses a border under which rule: routes of the plan held against trade rows by date."""

from __future__ import annotations

import polars as pl

from optimizer.audit.case import MOMENT, Case
from optimizer.audit.disruptions import joined_countries

_ROUTE = ("from_country", "to_country", "commodity")


def carried(case: Case) -> pl.DataFrame:
    """The flows of the plan with the ``origin`` of their lane and the countries that it joins."""
    return case.decided("flow").join(case.once(joined_countries), on="lane")


def routes(case: Case) -> pl.DataFrame:
    """``from_country, to_country, commodity`` of everything in the plan that crosses a border."""
    return (
        case.once(carried)
        .select(_ROUTE)
        .filter(pl.col("from_country") != pl.col("to_country"))
        .unique()
    )


def covering(case: Case, table: str, *values: str) -> pl.DataFrame:
    """Rows of a trade table × routes they cover × periods in which they are in force.

    A row covers a route if the exporting country is in its origin and the importing one in its
    destination (empty: any), and neither side's area, where stated, holds the other country.
    Columns: the row's name, ``from_country, to_country, commodity, period`` and ``values``.
    """
    name = table.removesuffix("s")
    rows = case.table(table).rename({"commodity": "covers"})
    anywhere = case.table("countries").select(area=pl.lit(""), country="country")
    areas = pl.concat([case.areas(), anywhere])
    both = (
        rows.join(areas, left_on="origin", right_on="area")
        .join(case.once(routes), left_on="country", right_on="from_country", coalesce=False)
        .filter((pl.col("covers") == "") | (pl.col("covers") == pl.col("commodity")))
        .join(
            areas, left_on=["destination", "to_country"], right_on=["area", "country"], how="semi"
        )
        .join(
            case.areas(), left_on=["origin", "to_country"], right_on=["area", "country"], how="anti"
        )
        .join(
            case.areas(),
            left_on=["destination", "from_country"],
            right_on=["area", "country"],
            how="anti",
        )
    )
    dated = case.calendar.in_force(both, "first_date", "last_date")
    return dated.select(name, *_ROUTE, "period", *values)


def permitted(case: Case) -> pl.DataFrame:
    """The permission that each route × period uses: the cheapest, then the quickest."""
    names = case.table("commodities").filter(pl.col("needs_permission")).select("commodity")
    return (
        covering(case, "permissions", "cost", "days")
        .join(names, on="commodity", how="semi")
        .sort("cost", "days")
        .unique([*_ROUTE, "period"], keep="first", maintain_order=True)
        .select(*_ROUTE, "period", permission_cost="cost", permission_days="days")
    )


def covered_flows(case: Case, table: str, *values: str) -> pl.DataFrame:
    """Every ``flow`` × row of a trade table that applies to it, with the row's ``values``."""
    flows = case.once(carried).select("lane", *_ROUTE, *MOMENT, flow="quantity")
    rows = covering(case, table, *values)
    return flows.join(rows, on=[*_ROUTE, "period"])
