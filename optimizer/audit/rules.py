"""Twin of rules: the level that each rule comes to, from plan and tables; breaches and their price.

A rule says that ``over`` is at least (or at most) ``level · under``, in each moment by itself; for
capacities and production ``under`` is the years of the moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.audit import disruptions, returns, siting
from optimizer.audit.case import MOMENT, Case, charge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "rules"
_PART = ("part", *MOMENT)
_ABSOLUTE = ("capacity", "production")


def levels(case: Case) -> pl.DataFrame:
    """Every rule × part × moment in which it binds: ``over``, ``under``, ``level``, ``missed``."""
    rules = case.calendar.in_force(case.table("rules"), "first_date", "last_date")
    bound = (
        rules.join(case.moments.table.select(*MOMENT, "years"), on="period")
        .join(case.once(disruptions.released), on=MOMENT, how="anti")
        .select("rule", "sense", "level", "price", *MOMENT)
    )
    names = dict.fromkeys(("rule", *_PART), pl.String())
    empty = pl.DataFrame(schema={**names, "over": pl.Float64(), "under": pl.Float64()})
    found = [
        _counted(case, row).select(
            pl.lit(row["rule"]).alias("rule"), *_PART, pl.col("over", "under").cast(pl.Float64)
        )
        for row in case.table("rules").iter_rows(named=True)
    ]
    missed = case.decided("breaches").group_by("rule", *_PART).agg(missed=pl.col("amount").sum())
    return (
        bound.join(pl.concat([empty, *found]), on=["rule", *MOMENT])
        .join(missed, on=["rule", *_PART], how="left")
        .with_columns(pl.col("missed").fill_null(0.0))
    )


def checks(case: Case) -> Iterator[Check]:
    """Every rule is kept, or missed by no more than the plan admits and pays for."""
    judge, rows, keys = case.judge(FAMILY), case.once(levels), ["rule", *_PART]
    wanted, reached = pl.col("level") * pl.col("under"), pl.col("over")
    size = wanted.abs() + reached.abs() + pl.col("missed")
    yield judge.at_most(
        "least level",
        "level · whole with the part and what is missed",
        rows.filter(pl.col("sense") == "least"),
        keys,
        wanted,
        reached + pl.col("missed"),
        size=size,
    )
    yield judge.at_most(
        "greatest level",
        "the part with level · whole and what is missed",
        rows.filter(pl.col("sense") == "most"),
        keys,
        reached,
        wanted + pl.col("missed"),
        size=size,
    )
    breaches = case.decided("breaches")
    unpriced = case.table("rules").filter(pl.col("price").is_null()).select("rule")
    yield judge.at_most(
        "missed only at a price",
        "what is missed with 0 where there is no price",
        breaches.join(unpriced, on="rule"),
        keys,
        pl.col("amount"),
        pl.lit(0.0),
    ).among(breaches.height)


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``breach``."""
    prices = case.table("rules").select("rule", "price")
    rows = case.decided("breaches").join(prices, on="rule")
    yield charge(case, "breach", rows, pl.col("price").fill_null(0.0) * pl.col("amount"))


