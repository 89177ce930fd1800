"""Lanes that must be opened: something limits what each could ever carry."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from optimizer.data.findings import error
from optimizer.data.units import factor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

Node: TypeAlias = "tuple[str, str]"
"""A site and a commodity."""

_ENDLESS = error(
    "shipment.endless",
    "{lane} must be opened, and nothing limits how much {commodity} it could then carry",
    "Write a capacity here, or capacity_t for the lane.",
)


def limits(view: View) -> Iterator[Finding]:
    """What lanes carry once opened has a limit: theirs, that of its origin, or of its use.

    Without any, there is no telling how much one opening is good for.
    """
    shut = view["lanes"].filter(pl.col("opening_cost").is_not_null())["lane"].drop_nulls()
    if shut.is_empty():
        return
    free = _unlimited(view)
    forward: dict[Node, list[Node]] = defaultdict(list)
    backward: dict[Node, list[Node]] = defaultdict(list)
    for origin, destination, commodity in free.select(
        "origin", "destination", "commodity"
    ).iter_rows():
        forward[origin, commodity].append((destination, commodity))
        backward[destination, commodity].append((origin, commodity))
    fed = _reached(_endless_supply(view), forward)
    drained = _reached(_endless_use(view, free), backward)
    columns = ("lane", "origin", "destination", "commodity", "lost")
    found = [
        lane in shut and (a, k) in fed and (lost or (b, k) in drained)
        for lane, a, b, k, lost in free.select(columns).iter_rows()
    ]
    yield from view.say(
        _ENDLESS, "shipments", free.filter(pl.Series(found, dtype=pl.Boolean)), "capacity"
    )


def _unlimited(view: View) -> pl.DataFrame:
    """Shipments that can move at all, without a capacity of their own or of their lane.

    ``lost``: whether some of what it carries may arrive after the last period.
    """
    crossings = view.crossings
    goods = view["commodities"].drop_nulls("commodity").unique("commodity")
    weighs = [
        tonnes != 0.0 if tonnes is not None else bool(unit) and factor(unit, "t", 1.0) > 0
        for unit, tonnes in goods.select("unit", "tonnes_per_unit").iter_rows()
    ]
    goods = goods.select(
        "commodity", "needs_permission", weighs=pl.Series(weighs, dtype=pl.Boolean)
    )
    lanes = view["lanes"].drop_nulls("lane").unique("lane").select("lane", "capacity_t", "days")
    barred = crossings.routes.filter(pl.Series(crossings.blocked, dtype=pl.Boolean))["route"]
    rows = crossings.shipments.join(lanes, on="lane", maintain_order="left")
    rows = rows.join(goods, on="commodity", maintain_order="left")
    rows = rows.filter(
        pl.col("capacity").is_null(),
        pl.col("capacity_t").is_null() | ~pl.col("weighs"),
        ~pl.col("route").is_in(barred.to_list()),
    )
    papers = view["permissions"]["days"].max() or 0.0
    days = pl.col("days") + pl.when("needs_permission").then(pl.lit(papers)).otherwise(0.0)
    # From so many days on, what leaves in some period arrives after the last.
    before_end = (pl.col("t").max() - pl.col("t") + 0.5) * pl.col("days")
    slow = pl.lit(view.periods.select(before_end.min()).item(), pl.Float64)
    return rows.with_columns(lost=(days >= slow).fill_null(value=False))


def _endless_supply(view: View) -> Iterator[Node]:
    """Where any amount enters: bought without limit, or made without using capacity."""
    priced = view["supply_terms"].filter(pl.col("quantity").is_null()).select("supply")
    yield from _nodes(view["supplies"].join(priced, on="supply", how="semi"))
    yield from _nodes(_free_recipes(view).filter(pl.col("coefficient") > 0))


def _endless_use(view: View, free: pl.DataFrame) -> Iterator[Node]:
    """Where any amount leaves: thrown away, sold or used without limit, or lost at the end."""
    yield from _nodes(view["disposals"])
    yield from _nodes(view["sales"].filter(pl.col("quantity").is_null()))
    yield from _nodes(_free_recipes(view).filter(pl.col("coefficient") < 0))
    yield from _nodes(free.filter("lost").select("commodity", site="origin"))


def _free_recipes(view: View) -> pl.DataFrame:
    """``site, commodity, coefficient`` of operations that use no capacity."""
    rows = view["operations"].filter(pl.col("capacity_use") == 0.0).select("facility", "process")
    sites = view["facilities"].unique("facility").select("facility", "site")
    recipes = view["recipes"].select("process", "commodity", "coefficient")
    return rows.join(sites, on="facility").join(recipes, on="process")


def _nodes(rows: pl.DataFrame) -> Iterable[Node]:
    return rows.select("site", "commodity").drop_nulls().iter_rows()


def _reached(start: Iterable[Node], moves: dict[Node, list[Node]]) -> set[Node]:
    """All from which ``moves`` come, and all to which they lead."""
    reached = set(start)
    queue = list(reached)
    while queue:
        fresh = [node for node in moves[queue.pop()] if node not in reached]
        reached.update(fresh)
        queue += fresh
    return reached
