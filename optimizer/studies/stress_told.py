"""A stress test in words, tables and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.results.figures import number, percent, signed
from optimizer.results.measures.n_minus_one import n_minus_one
from optimizer.results.measures.units import energy_unit
from optimizer.results.measures.view import View
from optimizer.solve.outage import fraction_left
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.studies.stress import Stressed

DUST = 1e-6
"""Energy and money below this part of the whole is the solver's dust."""
EVERYWHERE, ALL_STAGES = "everywhere", "all stages"
NO_ANSWER = "no plan keeps the rules"


def told(found: Stressed) -> Study:
    """The study that a stress test comes to."""
    unit, money = energy_unit(found.held.instance), found.held.instance.currency
    ranks, markets = ranked(found), by_market(found)
    tables = {
        "failures": StudyTable(
            "What each failure does", ranks, _failures_shown(found, unit, money)
        ),
        "markets": StudyTable("Who goes without", markets, _markets_shown(unit), most=20),
    }
    tables["n_minus_one"] = StudyTable(
        f"Supply without the largest supplier over need, {found.held.period}",
        without_the_largest(found),
        _ratios_shown(),
        most=30,
    )
    return Study(
        kind="stress",
        title=f"Stress test: {found.held.instance.title}",
        sentences=tuple(_sentences(found, ranks, unit, money)),
        tables={name: table for name, table in tables.items() if table.rows.height},
        record=_record(found),
        charts=_charts(found, ranks, unit, money),
        complete=found.complete,
    )


def ranked(found: Stressed) -> pl.DataFrame:
    """A row by failure, worst first.

    Columns: ``rank``, ``failure``, ``kind``, ``country``, ``target``, ``lost`` (energy), ``share``
    (of what is wanted while it lasts), ``extra_cost`` (present money), ``survives`` (days without
    any loss; empty: to the end of the horizon, or not asked), ``answer`` (how it was found). Where
    nothing keeps the rules, ``lost``, ``share`` and ``extra_cost`` are empty.
    """
    wanted = _wanted_meanwhile(found)
    whole = max(1.0, float(found.held.wanted.sum()))
    cost = max(1.0, abs(found.undisturbed.cost or 0.0))
    rows: list[dict[str, Any]] = []
    times = found.survived or (None,) * len(found.answers)
    for failure, answer, days in zip(found.tried, found.answers, times, strict=False):
        lost, extra = _clean(found.lost(answer), whole), _clean(found.dearer(answer), cost)
        rows.append(
            {
                "failure": failure.name,
                "kind": failure.kind,
                "country": failure.country or (failure.target if failure.kind == "country" else ""),
                "target": failure.target,
                "lost": lost,
                "share": lost / wanted if lost is not None and wanted > 0.0 else None,
                "extra_cost": extra,
                "survives": days,
                "answer": NO_ANSWER if lost is None else answer.how,
            }
        )
    rows.sort(key=lambda row: tuple(-_first(row[c]) for c in ("lost", "extra_cost")))
    numbered = [{"rank": at, **row} for at, row in enumerate(rows, start=1)]
    return pl.DataFrame(numbered, schema=_RANKED)


_RANKED = {
    "rank": pl.Int64,
    **dict.fromkeys(("failure", "kind", "country", "target"), pl.String),
    **dict.fromkeys(("lost", "share", "extra_cost", "survives"), pl.Float64),
    "answer": pl.String,
}


def _first(value: float | None) -> float:
    """What has no answer stands before all others."""
    return np.inf if value is None else value


def _clean(value: float | None, whole: float) -> float | None:
    """Dust is nothing."""
    if value is None:
        return None
    return 0.0 if abs(value) <= DUST * whole else value


