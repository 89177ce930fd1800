"""What has to give way, in the words of the rules of law."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optimizer.results.extract import plan_tables
from optimizer.results.figures import number
from optimizer.results.measures.rules import rules
from optimizer.results.measures.view import View
from optimizer.results.plan import Plan
from optimizer.results.ruled import told

if TYPE_CHECKING:
    from optimizer.data.problem import Problem
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.conflict import Concession, Relaxation

_LAW = "rule_kept["


def in_words(problem: Problem, arrays: Arrays, relaxed: Relaxation) -> tuple[Concession, ...]:
    """The concessions; those of rules of law with the level that the relaxation reaches."""
    if relaxed.point is None or not any(c.rule.startswith(_LAW) for c in relaxed.concessions):
        return relaxed.concessions
    plan = Plan(plan_tables(problem, arrays, relaxed.point))
    levels = {_label(row): row for row in rules(View(problem.instance, plan)).iter_rows(named=True)}
    result = []
    for concession in relaxed.concessions:
        row = levels.get(concession.rule.removeprefix(_LAW).removesuffix("]"))
        words = "" if row is None else _sentence(row, abs(concession.by))
        result.append(replace(concession, words=words))
    return tuple(result)


def _label(row: dict[str, Any]) -> str:
    moment = f"{row['scenario']}|{row['period']}" if row["scenario"] else row["period"]
    return f"{row['rule']}|{row['part']}@{moment}"


def _sentence(row: dict[str, Any], by: float) -> str:
    """``eu-nzia/cells (cell) in 2030: 31.0 % instead of at least 40.0 %, 52.1 GWh short``."""
    part = f" ({row['part']})" if row["part"] else ""
    branch = f" of {row['scenario']}" if row["scenario"] else ""
    least = row["sense"] == "least"
    bound = "at least" if least else "at most"
    amount = f"{number(by)} {row['unit']}".strip()
    way = "short" if least else "too many"
    return (
        f"{row['rule']}{part} in {row['period']}{branch}: {told(row, row['level'])} instead of "
        f"{bound} {told(row, row['required'])}, {amount} {way}"
    )
