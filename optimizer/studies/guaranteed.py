"""What a search for a guarantee found, as a study: premium, outages, what is built instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.outages import facing
from optimizer.results.compare import compare
from optimizer.results.extract import plan_tables
from optimizer.results.figures import number, percent
from optimizer.results.measures import measures
from optimizer.results.plan import Plan
from optimizer.results.write import Results
from optimizer.run import recorded
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Watch, unwatched
from optimizer.studies.guarantee import CLOSE, IMPOSSIBLE, Found, Largest, Point, search
from optimizer.studies.recourse import ABOVE, Answer, Bench
from optimizer.studies.study import Chart, Shown, Study, StudyTable
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.audit import AuditReport
    from optimizer.data.instance import Instance
    from optimizer.data.outages import Survive
    from optimizer.data.problem import Floats
    from optimizer.results.measures import Measures
    from optimizer.settings import BuildSettings, SolveSettings

BINDS = 1e-4
"""An outage binds if nothing more than this can be served under it than was promised."""


def guarantee(
    instance: Instance,
    survive: Survive,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """The cheapest plan that survives every outage, its premium, and an answer to each outage.

    Plans: ``unguarded``, the cheapest that knows of no outage, and ``guarded``, with a branch for
    every outage in which it says what it does, all audited.

    Raises:
        SettingsError: the instance does not have what is to be survived; the objective is not cost.
        SolverError: the solver fails.
    """
    return told(search(instance, survive, build, settings, watch))


def told(found: Found) -> Study:
    """The study of what a search found."""
    plans: dict[str, Results] = {}
    if found.unguarded is not None:
        plans["unguarded"] = _alone(found, found.unguarded)
    expense: dict[str, float] = {}
    if found.guarded is not None:
        plans["guarded"], expense = _with_answers(found, found.guarded)
    tables = {"outages": _outages(found, expense)}
    if {"unguarded", "guarded"} <= plans.keys():
        change = compare(plans["unguarded"].measures, plans["guarded"].measures)
        unit = plans["guarded"].measures.headline.currency
        tables["instead"] = StudyTable(
            "What is built instead",
            change.builds.sort(pl.col("difference").abs(), descending=True),
            {
                "rung": Shown("rung", "text"),
                "country": Shown("country", "text"),
                "expansion": Shown("expansion", "text"),
                "before": Shown("cheapest"),
                "after": Shown("guarded"),
                "difference": Shown("difference", "signed"),
                "unit": Shown("unit", "text"),
            },
        )
        tables["terms"] = StudyTable(
            f"Where the premium goes, {unit} present value",
            change.terms,
            {
                "term": Shown("term", "text"),
                "before": Shown("cheapest", "money"),
                "after": Shown("guarded", "money"),
                "difference": Shown("difference", "signed"),
            },
        )
    tables["rounds"] = _rounds(found)
    return Study(
        kind="guarantee",
        title=f"{found.instance.title or found.instance.name}: {_asked(found)}",
        sentences=tuple(_sentences(found, plans)),
        tables=tables,
        record=_record(found),
        charts=(_chart(found),),
        plans=plans,
        complete=_kept(found) or found.reason in IMPOSSIBLE,
    )


def _kept(found: Found) -> bool:
    """Whether there is a plan that survives all, proved to the gap."""
    share = found.survive.share - CLOSE
    survives = all(answer.share >= share for answer in found.after.values())
    return found.guarded is not None and survives and found.reason is StopReason.OPTIMAL


def _alone(found: Found, point: Point) -> Results:
    """A plan of the instance as it is."""
    problem_tables = _tables_of(found, point)
    return _audited(found, found.instance, problem_tables, point)


def _tables_of(found: Found, point: Point) -> Mapping[str, pl.DataFrame]:
    from optimizer.run import formulated

    problem = formulated(point.instance, found.build).problem
    return plan_tables(problem, point.arrays, point.values)


@dataclass(frozen=True)
class _Part:
    """What one bench says of a plan: its tables, the money of each answer, the audit."""

    tables: Mapping[str, pl.DataFrame]
    expense: dict[str, float]
    report: AuditReport


def _with_answers(found: Found, point: Point) -> tuple[Results, dict[str, float]]:
    """A plan with an answer to every outage, and what each answer costs while it lasts."""
    parts = [_answered(found, point, bench) for bench in found.benches]
    expense = {name: money for part in parts for name, money in part.expense.items()}
    tables = dict(parts[0].tables)
    for part, bench in zip(parts[1:], found.benches[1:], strict=True):
        names = [outage.name for outage in bench.struck]
        for name, frame in part.tables.items():
            if "scenario" in frame.columns:
                more = frame.filter(pl.col("scenario").is_in(names))
                tables[name] = pl.concat([tables[name], more])
    instance = facing(found.instance, found.struck, found.survive)
    results = _audited(found, instance, tables, point)
    return results, expense


def _answered(found: Found, point: Point, bench: Bench) -> _Part:
    values = bench.taken_in(point.values, point.arrays)
    expense = {}
    for outage in bench.struck:
        answer = found.after[outage.name]
        own = bench.branch(outage.name)
        chosen = _cheapest(bench, values, outage.name, min(found.survive.share, answer.share))
        if chosen is None:
            chosen = answer.values
        if chosen is not None:
            values[own] = chosen[own]
        expense[outage.name] = bench.expense(values, outage.name)
    tables = plan_tables(bench.problem, bench.arrays, values)
    return _Part(tables, expense, _judged(found, bench.instance, tables, point)[-1])


def _cheapest(bench: Bench, values: Floats, outage: str, share: float) -> Floats | None:
    return bench.cheapest(values, outage, share - ABOVE)


def _judged(
    found: Found, instance: Instance, tables: Mapping[str, pl.DataFrame], point: Point
) -> tuple[BuildSettings, Plan, Measures, AuditReport]:
    plan = Plan(dict(tables))
    build = replace(found.build, scenarios="all")
    measured = measures(instance, plan, build.watched)
    return build, plan, measured, verdict(instance, plan, measured, build, point.outcome.objective)


def _audited(
    found: Found, instance: Instance, tables: Mapping[str, pl.DataFrame], point: Point
) -> Results:
    build, plan, measured, report = _judged(found, instance, tables, point)
    proven = replace(point.outcome, bound=point.bound)
    record = recorded(instance, build, found.settings, proven, point.arrays, found.seconds)
    return Results(Plan(plan.tables, record), measured, report.as_json())


def _asked(found: Found) -> str:
    survive = found.survive
    lost = "any two of " if survive.pairs else "any "
    where = f" in each of {', '.join(survive.areas)}" if survive.areas else ""
    things = " or ".join(survive.what)
    return f"{percent(survive.share)} of demand{where} after losing {lost}{things}"


def _sentences(found: Found, plans: Mapping[str, Results]) -> list[str]:
    failed = [n for n, a in found.before.items() if a.share < found.survive.share - CLOSE]
    count = len(found.struck)
    said = []
    if found.before:
        worst = min(found.before, key=lambda name: found.before[name].share)
        said.append(
            f"The cheapest plan survives {count - len(failed)} of {count} outages; "
            f"after the worst, {worst}, it serves {percent(found.before[worst].share)}."
        )
    if found.largest is not None:
        said += _largest_said(found, found.largest)
    elif found.guarded is None:
        said.append(f"No plan was found: {found.reason.value.replace('_', ' ')}.")
    if found.conflict:
        said.append(f"There would be one if these gave way: {'; '.join(found.conflict[:8])}.")
    if found.unguarded is not None and found.guarded is not None:
        currency = plans["guarded"].measures.headline.currency
        said += _premium(found, found.unguarded, found.guarded, currency)
    return said


def _premium(found: Found, first: Point, last: Point, currency: str) -> list[str]:
    more = last.cost - first.cost
    said = [
        f"To serve {percent(found.survive.share)} after each costs {number(more, 4)} {currency} "
        f"more (+{percent(more / abs(first.cost), 2) if first.cost else 'all'}): "
        f"{number(last.cost, 6)} {currency}, bound {number(last.bound, 6)}."
    ]
    if not _kept(found):
        lost = [n for n, a in found.after.items() if a.share < found.survive.share - CLOSE]
        said.append(
            f"Stopped ({found.reason.value.replace('_', ' ')}): {len(lost)} outages are not "
            "survived yet."
        )
    binding = _binding(found)
    said.append(
        f"{len(found.generated)} of {len(found.struck)} outages had to be looked at; "
        f"{len(binding)} bind" + (f": {', '.join(binding)}." if binding else ".")
    )
    return said


def _largest_said(found: Found, largest: Largest) -> list[str]:
    said = [
        f"No plan can guarantee {percent(found.survive.share)}: the most that can be guaranteed is "
        f"{percent(largest.share)} (proved: no more than {percent(largest.at_most)})."
    ]
    if largest.alone:
        worst = sorted(largest.alone, key=lambda name: largest.alone[name])
        named = ", ".join(f"{name} ({percent(largest.alone[name])})" for name in worst)
        said.append(f"What stops it, and the most that can be served if only it strikes: {named}.")
    return said


def _binding(found: Found) -> list[str]:
    """Outages under which no more than was promised can be served."""
    least = found.survive.share + BINDS
    return [name for name, answer in found.after.items() if answer.share <= least]


def _outages(found: Found, expense: Mapping[str, float]) -> StudyTable:
    binding = set(_binding(found))
    alone = {} if found.largest is None else found.largest.alone

    def share(answers: Mapping[str, Answer], name: str) -> float | None:
        return answers[name].share if name in answers else None

    rows = [
        {
            "outage": outage.name,
            "strike": outage.strike,
            "last_period": outage.end,
            "before": share(found.before, outage.name),
            "after": share(found.after, outage.name),
            "generated": outage.name in found.generated,
            "binds": "binds" if outage.name in binding else "",
            "largest": alone.get(outage.name),
            "expense": expense.get(outage.name),
        }
        for outage in found.struck
    ]
    frame = pl.DataFrame(
        rows,
        schema={
            "outage": pl.String,
            "strike": pl.String,
            "last_period": pl.String,
            "before": pl.Float64,
            "after": pl.Float64,
            "generated": pl.Boolean,
            "binds": pl.String,
            "largest": pl.Float64,
            "expense": pl.Float64,
        },
    ).sort("before", "outage", nulls_last=True)
    shown = {
        "outage": Shown("outage", "text"),
        "before": Shown("cheapest serves", "percent"),
        "after": Shown("guarded can serve", "percent"),
        "binds": Shown("", "text"),
        "expense": Shown("cost of the outage's periods", "money"),
    }
    if found.largest is not None:
        shown = {
            "outage": Shown("outage", "text"),
            "before": Shown("cheapest serves", "percent"),
            "largest": Shown("most, if only this strikes", "percent"),
        }
    return StudyTable("Outages, the worst of the cheapest plan first", frame, shown, most=20)


def _rounds(found: Found) -> StudyTable:
    rows: list[dict[str, Any]] = [
        {name: getattr(r, name) for name in r.__dataclass_fields__} for r in found.rounds
    ]
    schema = {
        "phase": pl.String,
        "known": pl.Int64,
        "cost": pl.Float64,
        "bound": pl.Float64,
        "failed": pl.Int64,
        "worst": pl.String,
        "share": pl.Float64,
        "seconds": pl.Float64,
    }
    return StudyTable(
        "Rounds",
        pl.DataFrame(rows, schema=schema),
        {
            "phase": Shown("plan", "text"),
            "known": Shown("knows", "count"),
            "cost": Shown("cost", "money"),
            "bound": Shown("bound", "money"),
            "failed": Shown("fails", "count"),
            "worst": Shown("worst", "text"),
            "share": Shown("serves", "percent"),
            "seconds": Shown("time", "seconds"),
        },
        most=30,
    )


def _chart(found: Found) -> Chart:
    """What is served after each outage by the two plans, the worst first."""
    named = (("cheapest", found.before), ("guarded", found.after))
    rows = [
        {"x": name.rpartition("/")[0], "y": 100.0 * answer.share, "series": series, "label": name}
        for series, answers in named
        for name, answer in sorted(answers.items(), key=lambda item: found.before[item[0]].share)
        if found.before[name].share < 1.0 - CLOSE
    ]
    schema = {"x": pl.String, "y": pl.Float64, "series": pl.String, "label": pl.String}
    return Chart("bars", "Served after each outage", pl.DataFrame(rows, schema=schema), "", "%")


def _record(found: Found) -> dict[str, Any]:
    instance = found.instance
    return {
        "instance": {"name": instance.name, "digest": instance.digest},
        "survive": found.survive.as_dict(),
        "settings": {"build": found.build.as_dict(), "solve": found.settings.as_dict()},
        "status": found.reason.value,
        "cost": None if found.guarded is None else found.guarded.outcome.objective,
        "bound": None if found.guarded is None else found.guarded.bound,
        "cost_unguarded": None if found.unguarded is None else found.unguarded.outcome.objective,
        "bound_unguarded": None if found.unguarded is None else found.unguarded.bound,
        "outages": len(found.struck),
        "generated": list(found.generated),
        "binding": _binding(found),
        "largest_share": None if found.largest is None else found.largest.share,
        "largest_share_at_most": None if found.largest is None else found.largest.at_most,
        "conflict": list(found.conflict),
        "seconds": dict(found.seconds),
    }