def by_market(found: Stressed) -> pl.DataFrame:
    """Energy lost by failure and market, most first.

    Columns: ``failure``, ``kind``, ``market``, ``country``, ``segment``, ``lost``. What one market
    loses another may gain; the sum is that of the failure.
    """
    base = found.undisturbed.missing
    labels = found.held.problem.labels("demands")
    sites = found.held.instance.table("sites")
    country = dict(zip(sites["site"], sites["country"], strict=True))
    whole = max(1.0, float(found.held.wanted.sum()))
    rows: list[dict[str, Any]] = []
    for failure, answer in zip(found.tried, found.answers, strict=False):
        if answer.missing is None or base is None:
            continue
        beyond = (answer.missing - base).reshape(len(labels), -1).sum(axis=1)
        for at in np.flatnonzero(np.abs(beyond) > DUST * whole):
            market, _, segment = labels[at].rpartition("|")
            place = {"market": market, "country": country[market], "segment": segment}
            rows.append(
                {"failure": failure.name, "kind": failure.kind, **place, "lost": float(beyond[at])}
            )
    rows.sort(key=lambda row: -row["lost"])
    return pl.DataFrame(rows)


def without_the_largest(found: Stressed) -> pl.DataFrame:
    """N−1 ratios of the plan in the period of the strike; as ``n_minus_one``."""
    rows = n_minus_one(View(found.held.tree, found.held.plan))
    return rows.filter(pl.col("period") == found.held.period)


def _wanted_meanwhile(found: Stressed) -> float:
    """Energy wanted while a failure lasts: of each period, the part that it takes."""
    held = found.held
    gone = 1.0 - fraction_left(held.days, held.first, found.settings.days)
    return float(held.wanted.sum(axis=0) @ gone[held.first :])


def _sentences(found: Stressed, ranks: pl.DataFrame, unit: str, money: str) -> list[str]:
    held, settings = found.held, found.settings
    start = held.instance.table("periods").filter(pl.col("period") == held.period)["start"][0]
    closed = "closed" if settings.remaining == 0.0 else f"cut to {percent(settings.remaining)}"
    course = f", along the course of events {held.course}" if held.course else ""
    said = [
        f"Each of {len(found.tried)} things is {closed} in turn for {settings.days:g} days from "
        f"{start}{course}; what was decided and done before stands, the rest is decided anew."
    ]
    if not ranks.height:
        return [*said, "There is nothing of these kinds that could fail."]
    worst = ranks.row(0, named=True)
    if worst["lost"] is None:
        said.append(f"{worst['failure']}: no plan keeps the rules after it.")
    elif worst["lost"] > 0.0:
        said.append(
            f"The worst is {worst['failure']}: {number(worst['lost'])} {unit} lost, "
            f"{percent(worst['share'])} of what is wanted meanwhile, and "
            f"{signed(worst['extra_cost'])} {money}."
        )
    none = ranks.filter(pl.col("lost") == 0.0).height
    free = ranks.filter((pl.col("lost") == 0.0) & (pl.col("extra_cost") == 0.0)).height
    said.append(
        f"{ranks.height - none} of {ranks.height} lose energy; {none - free} cost money only; "
        f"{free} take nothing that is used or cannot be had elsewhere at the same cost."
    )
    return [*said, *_remarks(found, unit, money)]


def _remarks(found: Stressed, unit: str, money: str) -> list[str]:
    """What one should know to read the figures."""
    said = []
    planned = found.held.arrays.value_of("cost", found.held.point)
    base = found.undisturbed
    if base.cost is not None and abs(base.cost - planned) > DUST * max(1.0, abs(planned)):
        said.append(
            f"Losses and costs are beyond those of a strike that takes nothing, which costs "
            f"{signed(base.cost - planned)} {money} against the plan: after a strike nobody is "
            f"held to a least use or take, or to a limit on dependence."
        )
    if base.short is not None and base.short > DUST * max(1.0, float(found.held.wanted.sum())):
        said.append(f"Undisturbed, {number(base.short)} {unit} are missing already.")
    if found.first != found.settings.first:
        said.append(
            "Some demand that must be met has no price, so the answers lose as little as can be "
            "first, and cost as little as can be then; what is lost of that demand costs nothing."
        )
    return said


