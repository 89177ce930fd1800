"""Many failures of a fixed plan: on one loaded program, and rebuilt and solved through Pyomo.

    python -m benchmarks.studies.stress [--nodes 1700] [--failures 1500] [--sample 5]

A node is an account, a commodity at a site, as in the networks that other stress tests count. Both
ways answer the same failures of the same plan, alone in the process and one after the other; the
costs of the sample must agree. Prints CPU and wall seconds, and the ratio for one failure.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from benchmarks.network import network
from benchmarks.network.shape import Shape
from optimizer.data.tree import extended
from optimizer.results.restore import HERE_AND_NOW
from optimizer.run import formulated, solve
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.outage import Blow, fraction_left
from optimizer.solve.stress import Recourse, answers
from optimizer.studies.failures import failures
from optimizer.studies.held_plan import OPEN, HeldPlan, held_plan

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.solve.stress import Answer
    from optimizer.studies.failures import Failure

KINDS = ("site", "facility", "lane")
PER_SITE = 4.25
"""Accounts of a site in a generated network, about."""
PARTS = {"mine": 4, "refinery": 3, "material": 3, "cell": 3, "market": 5, "recycler": 2}
"""Kinds of sites in proportion."""
BRANCH = "failure"


@dataclass(frozen=True)
class Clock:
    """CPU and wall seconds since it was made."""

    cpu: float
    wall: float

    @classmethod
    def started(cls) -> Clock:
        """Now."""
        return cls(time.process_time(), time.perf_counter())

    def read(self) -> tuple[float, float]:
        """CPU and wall seconds."""
        return time.process_time() - self.cpu, time.perf_counter() - self.wall


def held(nodes: int, seed: int = 0) -> HeldPlan:
    """The cheapest relaxed plan of a one-period network with about so many nodes."""
    whole = sum(PARTS.values())
    sites = {kind: round(nodes / PER_SITE * part / whole) for kind, part in PARTS.items()}
    instance = network(Shape(sites, periods=1, origins=3), seed)
    relaxed = BuildSettings(relax=True, strengthening=False)
    plan = solve(instance, relaxed, SolveSettings(gap=0.0, method="ipx")).plan
    if plan is None:
        raise RuntimeError("the generated network has no plan")
    return held_plan(instance, plan)


def loaded(plan: HeldPlan, tried: tuple[Failure, ...], threads: int) -> list[Answer]:
    """All failures on one loaded program, from the arrays of the window on."""
    left = fraction_left(plan.days, plan.first, 365.0)
    changes = [plan.outages.change([Blow(failure.struck, left)]) for failure in tried]
    recourse = Recourse(plan.recourse, plan.short, SolveSettings())
    return list(answers(recourse, changes, threads))


def through_pyomo(plan: HeldPlan, failure: Failure) -> float:
    """One failure rebuilt: a branch with a row of ``disruptions``, a Pyomo model, HiGHS."""
    model = formulated(_worse(plan.instance, plan.period, failure), OPEN).pyomo()
    for name in HERE_AND_NOW:
        if name not in plan.arrays.decisions:
            continue
        family = plan.arrays.decisions[name]
        values = plan.point[family.span]
        for labels, value in zip(family.labels(), values, strict=True):
            model.component(name)[labels[0] if len(labels) == 1 else labels].fix(float(value))
    pyo.SolverFactory("appsi_highs").solve(model)
    return float(pyo.value(model.objective))


def _worse(instance: Instance, period: str, failure: Failure) -> Instance:
    branch = {"scenario": BRANCH, "parent": "", "from_period": period, "probability": 1.0}
    row: dict[str, Any] = {
        "disruption": BRANCH,
        "scenario": BRANCH,
        **failure.row,
        "first_period": period,
        "last_period": period,
        # What 365 days leave of a quarter: nothing.
        "remaining": 0.0,
    }
    return extended(instance, {"scenarios": [branch], "disruptions": [row]})


def main() -> int:
    """Run both ways and print; 1 where they disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--nodes", type=int, default=1700)
    parser.add_argument("--failures", type=int, default=1500)
    parser.add_argument("--sample", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    plan = held(asked.nodes)
    tried = failures(plan.instance, KINDS)
    tried = tried[:: max(1, len(tried) // asked.failures)][: asked.failures]
    rows, columns, nonzeros = plan.recourse.shape
    print(
        f"{plan.problem.size('accounts')} nodes, {plan.problem.size('shipments')} shipments; "
        f"{rows} rows, {columns} columns, {nonzeros} non-zeros; {len(tried)} failures"
    )
    clock = Clock.started()
    found = loaded(plan, tried, asked.threads)
    cpu, wall = clock.read()
    how = [answer.how for answer in found]
    print(
        f"one loaded program: {cpu:.2f} s CPU, {wall:.2f} s wall, {asked.threads} threads; ", end=""
    )
    print(", ".join(f"{how.count(name)} {name}" for name in sorted(set(how))))
    sample = range(0, len(tried), max(1, len(tried) // max(1, asked.sample)))[: asked.sample]
    clock = Clock.started()
    again = [through_pyomo(plan, tried[at]) for at in sample]
    pyomo_cpu, pyomo_wall = (value / max(1, len(again)) for value in clock.read())
    worst = max(
        (
            abs(cost - (found[at].cost or 0.0)) / abs(cost)
            for at, cost in zip(sample, again, strict=True)
        ),
        default=0.0,
    )
    print(
        f"rebuilt in Pyomo: {pyomo_cpu:.2f} s CPU, {pyomo_wall:.2f} s wall for each of {len(again)}"
    )
    print(
        f"ratio for one failure: {pyomo_cpu / (cpu / len(tried)):.0f} (CPU); "
        f"worst difference {worst:.1e}"
    )
    return int(worst > 1e-6)


if __name__ == "__main__":
    raise SystemExit(main())
