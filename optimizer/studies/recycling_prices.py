"""What recycling earns by the unit: at market prices, and at those of a plan itself.

A plan's own price of a commodity at a place and moment is what one unit more would cost it there:
the multiplier of the balance, the whole numbers kept. At these prices what is run in part earns
just its cost; what is run to the full earns a rent, out of which its capital must be paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.data.network.subsidies import Scope
from optimizer.errors import SettingsError
from optimizer.results.restore import with_design
from optimizer.solve.highs import InPlace
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats, Problem
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays

DAYS_OFF = 1e-12


@dataclass(frozen=True)
class Loop:
    """What counts as recycling: the processes of some stages, and what they are fed with.

    ``feeds``: commodities that they use and that nobody sells to them. ``metals``: commodities with
    chemical content (table ``contents``) that they make and that are no feed.
    """

    stages: tuple[str, ...]
    processes: tuple[str, ...]
    feeds: frozenset[str]
    metals: frozenset[str]

    @classmethod
    def of(cls, instance: Instance, stages: tuple[str, ...]) -> Loop:
        """The loop that consists of the processes of some stages.

        Raises:
            SettingsError: there is no such stage, or it has no process.
        """
        known = instance.table("stages")["stage"].to_list()
        if unknown := [stage for stage in stages if stage not in known]:
            raise SettingsError(
                f"no stage is called {', '.join(unknown)}; there are {', '.join(known)}"
            )
        rungs = instance.table("rungs").filter(pl.col("stage").is_in(stages))["rung"]
        processes = instance.table("processes").filter(pl.col("rung").is_in(rungs.to_list()))
        names = processes["process"].to_list()
        if not names:
            raise SettingsError(f"no process is of the stage {', '.join(stages)}")
        recipes = instance.table("recipes").filter(pl.col("process").is_in(names))
        sold = set(instance.table("supplies")["commodity"])
        used = set(recipes.filter(pl.col("coefficient") < 0)["commodity"])
        made = set(recipes.filter(pl.col("coefficient") > 0)["commodity"])
        feeds = frozenset(used - sold)
        content = set(instance.table("contents")["commodity"])
        return cls(stages, tuple(names), feeds, frozenset((made & content) - feeds))


def prices_at(
    problem: Problem, arrays: Arrays, design: Floats, settings: SolveSettings
) -> Floats | None:
    """The plan's own price of every account at every moment, undiscounted; ``None``: no optimum.

    ``design``: its here-and-now decisions. A moment that weighs nothing has price 0.
    """
    program = InPlace(with_design(arrays.aimed("cost"), design), settings)
    if program.run(settings.time_limit) is not StopReason.OPTIMAL:
        return None
    family = arrays.constraints["commodity_balance"]
    rows = program.multipliers[family.span].reshape(family.shape)
    weight = problem.values("weight")
    return np.divide(rows, weight, out=np.zeros_like(rows), where=weight > DAYS_OFF)


def mean_prices(problem: Problem, prices: Floats) -> dict[tuple[str, str], float]:
    """By site and commodity, the mean over moments, weighed as costs are."""
    weight = problem.values("weight")
    mean = prices @ weight / weight.sum()
    return {
        (site, commodity): float(mean[k])
        for k, (site, commodity) in enumerate(
            label.split("|") for label in problem.labels("accounts")
        )
    }


def market_prices(instance: Instance) -> dict[str, float]:
    """By commodity its customs value; without one, the least price at which it is ever bought.

    What is never bought either is worth what getting rid of it costs, below 0.
    """
    bought = (
        instance.table("supplies")
        .select("supply", "commodity")
        .join(instance.table("supply_terms").select("supply", "price"), on="supply")
        .group_by("commodity")
        .agg(pl.col("price").min())
    )
    shed = instance.table("disposals").group_by("commodity").agg(-pl.col("cost").min())
    worth = dict(instance.table("commodities").select("commodity", "value_per_unit").iter_rows())
    other = dict(shed.iter_rows()) | dict(bought.iter_rows())
    return {c: float(value or other.get(c, 0.0)) for c, value in worth.items()}


def annuity(rate: float, life: float) -> float:
    """What must be paid each year of its life for one of capital."""
    return rate / (1.0 - (1.0 + rate) ** -life) if rate > 0.0 else 1.0 / life


def economics(
    instance: Instance, loop: Loop, own: dict[tuple[str, str], float] | None = None
) -> pl.DataFrame:
    """Each plant that recycles × process × size, by the unit of feed, at full use.

    ``own``: the plan's mean prices by site and commodity (``None``: ``market_prices``). Columns:
    ``facility, process, expansion, size, sold`` (metals and others), ``metals`` (of it),
    ``bought`` (reagents), ``feed_cost`` (paid for the feed; below 0 is a gate fee), ``operation``,
    ``fixed``, ``annuity``, ``profit``; at which each one thing covers all:
    ``metal_factor`` (metal prices times this), ``feed_price`` (the most that can be paid for feed;
    below 0: the least gate fee), ``use`` (of capacity; null: no use covers it), ``support`` (money
    for each unit of feed; 0 where it pays). ``size``: an expansion at its least or greatest, or
    ``existing``, which has no annuity.
    """
    scope = Scope(instance)
    recipes: dict[str, list[tuple[str, float]]] = {}
    for process, commodity, coefficient in (
        instance.table("recipes").select("process", "commodity", "coefficient").iter_rows()
    ):
        recipes.setdefault(process, []).append((commodity, coefficient))
    market = market_prices(instance)
    rows = []
    for operation in instance.table("operations").iter_rows(named=True):
        if operation["process"] not in loop.processes:
            continue
        site = scope.site[operation["facility"]]
        recipe = recipes.get(operation["process"], [])
        price = {c: (market[c] if own is None else own.get((site, c), 0.0)) for c, _ in recipe}
        for built, size, capital in _sizes(instance, operation["facility"]):
            account = _unit(instance, loop, operation, recipe, price, capital)
            rows.append({"expansion": built, "size": size} | account)
    return pl.DataFrame(rows, schema=_SCHEMA)


_SCHEMA = dict.fromkeys(("facility", "process", "expansion", "size"), pl.String) | dict.fromkeys(
    (
        "sold",
        "metals",
        "bought",
        "feed_cost",
        "operation",
        "fixed",
        "annuity",
        "profit",
        "metal_factor",
        "feed_price",
        "use",
        "support",
    ),
    pl.Float64,
)


def _sizes(instance: Instance, facility: str) -> list[tuple[str, str, float]]:
    """Expansion and size at which it may stand, and the annuity of a unit of capacity a year."""
    rates = dict(instance.table("parameters").select("parameter", "value").iter_rows())
    rate = float(rates.get("discount_rate", 0.0))
    sizes: list[tuple[str, str, float]] = []
    capacity = instance.table("capacities").filter(pl.col("facility") == facility)["capacity"]
    if capacity.len() and float(capacity.max() or 0.0) > 0.0:  # type: ignore[arg-type]
        sizes.append(("", "existing", 0.0))
    offered = instance.table("expansions").filter(pl.col("facility") == facility)
    for row in offered.iter_rows(named=True):
        for word, size in (("least", row["size_min"]), ("greatest", row["size_max"])):
            if size > 0.0:
                capex = row["unit_capex"] + row["fixed_capex"] / size
                each = (1.0 - row["subsidy"]) * capex * annuity(rate, row["life_years"])
                sizes.append((row["expansion"], f"{word}: {size:g}", each))
    return sizes


def _unit(
    instance: Instance,
    loop: Loop,
    operation: dict[str, Any],
    recipe: list[tuple[str, float]],
    price: dict[str, float],
    capital: float,
) -> dict[str, Any]:
    """The account of one unit of feed."""
    fed = -sum(x for c, x in recipe if c in loop.feeds and x < 0.0) or 1.0
    facilities = instance.table("facilities")
    fixed = float(facilities.filter(pl.col("facility") == operation["facility"])["fixed_cost"][0])
    use = operation["capacity_use"]
    sold = sum(x * price[c] for c, x in recipe if x > 0.0) / fed
    metals = sum(x * max(price[c], 0.0) for c, x in recipe if x > 0.0 and c in loop.metals) / fed
    feed = sum(-x * price[c] for c, x in recipe if x < 0.0 and c in loop.feeds) / fed
    bought = sum(-x * price[c] for c, x in recipe if x < 0.0 and c not in loop.feeds) / fed
    running = operation["variable_cost"] / fed
    standing = (use * fixed / fed, use * capital / fed)
    margin = sold - bought - feed - running
    profit = margin - sum(standing)
    return {
        "facility": operation["facility"],
        "process": operation["process"],
        "sold": sold,
        "metals": metals,
        "bought": bought,
        "feed_cost": feed,
        "operation": running,
        "fixed": standing[0],
        "annuity": standing[1],
        "profit": profit,
        "metal_factor": 1.0 - profit / metals if metals > 0.0 else None,
        "feed_price": feed + profit,
        "use": sum(standing) / margin if margin > 0.0 and margin >= sum(standing) else None,
        "support": max(0.0, -profit),
    }
