"""A valid plan passes; the same plan tampered with is rejected by the rule that it breaks."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pytest

from optimizer.audit import audit
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Edit = Callable[[Tables], None]


def rewrite(table: str, where: Mapping[str, str], **values: Any) -> Edit:
    """Sets columns of the rows that match."""

    def edit(plan: Tables) -> None:
        chosen = pl.all_horizontal([pl.col(k) == v for k, v in where.items()])
        assert plan[table].filter(chosen).height, "tampering must hit a row"
        plan[table] = plan[table].with_columns(
            pl.when(chosen).then(pl.lit(v)).otherwise(pl.col(k)).alias(k) for k, v in values.items()
        )

    return edit


def add(table: str, *row: Any) -> Edit:
    """Adds a row."""

    def edit(plan: Tables) -> None:
        extra = pl.DataFrame([row], schema=plan[table].schema, orient="row")
        plan[table] = pl.concat([plan[table], extra])

    return edit


def drop(table: str, **where: str) -> Edit:
    """Drops the rows that match."""

    def edit(plan: Tables) -> None:
        chosen = pl.all_horizontal([pl.col(k) == v for k, v in where.items()])
        assert plan[table].filter(chosen).height, "tampering must hit a row"
        plan[table] = plan[table].filter(~chosen)

    return edit


def move(table: str, where: Mapping[str, str], period: str) -> Edit:
    """Moves rows to another period."""
    return rewrite(table, where, period=period)


def both(*edits: Edit) -> Edit:
    """One tampering after the other."""

    def edit(plan: Tables) -> None:
        for each in edits:
            each(plan)

    return edit


def in_2025(**names: str) -> dict[str, str]:
    return {**names, "period": "2025"}


LINE = in_2025(expansion="line")
SEA = in_2025(lane="sea", commodity="cell")
SPENT_WORKS = {"facility": "ningbo-works", "period": "2027"}
STOCK = {"site": "berlin", "commodity": "cell"}
TAMPERINGS: dict[str, tuple[Edit, str, str]] = {
    "extra flow": (rewrite("flow", SEA, quantity=6.0), "balance", "balance"),
    "flow from nowhere": (
        add("flow", "slow", "cell", "", "2027", 5.0),
        "shape",
        "no row twice in flow",
    ),
    "missing activity": (drop("activity", facility="kobe-works"), "balance", "balance"),
    "arrival moved": (move("flow", in_2025(lane="slow"), "2026"), "balance", "balance"),
    "lag ignored": (rewrite("served", in_2025(chemistry="nmc"), energy=9.5), "balance", "balance"),
    "collected into thin air": (
        rewrite("disposed", {"site": "berlin", "commodity": "spent"}, quantity=0.0),
        "balance",
        "balance",
    ),
    "negative stock": (
        rewrite("stock", {**STOCK, "period": "2025"}, quantity=-1.4),
        "shape",
        "quantity not negative in stock",
    ),
    "NaN": (rewrite("flow", SEA, quantity=float("nan")), "shape", "finite quantity in flow"),
    "infinity": (
        rewrite("served", in_2025(chemistry="nmc"), energy=float("inf")),
        "shape",
        "finite energy in served",
    ),
    "empty number": (rewrite("stock", STOCK, quantity=None), "shape", "finite quantity in stock"),
    "row twice": (add("bought", "ore-kobe", "", "2025", 4.0), "shape", "no row twice in bought"),
    "unknown lane": (
        add("flow", "tunnel", "cell", "", "2025", 1.0),
        "shape",
        "known names in flow",
    ),
    "commodity not on the lane": (
        add("flow", "polar", "ore", "", "2025", 1.0),
        "shape",
        "known names in flow",
    ),
    "process not at the facility": (
        add("activity", "kobe-works", "recover", "", "2025", 1.0),
        "shape",
        "known names in activity",
    ),
    "cheaper before it was learnt": (
        add("learned", "hands", "", "2026", 2.0),
        "learning",
        "lower cost once it is learnt",
    ),
    "more at a lower cost than is made": (
        rewrite("learned", {"step": "craft", "period": "2027"}, quantity=7.0),
        "learning",
        "lower cost for what is made",
    ),
    "unknown period": (
        add("bought", "ore-kobe", "", "2030", 1.0),
        "shape",
        "known moments in bought",
    ),
    "unknown scenario": (
        add("bought", "ore-kobe", "war", "2025", 1.0),
        "shape",
        "known moments in bought",
    ),
    "unknown term": (
        add("costs", "gifts", "", "2025", -1.0, -1.0),
        "shape",
        "known names in costs",
    ),
    "stock where none may wait": (
        add("stock", "kobe", "ore", "", "2025", 1.0),
        "shape",
        "known names in stock",
    ),
    "sold where none is sold": (
        add("sold", "ningbo", "ore", "", "2025", 1.0),
        "shape",
        "known names in sold",
    ),
    "thrown away where it may not": (
        add("disposed", "paris", "spent", "", "2026", 1.0),
        "shape",
        "known names in disposed",
    ),
    "opened a lane that is open": (add("opened", "sea", 1.0), "shape", "known names in opened"),
    "half a build": (rewrite("builds", LINE, count=0.5), "siting", "whole number of builds"),
    "oversize build": (rewrite("builds", LINE, added=6.1), "siting", "greatest size of a build"),
    "undersize build": (rewrite("builds", LINE, added=1.9), "siting", "least size of a build"),
    "build not counted": (rewrite("builds", LINE, count=0.0), "siting", "greatest size of a build"),
    "build outside its window": (move("builds", LINE, "2026"), "siting", "window of a build"),
    "build online after the end": (
        add("builds", "hall", "2027", 1.0, 5.0),
        "siting",
        "online within the horizon",
    ),
    "too many builds": (rewrite("builds", LINE, count=3.0, added=12.0), "siting", "most builds"),
    "both of a choice": (add("builds", "hall", "2025", 1.0, 5.0), "siting", "choose one"),
    "closed what may not close": (
        add("closures", "ningbo-works", "2027", 1.0),
        "siting",
        "closable",
    ),
    "half closed": (
        rewrite("closures", {"period": "2027"}, closed=0.5),
        "siting",
        "closed once and whole",
    ),
    "closed twice": (add("closures", "kobe-works", "2026", 1.0), "siting", "closed once and whole"),
    "closed facility at work": (
        add("activity", "kobe-works", "make", "", "2027", 1.0),
        "processing",
        "output limit",
    ),
    "work before the ramp": (
        rewrite("activity", {"facility": "berlin-works", "period": "2026"}, activity=2.1),
        "processing",
        "output limit",
    ),
    "work through the storm": (
        rewrite("activity", SPENT_WORKS, activity=8.1),
        "processing",
        "output limit",
    ),
    "idle below least use": (
        rewrite("activity", SPENT_WORKS, activity=1.5),
        "processing",
        "least use",
    ),
    "bought above the step": (
        rewrite("bought", in_2025(supply="ore-ningbo"), quantity=30.1),
        "sourcing",
        "quantity of a supply",
    ),
    "bought before the first term": (
        add("bought", "ore-berlin", "", "2025", 0.1),
        "sourcing",
        "quantity of a supply",
    ),
    "below take-or-pay": (
        rewrite("taken", {"period": "2026"}, quantity=1.9),
        "contracts",
        "least of a contract",
    ),
    "above the contract": (
        rewrite("taken", {"period": "2027"}, quantity=6.1),
        "contracts",
        "most of a contract",
    ),
    "taken before the term": (
        add("taken", "deal", "", "2025", 1.0),
        "contracts",
        "most of a contract",
    ),
    "taken unsigned": (drop("signed", contract="deal"), "contracts", "most of a contract"),
    "half signed": (
        rewrite("signed", {"contract": "deal"}, signed=0.9),
        "contracts",
        "signed once and whole",
    ),
    "shipment over capacity": (
        rewrite("flow", SEA, quantity=8.1),
        "shipping",
        "capacity of a shipment",
    ),
    "shipment over what a storm leaves": (
        rewrite("flow", {**SEA, "period": "2027"}, quantity=6.5),
        "shipping",
        "capacity of a shipment",
    ),
    "lane over capacity": (
        rewrite("flow", in_2025(lane="sea", commodity="ore"), quantity=20.1),
        "shipping",
        "capacity of a lane",
    ),
    "lane not opened": (drop("opened", lane="polar"), "shipping", "opened before used"),
    "lane half opened": (
        rewrite("opened", {"lane": "polar"}, opened=0.6),
        "shipping",
        "opened once and whole",
    ),
    "banned": (add("flow", "sea", "ore", "", "2026", 1.0), "trade", "ban"),
    "over the quota": (rewrite("flow", in_2025(lane="slow"), quantity=4.1), "trade", "quota"),
    "over the room": (rewrite("stock", STOCK, quantity=3.6), "storage", "room for stock"),
    "room not paid for": (drop("room", site="berlin"), "storage", "room for stock"),
    "more room than there is": (
        rewrite("room", {"site": "berlin"}, added=2.1),
        "storage",
        "room that may be added",
    ),
    "safety stock eaten": (
        rewrite("stock", {**STOCK, "period": "2025"}, quantity=0.4),
        "storage",
        "safety stock",
    ),
    "final stock sold": (
        rewrite("stock", {**STOCK, "period": "2027"}, quantity=0.9),
        "storage",
        "final stock",
    ),
    "demand over-served": (rewrite("served", {"period": "2026"}, energy=9.5), "serving", "demand"),
    "shortfall hidden": (drop("shortfall", period="2025"), "serving", "demand"),
    "served where none is wanted": (
        add("served", "paris", "cars", "nmc", "", "2025", 1.0),
        "serving",
        "demand",
    ),
    "share too great": (
        both(
            rewrite("served", {"chemistry": "next"}, energy=4.1),
            rewrite("served", {"chemistry": "nmc", "period": "2027"}, energy=5.9),
        ),
        "serving",
        "greatest share",
    ),
    "share too small": (
        both(
            rewrite("served", {"chemistry": "next"}, energy=5.1),
            rewrite("served", {"chemistry": "nmc", "period": "2027"}, energy=4.9),
        ),
        "serving",
        "least share",
    ),
    "chemistry before its first date": (
        both(
            rewrite("served", {"chemistry": "nmc", "period": "2026"}, energy=8.0),
            add("served", "berlin", "cars", "next", "", "2026", 1.0),
        ),
        "serving",
        "first date of a chemistry",
    ),
    "chemistry before its first share": (
        both(
            rewrite("served", in_2025(chemistry="nmc"), energy=6.5),
            add("served", "berlin", "cars", "next", "", "2025", 1.0),
        ),
        "serving",
        "chemistry allowed in the segment",
    ),
    "collected more than came back": (
        rewrite("collected", {"market": "paris"}, quantity=2.1),
        "returns",
        "collected",
    ),
    "collected nothing": (drop("collected", market="paris"), "returns", "collected"),
    "sold over the quantity": (
        rewrite("sold", {"site": "berlin"}, quantity=10.1),
        "disposal_sales",
        "quantity of a sale",
    ),
    "cost misstated": (
        rewrite("costs", in_2025(term="transport"), amount=29.4),
        "costs",
        "amount of a term",
    ),
    "cost left out": (drop("costs", term="permission"), "costs", "amount of a term"),
    "cost in another period": (
        move("costs", {"term": "closing"}, "2026"),
        "costs",
        "amount of a term",
    ),
    "wrong discount": (
        rewrite("costs", in_2025(term="capex"), present=30.0),
        "costs",
        "present value of a term",
    ),
    "end value discounted too little": (
        rewrite("costs", {"term": "final_stock"}, present=-40 * 1.1**-2.5),
        "costs",
        "present value of a term",
    ),
    "present value left out": (
        rewrite("costs", {"term": "closing"}, present=0.0),
        "costs",
        "present value of a term",
    ),
}


def broken(report: Any) -> set[tuple[str, str]]:
    return {(check.family, check.rule) for check in report.failures}


def test_the_valid_plan_passes(chain: Instance, plan: Tables) -> None:
    report = audit(chain, plan)
    assert report.passed, "\n".join(map(str, report.failures))


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_caught(chain: Instance, plan: Tables, name: str) -> None:
    edit, family, rule = TAMPERINGS[name]
    edit(plan)
    assert (family, rule) in broken(audit(chain, plan))


def test_a_missing_table_is_caught(chain: Instance, plan: Tables) -> None:
    del plan["closures"]
    assert ("shape", "tables and columns") in broken(audit(chain, plan))


def test_a_missing_column_is_caught(chain: Instance, plan: Tables) -> None:
    plan["costs"] = plan["costs"].drop("present")
    assert ("shape", "tables and columns") in broken(audit(chain, plan))
