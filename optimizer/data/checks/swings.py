"""Swings that do what their rows seem to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_NO_EFFECT = warning("swing.no_effect", "all stays as the tables say", "Write another than 1.")
_IDLE = warning(
    "swing.idle",
    "nothing of that kind swings there",
    "Name a segment that is wanted, a commodity that is bought or sold, a rung that is worked, a "
    "mode that leaves from there, or what plants, offers and collection there are of.",
)


def effects(view: View) -> Iterator[Finding]:
    """Something is wanted more or less, costs more or less, or there is more or less of it."""
    rows = view["swings"]
    yield from view.say(_NO_EFFECT, "swings", rows.filter(pl.col("factor") == 1.0), "factor")
    whole = rows.drop_nulls(["kind", "target", "country"])
    swinging = {
        "demand": _wanted(view),
        "price": _traded(view),
        "cost": _worked(view),
        "freight": view["lanes"].select(site="origin", name="mode").unique(),
        "capacity": _worked(view),
        "supply": view["supplies"].select("site", name="commodity").unique(),
        "collection": view["demands"].select(site="market", name="segment").unique(),
    }
    idle = [
        at
        for at, (kind, target, area) in enumerate(whole.select("kind", "target", "country").rows())
        if kind in swinging and not _any(view, swinging[kind], target, area)
    ]
    yield from view.say(_IDLE, "swings", whole[idle], "target")


def _wanted(view: View) -> pl.DataFrame:
    return view["demands"].select(site="market", name="segment").unique()


def _traded(view: View) -> pl.DataFrame:
    traded = [view[name].select("site", name="commodity") for name in ("supplies", "sales")]
    return pl.concat(traded).unique()


def _worked(view: View) -> pl.DataFrame:
    return (
        view["operations"]
        .select("facility", "process")
        .join(view["facilities"].select("facility", "site"), on="facility")
        .join(view["processes"].select("process", name="rung"), on="process")
        .select("site", "name")
        .unique()
    )


def _any(view: View, things: pl.DataFrame, target: str, area: str) -> bool:
    """Whether a thing with that name (empty: any) lies in that country or bloc (empty: any)."""
    if target:
        things = things.filter(pl.col("name") == target)
    if area:
        inside = view["blocs"].filter(pl.col("bloc") == area)["country"].drop_nulls()
        sites = view["sites"].filter(pl.col("country").is_in([area, *inside]))
        things = things.filter(pl.col("site").is_in(sites["site"].drop_nulls().to_list()))
    return things.height > 0
