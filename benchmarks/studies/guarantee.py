"""N−1: outages one after the other against all at once, and all countries of ``japan-eu``.

``python -m benchmarks.studies.guarantee [INSTANCE ...]`` prints what each took, side by side in one
run: CPU seconds, rounds, outages that had to be generated, the premium. Times of all phases are by
the wall.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.data import load
from optimizer.data.outages import Survive, facing
from optimizer.data.tree import reckoned
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import whole
from optimizer.solve.compile import compiled
from optimizer.studies.guarantee import Found, search

INSTANCES = Path(__file__).resolve().parents[2] / "instances"


@dataclass(frozen=True)
class Case:
    """What is to be survived, and how close the plan is to be proved."""

    instance: str
    survive: Survive
    gap: float = 0.01
    at_once: bool = True
    """Whether all outages in one problem are tried as well; ``japan-eu`` would not end soon."""


CASES = (
    Case("toy-outage", Survive(share=0.6, pairs=True), gap=0.0),
    Case("japan-eu-mini", Survive(share=0.6), gap=0.001),
    Case(
        "japan-eu-mini",
        Survive(("country=KOR,DEU,CHL",), share=0.95, strikes=("2029-30", "2031-32")),
        gap=0.001,
    ),
    Case("japan-eu", Survive(share=0.7), at_once=False),
)


def main(names: list[str]) -> None:
    """Run the cases of the instances named, or all."""
    for case in CASES:
        if not names or case.instance in names:
            for line in told(case):
                print(line)


def told(case: Case) -> list[str]:
    """What a case took, in lines."""
    instance = reckoned(load(INSTANCES / case.instance))
    settings = SolveSettings(gap=case.gap, threads=1, time_limit=900.0)
    began = time.process_time()
    found = search(instance, case.survive, BuildSettings(), settings)
    seconds = time.process_time() - began
    lines = [f"{case.instance}: {case.survive.what}, share {case.survive.share}", *_found(found)]
    lines.append(f"  one after the other {seconds:8.1f} s CPU   cost {_cost(found):,.2f}")
    if case.at_once:
        began = time.process_time()
        faced = facing(instance, found.struck, case.survive)
        outcome = whole.solve(
            compiled(formulated(faced)), BuildSettings(), replace(settings, time_limit=900.0)
        )
        cost = float("nan") if outcome.objective is None else outcome.objective
        took = time.process_time() - began
        lines.append(f"  all at once         {took:8.1f} s CPU   cost {cost:,.2f}")
        lines.append(f"  ratio               {took / seconds:8.2f}")
    return lines


def _found(found: Found) -> list[str]:
    lines = [
        f"  {r.phase:<10} knows {r.known:>3}  fails {r.failed:>3}  cost {r.cost or 0:,.1f}  "
        f"{r.seconds:6.1f} s"
        for r in found.rounds
    ]
    phases = ", ".join(f"{name} {took:.1f}" for name, took in found.seconds.items())
    lines.append(f"  {len(found.generated)} of {len(found.struck)} generated; seconds: {phases}")
    if found.guarded is not None and found.unguarded is not None:
        more = found.guarded.cost / found.unguarded.cost - 1.0
        lines.append(f"  premium {more:.2%}, {found.reason.value}")
    return lines


def _cost(found: Found) -> float:
    return float("nan") if found.guarded is None else found.guarded.cost


if __name__ == "__main__":
    main(sys.argv[1:])