def _failures_shown(found: Stressed, unit: str, money: str) -> Mapping[str, Shown]:
    shown = {
        "failure": Shown("what fails", "text"),
        "kind": Shown("kind", "text"),
        "lost": Shown(f"lost {unit}"),
        "share": Shown("of wanted", "percent"),
        "extra_cost": Shown(f"extra cost {money}", "signed"),
        "survives": Shown("survives days"),
    }
    if not found.surviving:
        del shown["survives"]
    return shown


def _ratios_shown() -> Mapping[str, Shown]:
    return {
        "rung": Shown("rung", "text"),
        "able_supplier": Shown("largest", "text"),
        "able_share": Shown("of capacity", "percent"),
        "able_ratio": Shown("N−1, able", "percent"),
        "used_supplier": Shown("largest used", "text"),
        "used_share": Shown("of use", "percent"),
        "used_ratio": Shown("N−1, used", "percent"),
    }


def _markets_shown(unit: str) -> Mapping[str, Shown]:
    return {
        "failure": Shown("what fails", "text"),
        "market": Shown("market", "text"),
        "segment": Shown("segment", "text"),
        "lost": Shown(f"lost {unit}", "signed"),
    }


def _charts(found: Stressed, ranks: pl.DataFrame, unit: str, money: str) -> tuple[Chart, ...]:
    """Two matrices, country × stage: energy lost and extra cost."""
    return tuple(
        Chart("matrix", title, rows, "stage", "country")
        for title, column in (
            (f"Energy lost, {unit}", "lost"),
            (f"Extra cost, {money}", "extra_cost"),
        )
        if (rows := matrix(found, ranks, column)).height
    )


def matrix(found: Stressed, ranks: pl.DataFrame, column: str) -> pl.DataFrame:
    """Failures of stages in countries: ``x`` (stage), ``y`` (country), ``value``.

    Countries alone stand under ``all stages``, stages alone in the row ``everywhere``; countries
    come worst first, those that lose nothing are left out.
    """
    stages = found.held.instance.table("stages").sort("order")["stage"].to_list()
    x = pl.when(pl.col("kind") == "country").then(pl.lit(ALL_STAGES)).otherwise(pl.col("target"))
    y = pl.when(pl.col("kind") == "stage").then(pl.lit(EVERYWHERE)).otherwise(pl.col("country"))
    cells = (
        ranks.filter(pl.col("kind").is_in(["country", "stage", "country-stage"]))
        .with_columns(x=x, y=y, value=pl.col(column))
        .filter(pl.col("value").is_not_null())
    )
    if not cells.filter(pl.col("kind") == "country-stage").height:
        return cells.head(0).select("x", "y", "value")
    order = {stage: at for at, stage in enumerate([*stages, ALL_STAGES])}
    worst = cells.group_by("y").agg(pl.col("value").max().alias("worst"))
    return (
        cells.join(worst, on="y")
        .filter(pl.col("worst") > 0.0)
        .with_columns(
            at=pl.col("x").replace_strict(order, default=len(order)),
            last=pl.col("y") == EVERYWHERE,
        )
        .sort("last", "worst", "y", "at", descending=[False, True, False, False])
        .select("x", "y", "value")
    )


def _record(found: Stressed) -> dict[str, Any]:
    how = [answer.how for answer in found.answers]
    return {
        "instance": {"name": found.held.instance.name, "digest": found.held.instance.digest},
        "settings": found.settings.as_dict(),
        "period": found.held.period,
        "course": found.held.course,
        "first": found.first,
        "undisturbed": {"cost": found.undisturbed.cost, "short": found.undisturbed.short},
        "answers": {name: how.count(name) for name in sorted(set(how))},
    }
