"""Disruptions and outages that do what their rows seem to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_NO_EFFECT = warning("disruption.no_effect", "everything still works", "Write less than 1.")
_COUNTRY = warning(
    "disruption.country_ignored",
    "a country says nothing for a {kind}",
    "Leave it empty; it narrows a stage, a rung or a commodity.",
)
_COMMODITY = warning(
    "disruption.commodity_ignored",
    "a commodity says nothing for a {kind}",
    "Leave it empty; it narrows a country or a lane.",
)
_TOOTHLESS = warning(
    "disruption.toothless",
    "what is struck has no capacity of which {remaining} could be left",
    "State a capacity in lanes or shipments, or write 0 to shut it.",
)
_NEVER = warning("outage.never", "a chance of 0", "Write how often it begins, or delete the row.")
_TOO_SHORT = warning(
    "outage.toothless",
    "what is struck has no capacity of which a part could be left for a part of a period",
    "State a capacity in lanes or shipments; or write 0 left, for as long as a period at least.",
)

_CARRIED = ("lane", "chokepoint", "commodity")
_NARROWED_BY_COUNTRY = ("stage", "rung", "commodity")
_NARROWED_BY_COMMODITY = ("country", "lane")


def effects(view: View) -> Iterator[Finding]:
    """Something stops working."""
    rows = view["disruptions"]
    whole = rows.filter(pl.col("remaining") == 1.0)
    yield from view.say(_NO_EFFECT, "disruptions", whole, "remaining")
    partly = rows.filter(pl.col("remaining").is_between(0, 1, closed="none"))
    yield from view.say(_TOOTHLESS, "disruptions", _boundless(view, partly), "remaining")


def outages(view: View) -> Iterator[Finding]:
    """An outage can begin, and while it lasts something stops working."""
    rows = view["outage_rates"]
    yield from view.say(_NO_EFFECT, "outage_rates", rows.filter(remaining=1.0), "remaining")
    never = rows.filter(annual_probability=0.0)
    yield from view.say(_NEVER, "outage_rates", never, "annual_probability")
    shortest = view["periods"].select(shortest=pl.col("days").min())
    partly = rows.join(shortest, how="cross").filter(
        pl.col("remaining").is_between(0, 1, closed="none")
        | ((pl.col("days") < pl.col("shortest")) & (pl.col("remaining") < 1))
    )
    yield from view.say(_TOO_SHORT, "outage_rates", _boundless(view, partly), "remaining")


def _boundless(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """Those of the rows that strike carriage of which nothing has a capacity."""
    rows = rows.filter(pl.col("kind").is_in(_CARRIED))
    struck = rows.select("kind", "target", "commodity").unique()
    boundless = [
        (kind, target, commodity)
        for kind, target, commodity in struck.drop_nulls().iter_rows()
        if _carriage(view, kind, target, commodity).is_empty()
    ]
    found = pl.DataFrame(boundless, schema=struck.schema, orient="row")
    return rows.join(found, on=["kind", "target", "commodity"], maintain_order="left")


def _carriage(view: View, kind: str, target: str, commodity: str) -> pl.DataFrame:
    """Lanes and shipments with a capacity that a disruption of that kind would scale."""
    shipments = view["shipments"].filter(pl.col("capacity").is_not_null())
    if kind == "commodity":
        return shipments.filter(pl.col("commodity") == target).select("lane")
    lanes = view["lanes"].filter(pl.col("capacity_t").is_not_null()).select("lane")
    if kind == "lane" and commodity:
        lanes = lanes.clear()
        shipments = shipments.filter(pl.col("commodity") == commodity)
    passing = view["lane_chokepoints"].filter(pl.col("chokepoint") == target)["lane"].drop_nulls()
    names = [target] if kind == "lane" else passing.to_list()
    return pl.concat([lanes, shipments.select("lane")]).filter(pl.col("lane").is_in(names))


def scopes(view: View) -> Iterator[Finding]:
    """A country or commodity narrows only the kinds that it can narrow."""
    for table in ("disruptions", "outage_rates"):
        rows = view[table]
        country = rows.filter(pl.col("country") != "", ~pl.col("kind").is_in(_NARROWED_BY_COUNTRY))
        yield from view.say(_COUNTRY, table, country, "country")
        goods = rows.filter(
            pl.col("commodity") != "", ~pl.col("kind").is_in(_NARROWED_BY_COMMODITY)
        )
        yield from view.say(_COMMODITY, table, goods, "commodity")
