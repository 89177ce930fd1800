"""Twin of disruptions: who keeps which fraction, in which moments.

Every frame here names only what is struck, with ``remaining``; what strikes the same thing
multiplies. Shipments are judged by lane and commodity, in the countries that their lane joins.
"""

from __future__ import annotations

import polars as pl

from optimizer.audit.case import MOMENT, Case
from optimizer.audit.moments import TRUNK

_PRODUCT = pl.col("remaining").product()


def strikes(case: Case) -> pl.DataFrame:
    """Every disruption × moment in which it bites: its row, ``scenario`` and ``period``.

    One that belongs to a scenario bites in that branch and all that descend from it.
    """
    rows = case.calendar.window(case.table("disruptions"), "first_period", "last_period")
    return (
        rows.select(
            "disruption",
            "kind",
            "target",
            "country",
            "commodity",
            "remaining",
            "first_index",
            "last_index",
            ancestor="scenario",
        )
        .join(case.moments.descent, on="ancestor")
        .join(case.moments.table.select(*MOMENT, "index", branch="scenario"), on="branch")
        .filter(pl.col("index").is_between(pl.col("first_index"), pl.col("last_index")))
        .drop("ancestor", "branch", "depth", "first_index", "last_index", "index")
    )


def released(case: Case) -> pl.DataFrame:
    """``scenario, period``: moments in which least uses and least takes bind nobody any more.

    Those of a branch from the first period on in which a disruption of its own, or of a branch it
    descends from, has struck; what strikes the trunk is foreseen and releases nobody.
    """
    rows = case.calendar.window(case.table("disruptions"), "first_period", "last_period")
    return (
        rows.filter(pl.col("scenario") != TRUNK)
        .select("first_index", ancestor="scenario")
        .join(case.moments.descent, on="ancestor")
        .join(case.moments.table.select(*MOMENT, "index", branch="scenario"), on="branch")
        .filter(pl.col("index") >= pl.col("first_index"))
        .select(MOMENT)
        .unique()
    )


def freed(case: Case) -> pl.DataFrame:
    """``scenario, period``: those of ``released`` that are only to be survived: probability 0.

    There no minimum stock need be kept, and what comes unasked may be left to lie.
    """
    impossible = case.moments.table.filter(pl.col("probability") == 0.0).select(MOMENT)
    return released(case).join(impossible, on=MOMENT)


def on_places(case: Case) -> pl.DataFrame:
    """``site, scenario, period, remaining``: sites struck themselves or with their country."""
    return _combined(_struck_places(case), ["site"])


def on_facilities(case: Case) -> pl.DataFrame:
    """``facility, scenario, period, remaining``: struck itself, or with its site or country."""
    sited = case.table("facilities").select("facility", "site")
    alone = _of_kind(case, "facility").rename({"target": "facility"})
    return _combined(
        pl.concat(
            [
                _thing(alone, "facility"),
                _thing(_struck_places(case).join(sited, on="site"), "facility"),
            ]
        ),
        ["facility"],
    )


def on_operations(case: Case) -> pl.DataFrame:
    """``facility, process, scenario, period, remaining``: struck by stage or rung, in an area."""
    placed = case.table("facilities").select("facility", "site").join(case.placed(), on="site")
    worked = (
        case.table("operations")
        .select("facility", "process")
        .join(case.table("processes").select("process", "rung"), on="process")
        .join(case.table("rungs").select("rung", "stage"), on="rung")
        .join(placed.select("facility", lies_in="country"), on="facility")
    )
    hit = pl.concat(
        [
            _of_kind(case, kind)
            .join(worked, left_on="target", right_on=kind, coalesce=True)
            .select("disruption", "country", "facility", "process", "lies_in", *MOMENT, "remaining")
            for kind in ("stage", "rung")
        ]
    )
    return _combined(_within(case, hit, "country", "lies_in"), ["facility", "process"])


