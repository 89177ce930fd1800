"""Many scenarios: the whole problem at once against its branches apart, side by side in one run.

``python -m benchmarks.studies.decomposed`` solves ``japan-eu-mini`` with 10, 50 and 200 sampled
scenarios both ways to the same gap and prints a table; ``--instance japan-eu --scenarios all`` does
it with the scenarios of an instance.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from optimizer.data import load
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import whole
from optimizer.solve.compile import compiled
from optimizer.solve.owners import owners

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optimizer.data.instance import Instance

Way = Literal["whole", "branches"]
WAYS: tuple[Way, ...] = ("whole", "branches")
INSTANCES = Path(__file__).resolve().parents[2] / "instances"
SAMPLES = ("sample:10:1", "sample:50:1", "sample:200:1")


@dataclass(frozen=True)
class Measured:
    """One solve: size of the problem, seconds, and what was found.

    ``branches`` leave the trunk; ``wall`` and ``cpu`` are seconds of the solve alone.
    """

    instance: str
    scenarios: str
    columns: int
    branches: int
    way: Way
    wall: float
    cpu: float
    reason: str
    objective: float | None
    bound: float | None
    gap: float | None
    violation: float | None


def measured(
    instance: Instance, scenarios: str, settings: SolveSettings, ways: Iterable[Way] = WAYS
) -> Iterator[Measured]:
    """Each way once, on the same arrays."""
    build = BuildSettings(scenarios=scenarios)
    arrays = compiled(formulated(instance, build))
    branches = len(owners(arrays).names)
    for way in ways:
        own = SolveSettings.from_dict(settings.as_dict() | {"decompose": way})
        wall, cpu = time.perf_counter(), time.process_time()
        outcome = whole.solve(arrays, build, own)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        yield Measured(
            instance.name,
            scenarios,
            arrays.cost.size,
            branches,
            way,
            wall,
            cpu,
            outcome.reason.value,
            outcome.objective,
            outcome.bound,
            outcome.gap,
            None if outcome.values is None else arrays.violation(outcome.values),
        )


HEADINGS = (
    "scenarios",
    "columns",
    "branches",
    "way",
    "wall s",
    "CPU s",
    "× CPU of the whole",
    "objective",
    "gap",
    "ended",
)


def table(rows: Sequence[Measured]) -> str:
    """As Markdown; ratios to the whole of the same scenarios."""
    base = {(r.instance, r.scenarios): r.cpu for r in rows if r.way == "whole"}
    lines = ["| " + " | ".join(HEADINGS) + " |", "|" + " --- |" * len(HEADINGS)]
    for r in rows:
        against = base.get((r.instance, r.scenarios))
        cells = (
            r.scenarios,
            f"{r.columns:,}",
            str(r.branches),
            r.way,
            f"{r.wall:.1f}",
            f"{r.cpu:.1f}",
            "–" if against is None else f"{r.cpu / against:.2f}",
            "–" if r.objective is None else f"{r.objective:,.0f}",
            "–" if r.gap is None else f"{r.gap:.2%}",
            r.reason,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(words: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.studies.decomposed")
    parser.add_argument("--instance", default="japan-eu-mini")
    parser.add_argument("--scenarios", nargs="*", default=list(SAMPLES))
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=WAYS)
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--time-limit", type=float, default=600.0)
    asked = parser.parse_args(words)
    instance = load(INSTANCES / asked.instance)
    settings = SolveSettings(gap=asked.gap, threads=asked.threads, time_limit=asked.time_limit)
    rows: list[Measured] = []
    for scenarios in asked.scenarios:
        for row in measured(instance, scenarios, settings, asked.ways):
            rows.append(row)
            print(table(rows), flush=True)


if __name__ == "__main__":
    main()
