"""A front against one cheapest solve, and against as many cold solves, in one run.

``python -m benchmarks.studies.front`` measures ``japan-eu`` (or the instance named): the cheapest
plan alone, the front, and, with ``--cold``, each of its limits solved by itself from nothing, all
to the same gap with the same settings. Seconds are of the solve, by the wall and of the CPU; read
the ratios.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import taken
from optimizer.data import load
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import front, whole
from optimizer.solve.compile import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.solve.arrays import Arrays

INSTANCES = Path(__file__).resolve().parents[2] / "instances"
HEAD = (
    "| what | points | worst gap | wall s | × one | CPU s | × one |\n"
    "|---|---:|---:|---:|---:|---:|---:|"
)


@dataclass(frozen=True)
class Row:
    """One way, measured."""

    what: str
    points: int
    gap: float
    wall: float
    cpu: float

    def line(self, one: Row) -> str:
        """A row of the table, beside the solve of one."""
        return (
            f"| {self.what} | {self.points} | {self.gap:.2%} | {self.wall:.1f} "
            f"| {self.wall / one.wall:.1f} | {self.cpu:.1f} | {self.cpu / one.cpu:.1f} |"
        )


def measured(
    arrays: Arrays, measure: str, count: int, settings: SolveSettings, *, cold: bool
) -> Iterator[Row]:
    """The cheapest plan, the front, and its limits one by one."""
    build = BuildSettings()
    with taken() as one:
        best = whole.solve(arrays, build, settings)
    yield Row("one cheapest solve", 1, best.gap or 0.0, one.wall, one.cpu)
    with taken() as all_:
        found = front.trace(arrays, measure, settings, count=count)
    worst = max(p.gap or 0.0 for p in found.points)
    yield Row(f"front, {found.solves}", len(found.points), worst, all_.wall, all_.cpu)
    if not cold:
        return
    worst = 0.0
    with taken() as apart:
        for point in found.points:
            outcome = whole.solve(arrays.within(measure, point.most), build, settings)
            worst = max(worst, outcome.gap or 0.0)
    yield Row("as many cold solves", len(found.points), worst, apart.wall, apart.cpu)


def main() -> None:
    """Print the table, row by row as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", nargs="?", default="japan-eu")
    parser.add_argument("--measure", default="exposure")
    parser.add_argument("--points", type=int, default=11)
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--threads", type=int, default=2, help="points solved at a time")
    parser.add_argument("--cold", action="store_true", help="each limit by itself, too")
    chosen = parser.parse_args()
    settings = SolveSettings(gap=chosen.gap, threads=chosen.threads, time_limit=3600.0)
    build = BuildSettings(clean=chosen.measure == "pass_through")
    arrays = compiled(formulated(load(INSTANCES / chosen.instance), build))
    print(HEAD)
    one: Row | None = None
    for row in measured(arrays, chosen.measure, chosen.points, settings, cold=chosen.cold):
        one = one or row
        print(row.line(one), flush=True)


if __name__ == "__main__":
    main()