def on_lanes(case: Case) -> pl.DataFrame:
    """``lane, scenario, period, remaining``: all that a lane carries is struck."""
    lanes = case.once(joined_countries)
    whole = case.once(strikes).filter(pl.col("commodity") == "")
    by_name = whole.filter(pl.col("kind") == "lane").join(
        lanes, left_on="target", right_on="lane", coalesce=False
    )
    by_strait = (
        case.once(strikes)
        .filter(pl.col("kind") == "chokepoint")
        .join(case.table("lane_chokepoints"), left_on="target", right_on="chokepoint")
    )
    by_site = _of_kind(case, "site").join(lanes, left_on="target", right_on="origin")
    by_country = _leaving(
        case, whole.filter(pl.col("kind") == "country").join(lanes, how="cross"), "target"
    )
    hit = [_thing(rows, "lane") for rows in (by_name, by_strait, by_site, by_country)]
    return _combined(pl.concat(hit), ["lane"])


def on_shipments(case: Case) -> pl.DataFrame:
    """``lane, commodity, scenario, period, remaining``: only this commodity of a lane is struck."""
    lanes = case.once(joined_countries)
    carried = case.table("shipments").select("lane", carried="commodity").join(lanes, on="lane")
    one = case.once(strikes).filter(pl.col("commodity") != "")
    narrow = pl.col("commodity") == pl.col("carried")
    by_lane = (
        one.filter(pl.col("kind") == "lane")
        .join(carried, left_on="target", right_on="lane", coalesce=False)
        .filter(narrow)
    )
    by_country = _leaving(
        case,
        one.filter(pl.col("kind") == "country").join(
            carried, left_on="commodity", right_on="carried", coalesce=False
        ),
        "target",
    )
    by_commodity = _leaving(
        case,
        _of_kind(case, "commodity").join(
            carried, left_on="target", right_on="carried", coalesce=False
        ),
        "country",
    )
    hit = [_thing(rows, "lane", "carried") for rows in (by_lane, by_country, by_commodity)]
    return _combined(pl.concat(hit), ["lane", "carried"]).rename({"carried": "commodity"})


def joined_countries(case: Case) -> pl.DataFrame:
    """``lane, origin, from_country, to_country``."""
    return (
        case.table("lanes")
        .select("lane", "origin", "destination")
        .join(case.placed().rename({"site": "origin", "country": "from_country"}), on="origin")
        .join(
            case.placed().rename({"site": "destination", "country": "to_country"}), on="destination"
        )
        .drop("destination")
    )


def _of_kind(case: Case, kind: str) -> pl.DataFrame:
    return case.once(strikes).filter(pl.col("kind") == kind)


def _struck_places(case: Case) -> pl.DataFrame:
    placed = case.placed().rename({"country": "lies_in"})
    at_site = _of_kind(case, "site").rename({"target": "site"})
    # A country struck in one commodity keeps its plants; only those shipments suffer.
    in_country = (
        _of_kind(case, "country").filter(pl.col("commodity") == "").join(placed, how="cross")
    )
    in_country = _within(case, in_country, "target", "lies_in")
    return pl.concat([_thing(at_site, "site"), _thing(in_country, "site")])


def _within(case: Case, rows: pl.DataFrame, area: str, country: str) -> pl.DataFrame:
    """Rows whose ``country`` belongs to their ``area`` (empty: everywhere)."""
    inside = rows.join(
        case.areas(), left_on=[area, country], right_on=["area", "country"], how="semi"
    )
    return pl.concat([inside, rows.filter(pl.col(area) == "")])


def _leaving(case: Case, rows: pl.DataFrame, area: str) -> pl.DataFrame:
    """Rows whose lane crosses a border out of their ``area`` (empty: any border)."""
    crossing = rows.filter(pl.col("from_country") != pl.col("to_country"))
    out = _within(case, crossing, area, "from_country")
    return out.join(
        case.areas(), left_on=[area, "to_country"], right_on=["area", "country"], how="anti"
    )


def _thing(rows: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """One row per disruption × thing × moment."""
    return rows.select("disruption", *keys, *MOMENT, "remaining").unique()


def _combined(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """What strikes the same thing multiplies."""
    return rows.unique(["disruption", *keys, *MOMENT]).group_by(*keys, *MOMENT).agg(_PRODUCT)
