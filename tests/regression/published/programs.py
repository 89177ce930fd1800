"""Two-stage linear programs with random right-hand sides (smps).

A row is a commodity, a column a process whose recipe is the column, run without a capacity. What
a row still lacks is demand, what it may have too much of is disposed of at no cost, what it may
lack is supplied at no price. A first-stage column makes a commodity that is under way for a year,
can go nowhere else, and must be used up on arrival: so the same amount counts in every scenario.
The lane is shut in the second year, so that nothing of the first stage is decided then.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from tests.regression.published.draft import Case, Converted, Draft, Inexpressible

NOW, LATER = "now", "later"
Changes = dict[str, float]
"""Right-hand sides by row."""


@dataclass(frozen=True)
class _Program:
    """A program taken apart: kinds of rows, right-hand sides by scenario, stage by name."""

    kinds: dict[str, str]
    base: Changes
    scenarios: list[tuple[float, Changes]]
    stage_of: dict[str, int]

    def sides(self, row: str) -> list[float]:
        """Right-hand side in each scenario (for a first-stage row: the one there is)."""
        if self.stage_of[row] == 0:
            return [self.base.get(row, 0.0)]
        return [c.get(row, self.base.get(row, 0.0)) for _, c in self.scenarios]


def convert(case: Case) -> Converted:
    """The case as an instance of two periods, a scenario per outcome."""
    core = case["core"]
    program = _taken_apart(case)
    draft = Draft(case["id"], years=2)
    draft.site(NOW), draft.site(LATER)
    lane = draft.lane(NOW, LATER, days=365.0)
    draft.add(
        "disruptions",
        disruption="decided",
        kind="lane",
        target=lane,
        first_period=draft.periods[1],
        last_period=draft.periods[1],
        remaining=0.0,
    )
    for s, (chance, _) in enumerate(program.scenarios):
        draft.scenario(f"s{s}", chance, draft.periods[1])
    turned = {row: _row(draft, program, row) for row in program.kinds}
    for site in (NOW, LATER):
        draft.unlimited(f"all-{site}", site)
    for column in core["columns"]:
        entries = dict(core["entries"][column])
        cost = entries.pop(core["objective"], 0.0)
        _column(draft, program, column, cost, {r: turned[r] * a for r, a in entries.items()})
    return Converted(draft.instance())


def _taken_apart(case: Case) -> _Program:
    core = case["core"]
    if core["integers"]:
        raise Inexpressible("whole-number decisions in every scenario")
    if core["bounds"] or core["ranges"] or len(case["periods"]) != 2:
        raise Inexpressible("bounds, ranges or more than two stages in a linear program")
    kinds = {name: kind for kind, name in core["rows"] if kind != "N"}
    stage_of: dict[str, int] = {}
    for names, first in (
        (core["columns"], case["periods"][1][0]),
        ([n for _, n in core["rows"]], case["periods"][1][1]),
    ):
        later = names.index(first)
        stage_of.update({name: int(at >= later) for at, name in enumerate(names)})
    return _Program(kinds, core["rhs"], _outcomes(case), stage_of)


def _outcomes(case: Case) -> list[tuple[float, Changes]]:
    """Probability and changed right-hand sides of every combination of independent outcomes."""
    if case["random_kind"] == "SCENARIOS":
        choices = [[(s["probability"], s["changes"]) for s in case["scenarios"]]]
    else:
        choices = [
            [(chance, [(i["column"], i["row"], value)]) for value, chance in i["outcomes"]]
            for i in case["independent"]
        ]
        choices += [
            [(b["probability"], b["changes"]) for b in bs] for bs in case["blocks"].values()
        ]
    result = []
    for together in product(*choices):
        chance, changes = 1.0, {}
        for part, rows in together:
            chance *= part
            changes.update(_right_hand_sides(case, rows))
        result.append((chance, changes))
    return result


def _right_hand_sides(case: Case, changes: list[Any]) -> Changes:
    columns = set(case["core"]["columns"])
    if any(column in columns for column, _, _ in changes):
        raise Inexpressible("random coefficients of a recipe")
    return {row: value for _, row, value in changes}


def _row(draft: Draft, program: _Program, row: str) -> float:
    """Declare what a row demands or allows; the result is the sign its coefficients get."""
    kind, sides = program.kinds[row], program.sides(row)
    sign = -1.0 if kind == "L" or (kind == "E" and min(sides) < 0) else 1.0
    sides = [sign * side for side in sides]
    if min(sides) < 0 < max(sides) or (kind == "E" and min(sides) < 0):
        raise Inexpressible("a right-hand side that changes its sign")
    later = program.stage_of[row]
    site, period = (LATER if later else NOW), draft.periods[later]
    draft.commodity(row)
    if kind != "E":
        draft.add("disposals", site=site, commodity=row)
    for s, side in enumerate(sides):
        scenario = f"s{s}" if later else ""
        if side > 0:
            draft.want(site, row, side, period=period, scenario=scenario)
        elif side < 0:
            draft.supply(site, row, -side, period=period, scenario=scenario)
    if not later and min(sides) < 0:
        draft.supply(site, row, 0.0, period=draft.periods[1])
    return sign


def _column(draft: Draft, program: _Program, column: str, cost: float, entries: Changes) -> None:
    by_stage: list[Changes] = [{}, {}]
    for row, coefficient in entries.items():
        by_stage[program.stage_of[row]][row] = coefficient
    if program.stage_of[column] == 1:
        _process(draft, LATER, column, cost, by_stage[1])
        return
    decided = draft.commodity(f"{column}-decided")
    draft.ship(f"{NOW}.{LATER}", decided)
    _process(draft, NOW, column, cost, by_stage[0] | {decided: 1.0})
    _process(draft, LATER, column, 0.0, by_stage[1] | {decided: -1.0})


def _process(draft: Draft, site: str, column: str, cost: float, coefficients: Changes) -> None:
    process = draft.recipe(f"{column}-{site}", coefficients)
    draft.operate(f"all-{site}", process, cost, capacity_use=0.0)
