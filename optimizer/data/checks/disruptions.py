"""Disruptions that do what their rows seem to say."""

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

_NARROWED_BY_COUNTRY = ("stage", "rung", "commodity")
_NARROWED_BY_COMMODITY = ("country", "lane")


def effects(view: View) -> Iterator[Finding]:
    """Something stops working."""
    rows = view["disruptions"]
    whole = rows.filter(pl.col("remaining") == 1.0)
    yield from view.say(_NO_EFFECT, "disruptions", whole, "remaining")
    struck = view["disruptions"].select("kind", "target", "commodity").unique()
    toothless = [
        (kind, target, commodity)
        for kind, target, commodity in struck.drop_nulls().iter_rows()
        if _carriage(view, kind, target, commodity).is_empty()
    ]
    found = pl.DataFrame(toothless, schema=struck.schema, orient="row")
    partly = rows.filter(pl.col("remaining").is_between(0, 1, closed="none"))
    partly = partly.filter(pl.col("kind").is_in(["lane", "chokepoint", "commodity"]))
    partly = partly.join(found, on=["kind", "target", "commodity"], maintain_order="left")
    yield from view.say(_TOOTHLESS, "disruptions", partly, "remaining")


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
    rows = view["disruptions"]
    country = rows.filter(pl.col("country") != "", ~pl.col("kind").is_in(_NARROWED_BY_COUNTRY))
    yield from view.say(_COUNTRY, "disruptions", country, "country")
    goods = rows.filter(pl.col("commodity") != "", ~pl.col("kind").is_in(_NARROWED_BY_COMMODITY))
    yield from view.say(_COMMODITY, "disruptions", goods, "commodity")
