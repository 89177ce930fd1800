"""Twin of swings: how many times what the tables say is wanted, paid or there, and when.

Every frame here names only what swings, with ``factor``; several swings of the same thing multiply.
"""

from __future__ import annotations

import polars as pl

from optimizer.audit.case import MOMENT, Case


def on_demands(case: Case) -> pl.DataFrame:
    """``market, segment, scenario, period, factor``: demand that swings."""
    wanted = case.table("demands").select(site="market", name="segment").unique()
    found = _swung(case, "demand", wanted)
    return found.rename({"site": "market", "name": "segment"})


def on_prices(case: Case) -> pl.DataFrame:
    """``site, commodity, scenario, period, factor``: prices, of buying and of selling, that swing.

    Contracts keep their price.
    """
    traded = [case.table(name).select("site", name="commodity") for name in ("supplies", "sales")]
    found = _swung(case, "price", pl.concat(traded).unique())
    return found.rename({"name": "commodity"})


def on_operations(case: Case) -> pl.DataFrame:
    """``facility, process, scenario, period, factor``: operations whose variable cost swings."""
    worked = (
        case.table("operations")
        .select("facility", "process")
        .join(case.table("facilities").select("facility", "site"), on="facility")
        .join(case.table("processes").select("process", name="rung"), on="process")
    )
    found = _swung(case, "cost", worked.select("site", "name").unique())
    return worked.join(found, on=["site", "name"]).drop("site", "name")


def on_lanes(case: Case) -> pl.DataFrame:
    """``lane, scenario, period, factor``: lanes whose carriage swings, by where they begin."""
    lanes = case.table("lanes").select("lane", site="origin", name="mode")
    found = _swung(case, "freight", lanes.select("site", "name").unique())
    return lanes.join(found, on=["site", "name"]).drop("site", "name")


def on_capacities(case: Case) -> pl.DataFrame:
    """``facility, scenario, period, factor``: capacity in place that swings, by its rungs.

    A swing of all rungs, or of several that a plant has, strikes the plant once.
    """
    rungs = (
        case.table("operations")
        .select("facility", "process")
        .join(case.table("processes").select("process", name="rung"), on="process")
        .select("facility", "name")
        .unique()
    )
    plants = case.table("facilities").select("facility", "site")
    struck = _rows(case, "capacity").join(plants, on="site")
    named = struck.join(rungs, left_on=["facility", "target"], right_on=["facility", "name"])
    return (
        pl.concat([struck.filter(pl.col("target") == ""), named], how="diagonal")
        .group_by("facility", *MOMENT)
        .agg(pl.col("factor").product())
    )


def on_supplies(case: Case) -> pl.DataFrame:
    """``site, commodity, scenario, period, factor``: offers whose quantity swings."""
    offered = case.table("supplies").select("site", name="commodity").unique()
    return _swung(case, "supply", offered).rename({"name": "commodity"})


def on_collections(case: Case) -> pl.DataFrame:
    """``market, segment, scenario, period, factor``: collection whose rate swings."""
    markets = case.table("collections").select(site="market").unique()
    segments = case.table("segments").select(name="segment")
    found = _swung(case, "collection", markets.join(segments, how="cross"))
    return found.rename({"site": "market", "name": "segment"})


def _swung(case: Case, kind: str, things: pl.DataFrame) -> pl.DataFrame:
    """``site, name, scenario, period, factor`` of ``things`` (``site, name``) that swing.

    A swing of a scenario holds in that branch and in all that descend from it.
    """
    return (
        _rows(case, kind)
        .join(things, on="site")
        .filter((pl.col("target") == "") | (pl.col("target") == pl.col("name")))
        .group_by("site", "name", *MOMENT)
        .agg(pl.col("factor").product())
    )


def _rows(case: Case, kind: str) -> pl.DataFrame:
    """``target, factor, site, scenario, period``: where and when each swing of a kind holds."""
    rows = case.table("swings").filter(pl.col("kind") == kind)
    windows = case.calendar.window(rows, "first_period", "last_period")
    moments = case.moments.table.select(*MOMENT, "index", branch="scenario")
    in_area = case.areas().join(case.placed(), on="country").select("site", "area")
    everywhere = case.placed().select("site", area=pl.lit(""))
    reach = pl.concat([in_area, everywhere])
    return (
        windows.select(
            "target", "factor", "first_index", "last_index", ancestor="scenario", area="country"
        )
        .join(case.moments.descent, on="ancestor")
        .join(moments, on="branch")
        .filter(pl.col("index").is_between(pl.col("first_index"), pl.col("last_index")))
        .join(reach, on="area")
        .select("target", "factor", "site", *MOMENT)
    )