def _counted(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    """``part``, moment, ``over``, ``under`` of a rule in every moment."""
    kind = rule["kind"]
    if kind == "bought_share":
        return _bought(case, rule)
    if kind == "collection_rate":
        return _joined(case, [""], *_collected(case, rule))
    rungs = _rungs(case, rule)
    by_rung = not rule["element"]
    parts = rungs["rung"].to_list() if by_rung and not rule["rung"] else [""]
    if kind == "recovery_rate":
        return _joined(case, parts, *_recovered(case, rule))
    made = {"capacity": _capable, "capacity_share": _capable}.get(
        kind, _passed if by_rung else _made
    )(case, rule)
    if kind in _ABSOLUTE:
        years = case.moments.table.select(*MOMENT, amount="years")
        return _joined(case, parts, made, years.join(pl.DataFrame({"part": parts}), how="cross"))
    return _joined(case, parts, made, _delivered(case, rule))


def _joined(case: Case, parts: list[str], over: pl.DataFrame, under: pl.DataFrame) -> pl.DataFrame:
    """Parts × moments with two sums of ``amount``."""
    grid = case.moments.table.select(MOMENT).join(
        pl.DataFrame({"part": parts}, schema={"part": pl.String}), how="cross"
    )
    for name, rows in (("over", over), ("under", under)):
        sums = rows.group_by(_PART).agg(pl.col("amount").sum().alias(name))
        grid = grid.join(sums, on=_PART, how="left")
    return grid.with_columns(pl.col("over", "under").fill_null(0.0))


def _rungs(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    rungs = case.table("rungs")
    if rule["rung"]:
        return rungs.filter(pl.col("rung") == rule["rung"])
    return rungs.filter(pl.col("stage") == rule["stage"])


def _own_part(rule: dict[str, Any]) -> pl.Expr:
    """The rung is the part of a rule that is about each rung of a stage."""
    whole = bool(rule["element"] or rule["rung"])
    return (pl.lit("") if whole else pl.col("rung")).alias("part")


def _inside(case: Case, area: str) -> pl.DataFrame:
    """``country``: those of a country or bloc, or all."""
    if not area:
        return case.table("countries").select("country")
    return case.areas().filter(pl.col("area") == area).select("country").unique()


def _ran(case: Case, area: str) -> pl.DataFrame:
    """The activities of the plan in an area."""
    placed = case.table("facilities").select("facility", "site").join(case.placed(), on="site")
    here = placed.join(_inside(case, area), on="country").select("facility")
    return case.decided("activity").join(here, on="facility")


def _chosen(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    """``process, rung``: those of the rung, or else of the stage."""
    rungs = _rungs(case, rule).select("rung")
    return case.table("processes").join(rungs, on="rung").select("process", "rung")


def _held(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    """``commodity, tonnes`` of the elements of a rule, together."""
    wanted = case.table("contents").filter(pl.col("element").is_in(rule["element"].split("+")))
    return wanted.group_by("commodity").agg(pl.col("tonnes").sum())


def _leaving(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    """``commodity``: made by the rule's processes, and used by others or by none of them."""
    recipes, own = case.table("recipes"), _chosen(case, rule).select("process")
    mine, others = recipes.join(own, on="process"), recipes.join(own, on="process", how="anti")
    used_within = mine.filter(pl.col("coefficient") < 0.0).select("commodity")
    used_outside = others.filter(pl.col("coefficient") < 0.0).select("commodity").unique()
    makes = mine.filter(pl.col("coefficient") > 0.0).select("commodity").unique()
    kept = makes.join(used_within, on="commodity", how="anti")
    return pl.concat([makes.join(used_outside, on="commodity"), kept]).unique()


def _made(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    """Tonnes of the elements in what leaves the stage in its origin, net of what is taken back."""
    per_activity = (
        case.table("recipes")
        .join(_chosen(case, rule), on="process")
        .join(_leaving(case, rule), on="commodity")
        .join(_held(case, rule), on="commodity")
        .group_by("process")
        .agg(each=(pl.col("coefficient") * pl.col("tonnes")).sum())
    )
    ran = _ran(case, rule["origin"] or rule["scope"]).join(per_activity, on="process")
    return ran.select(pl.lit("").alias("part"), *MOMENT, amount=pl.col("activity") * pl.col("each"))


def _passed(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    """Throughput of the rungs in the rule's origin."""
    own = _chosen(case, rule).join(
        case.table("processes").select("process", "throughput"), on="process"
    )
    ran = _ran(case, rule["origin"] or rule["scope"]).join(own, on="process")
    amount = pl.col("activity") * pl.col("throughput")
    return ran.select(_own_part(rule), *MOMENT, amount=amount)


def _capable(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    """Throughput that capacity in place could have, at its best process of the rung."""
    placed = case.table("facilities").select("facility", "site").join(case.placed(), on="site")
    area = _inside(case, rule["origin"] or rule["scope"])
    worth = (
        case.table("operations")
        .join(_chosen(case, rule), on="process")
        .join(case.table("processes").select("process", "throughput"), on="process")
        .join(placed.join(area, on="country"), on="facility")
        .filter(pl.col("capacity_use") > 0.0)
        .group_by("facility", "rung")
        .agg(worth=(pl.col("throughput") / pl.col("capacity_use")).max())
    )
    there = case.once(siting.capacity_in_place).join(worth, on="facility")
    in_place = pl.col("kept") + pl.col("online")
    return there.select(
        _own_part(rule), *MOMENT, amount=pl.col("worth") * in_place * pl.col("years")
    )


def _delivered(case: Case, rule: dict[str, Any], held: pl.DataFrame | None = None) -> pl.DataFrame:
    """Elements in what is delivered in the scope; or the throughput that the energy needs."""
    markets = case.placed().join(_inside(case, rule["scope"]), on="country")
    sold = case.decided("served").join(markets.select(market="site"), on="market")
    if rule["element"]:
        kinds = case.table("chemistries").select("chemistry", "commodity", "energy_per_unit")
        held = _held(case, rule) if held is None else held
        rows = sold.join(kinds, on="chemistry").join(held, on="commodity")
        amount = pl.col("energy") / pl.col("energy_per_unit") * pl.col("tonnes")
        return rows.select(pl.lit("").alias("part"), *MOMENT, amount=amount)
    rows = sold.join(_rungs(case, rule).select("rung", "energy_per_unit"), how="cross")
    amount = pl.col("energy") / pl.col("energy_per_unit")
    return rows.select(_own_part(rule), *MOMENT, amount=amount)


def _recovered(case: Case, rule: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tonnes of the elements made, and used, by processes in the scope that use any."""
    amount = pl.col("coefficient") * pl.col("tonnes")
    each = (
        case.table("recipes")
        .join(_chosen(case, rule), on="process")
        .join(_held(case, rule), on="commodity")
        .group_by("process")
        .agg(
            made=amount.filter(amount > 0.0).sum(),
            used=-amount.filter(amount < 0.0).sum(),
        )
        .filter(pl.col("used") > 0.0)
    )
    ran = _ran(case, rule["origin"] or rule["scope"]).join(each, on="process")
    part = pl.lit("").alias("part")
    made = ran.select(part, *MOMENT, amount=pl.col("activity") * pl.col("made"))
    return made, ran.select(part, *MOMENT, amount=pl.col("activity") * pl.col("used"))


def _collected(case: Case, rule: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Energy collected and energy that reaches end of life, in the scope."""
    markets = case.placed().join(_inside(case, rule["scope"]), on="country").select(market="site")
    back = case.table("chemistries").filter(
        (pl.col("eol_commodity") != "") & (pl.col("eol_per_energy") > 0.0)
    )
    only = (pl.lit(rule["segment"]) == "") | (pl.col("segment") == rule["segment"])
    kinds = back.select("chemistry", "eol_per_energy")
    got = case.decided("collected").filter(only).join(markets, on="market")
    got = got.join(kinds, on="chemistry")
    gone = returns.retiring(case).filter(only).join(markets, on="market")
    gone = gone.join(kinds, on="chemistry")
    part = pl.lit("").alias("part")
    return (
        got.select(part, *MOMENT, amount=pl.col("quantity") / pl.col("eol_per_energy")),
        gone.select(part, *MOMENT, amount="energy"),
    )


def _bought(case: Case, rule: dict[str, Any]) -> pl.DataFrame:
    """From each country outside the scope: elements sent into it, and those used within."""
    inside, held = _inside(case, rule["scope"]), _held(case, rule)
    leaving = _leaving(case, rule).join(held, on="commodity")
    sent = (
        case.decided("flow")
        .join(case.once(disruptions.joined_countries), on="lane")
        .join(leaving, on="commodity")
        .join(inside.select(to_country="country"), on="to_country")
        .join(inside.select(from_country="country"), on="from_country", how="anti")
    )
    if rule["origin"]:
        area = _inside(case, rule["origin"]).select(from_country="country")
        sent = sent.join(area, on="from_country").with_columns(part=pl.lit(""))
    else:
        sent = sent.with_columns(part=pl.col("from_country"))
    sent = sent.select(*_PART, amount=pl.col("quantity") * pl.col("tonnes"))
    parts = [""] if rule["origin"] else sorted(sent["part"].unique())
    everyone = pl.DataFrame({"part": parts}, schema={"part": pl.String})
    own = _chosen(case, rule).select("process")
    used = (
        case.table("recipes")
        .join(own, on="process", how="anti")
        .filter(pl.col("coefficient") < 0.0)
        .join(leaving, on="commodity")
        .group_by("process")
        .agg(each=-(pl.col("coefficient") * pl.col("tonnes")).sum())
    )
    ran = _ran(case, rule["scope"]).join(used, on="process")
    by_plants = ran.select(*MOMENT, amount=pl.col("activity") * pl.col("each"))
    delivered = _delivered(case, rule, leaving).select(*MOMENT, "amount")
    under = pl.concat([by_plants, delivered]).join(everyone, how="cross")
    return _joined(case, parts, sent, under.select(*_PART, "amount"))
