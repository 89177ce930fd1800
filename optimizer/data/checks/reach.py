"""What can arrive where, and what can get out again: two sweeps over sites and commodities.

Quantities do not matter here, only whether there is any way at all; trade is considered as far as
bans and permissions close a border throughout.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from optimizer.data.checks.once import Worked, once

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.data.checks.view import View

Node: TypeAlias = "tuple[str, str]"
"""A site and a commodity."""


class Operation:
    """A process at a facility that has or may get capacity."""

    def __init__(self, row: int, inputs: list[Node], outputs: list[Node]) -> None:
        self.row = row
        self.inputs = inputs
        self.outputs = outputs


class Reach:
    """The two sweeps, over the tables of ``view``."""

    def __init__(self, view: View) -> None:
        self._view = view

    @property
    def worked(self) -> Worked:
        """What has been worked out from the tables."""
        return self._view.worked

    @once
    def operations(self) -> list[Operation]:
        """Operations that may run, as far as capacity goes."""
        view = self._view
        able = {
            *view["capacities"].filter(pl.col("capacity") > 0)["facility"],
            *view["expansions"].filter(pl.col("size_max") > 0)["facility"],
        }
        site = dict(view["facilities"].select("facility", "site").drop_nulls().iter_rows())
        inputs: dict[str, list[str]] = defaultdict(list)
        outputs: dict[str, list[str]] = defaultdict(list)
        recipes = view["recipes"].select("process", "commodity", "coefficient").drop_nulls()
        for process, commodity, coefficient in recipes.iter_rows():
            if coefficient:
                (inputs if coefficient < 0 else outputs)[process].append(commodity)
        rows = view["operations"].select("#row", "facility", "process").drop_nulls()
        return [
            Operation(
                row,
                [(site[facility], k) for k in inputs[process]],
                [(site[facility], k) for k in outputs[process]],
            )
            for row, facility, process in rows.iter_rows()
            if facility in site and facility in able
        ]

    @once
    def shipments(self) -> list[tuple[Node, Node]]:
        """From where to where goods can move at all."""
        crossings = self._view.crossings
        closed = self._view["lanes"].filter(pl.col("capacity_t") == 0)["lane"].drop_nulls()
        blocked = pl.Series(crossings.blocked, dtype=pl.Boolean)
        barred = crossings.routes.filter(blocked)["route"]
        rows = crossings.shipments.filter(
            ~pl.col("route").is_in(barred.to_list()),
            ~pl.col("lane").is_in(closed.to_list()),
            (pl.col("capacity") != 0).fill_null(value=True),
        )
        ends = rows.select("origin", "destination", "commodity")
        return [((a, k), (b, k)) for a, b, k in ends.iter_rows()]

    @once
    def delivered(self) -> set[Node]:
        """Where demand takes which commodity: market and commodity of a chemistry that serves."""
        rows = self._served.select("market", "commodity").drop_nulls()
        return set(rows.iter_rows())

    @once
    def _served(self) -> pl.DataFrame:
        """``market, segment, chemistry, commodity`` that may be served, in any period."""
        view = self._view
        wanted = view["demands"].filter(pl.col("energy") > 0).select("market", "segment").unique()
        shares = view["shares"].filter(pl.col("maximum") > 0)
        pairs = shares.select("segment", "chemistry", only="market").unique()
        served = wanted.join(pairs, on="segment").filter(
            (pl.col("only") == "") | (pl.col("only") == pl.col("market"))
        )
        goods = view["chemistries"].unique("chemistry").select("chemistry", "commodity")
        return served.join(goods, on="chemistry").drop("only")

    @property
    def offers(self) -> pl.DataFrame:
        """``market, segment, commodity``: what may serve each demand, in any period."""
        return self._served.select("market", "segment", "commodity").drop_nulls().unique()

    @once
    def returned(self) -> pl.DataFrame:
        """``market, segment, commodity``: what may come back where, once collected."""
        view = self._view
        chemistries = view["chemistries"].filter(
            pl.col("eol_commodity") != "", pl.col("eol_per_energy") > 0
        )
        what = chemistries.unique("chemistry").select("chemistry", commodity="eol_commodity")
        keys = ["market", "segment", "chemistry"]
        past = view["past_returns"].filter(pl.col("energy") > 0).select(keys)
        ages = view["lifetimes"].filter(pl.col("fraction") > 0).select("segment", only="chemistry")
        sold = self._served.select(keys).join(ages.unique(), on="segment")
        sold = sold.filter((pl.col("only") == "") | (pl.col("only") == pl.col("chemistry")))
        rows = pl.concat([past, sold.select(keys)]).drop_nulls().unique().join(what, on="chemistry")
        rates = view["collections"].filter(pl.col("rate") > 0).select("market", only="segment")
        rows = rows.join(rates.unique(), on="market")
        rows = rows.filter((pl.col("only") == "") | (pl.col("only") == pl.col("segment")))
        return rows.select("market", "segment", "commodity").unique().sort(pl.all())

    @once
    def entering(self) -> set[Node]:
        """Where something enters without being made: bought, under way, in store, or returned."""
        view = self._view
        priced = view["supply_terms"]
        priced = priced.filter((pl.col("quantity") != 0).fill_null(value=True)).select("supply")
        return {
            *_nodes(view["supplies"].join(priced, on="supply", how="semi")),
            *_nodes(view["contracts"].filter(pl.col("maximum") > 0)),
            *_nodes(view["arrivals"].filter(pl.col("quantity") > 0)),
            *_nodes(view["storages"].filter(pl.col("initial") > 0)),
            *_nodes(self.returned.rename({"market": "site"})),
        }

    @once
    def leaving(self) -> set[Node]:
        """Where something can leave for good or wait: thrown away, sold, delivered or stored."""
        view = self._view
        room = pl.col("capacity") + pl.col("expansion_max") > 0
        return {
            *_nodes(view["disposals"]),
            *_nodes(view["sales"].filter((pl.col("quantity") != 0).fill_null(value=True))),
            *_nodes(view["storages"].filter(room)),
            *self.delivered,
        }

    @once
    def available(self) -> set[Node]:
        """Where each commodity can be, coming from somewhere."""
        moves: dict[Node, list[Node]] = defaultdict(list)
        for start, end in self.shipments:
            moves[start].append(end)
        recipes = [(operation.inputs, operation.outputs) for operation in self.operations]
        return _sweep(self.entering, moves, recipes)

    @once
    def disposable(self) -> set[Node]:
        """Where each commodity can be, with somewhere to go."""
        moves: dict[Node, list[Node]] = defaultdict(list)
        for start, end in self.shipments:
            moves[end].append(start)
        recipes = [(operation.outputs, operation.inputs) for operation in self.operations]
        return _sweep(self.leaving, moves, recipes)


def _nodes(rows: pl.DataFrame) -> Iterable[Node]:
    return rows.select("site", "commodity").drop_nulls().iter_rows()


def _sweep(
    start: set[Node],
    moves: dict[Node, list[Node]],
    recipes: list[tuple[list[Node], list[Node]]],
) -> set[Node]:
    """Everything reached from ``start``: along moves, and through recipes whose needs are."""
    waiting: dict[Node, list[int]] = defaultdict(list)
    missing = [len(needs) for needs, _ in recipes]
    reached = set(start)
    reached.update(node for needs, gives in recipes if not needs for node in gives)
    for number, (needs, _) in enumerate(recipes):
        for node in needs:
            waiting[node].append(number)
    queue = list(reached)
    while queue:
        node = queue.pop()
        found = list(moves.get(node, ()))
        for number in waiting.get(node, ()):
            missing[number] -= 1
            if not missing[number]:
                found += recipes[number][1]
        fresh = [other for other in found if other not in reached]
        reached.update(fresh)
        queue += dict.fromkeys(fresh)
    return reached
