"""What strengthening does: root bound and time to the gap, with and without, as a table.

``python -m benchmarks.strengthening`` measures the published cases beside the repository (as far as
they are there) and the Japan–EU instances; names of either choose some. Seconds are CPU seconds of
one thread, the median over the seeds. See docs/decisions/0006-strengthening.md.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from optimizer.data import load
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import highs, whole
from optimizer.solve.compile import compiled
from tests.regression.published import collection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.instance import Instance

INSTANCES = Path(__file__).resolve().parents[1] / "instances"
PUBLISHED = (
    "cflp-cap41", "cflp-cap63", "cflp-cap64", "cflp-cap73", "cflp-cap102", "cflp-cap104",
    "ufl-cap74", "ufl-B1.1", "sd49-uflp", "tscflp-PSC1-C1-50",
)  # fmt: skip
SHIPPED = {"japan-eu-mini": 0.001, "japan-eu": 0.01}
HEAD = (
    "| case | links | rows | non-zeros | root bound | below best | seconds | nodes | gap |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Solved:
    """One solve of one case."""

    objective: float
    seconds: float
    nodes: int
    gap: float


def main() -> None:
    """Print the table, line by line as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="cases and instances (none: all)")
    parser.add_argument("--seeds", type=int, default=3, help="solves of each")
    parser.add_argument("--time-limit", type=float, default=300.0, help="seconds of one solve")
    chosen = parser.parse_args()
    print(HEAD)
    for name, instance, gap in _cases(chosen.names):
        settings = SolveSettings(gap=gap, threads=1, time_limit=chosen.time_limit)
        for line in _lines(name, instance, settings, chosen.seeds):
            print(line, flush=True)


def _cases(names: list[str]) -> Iterator[tuple[str, Instance, float]]:
    """Name, instance and the gap to solve it to."""
    there = {entry["id"] for entry in collection.index()}
    for name in names or (*PUBLISHED, *SHIPPED):
        if name in there:
            yield name, collection.converted(name).instance, 0.0
        elif (INSTANCES / name).is_dir():
            yield name, load(INSTANCES / name), SHIPPED.get(name, 0.01)


def _lines(name: str, instance: Instance, settings: SolveSettings, seeds: int) -> Iterator[str]:
    for links in (False, True):
        build = BuildSettings(strengthening=links)
        arrays = compiled(formulated(instance, build))
        root = highs.solve(arrays, replace(settings, method="ipx"), relax=True).objective
        solves = []
        for seed in range(seeds):
            began = time.process_time()
            end = whole.solve(arrays, build, replace(settings, seed=seed))
            used = time.process_time() - began
            value = math.inf if end.objective is None else end.objective
            solves.append(Solved(value, used, end.nodes, end.gap or 0.0))
        best = min(s.objective for s in solves)
        root = -math.inf if root is None else root
        rows, _, nonzeros = arrays.shape
        yield (
            f"| {name} | {'with' if links else 'without'} | {rows} | {nonzeros} | {root:.8g} "
            f"| {(best - root) / abs(best):.2%} | {median(s.seconds for s in solves):.2f} "
            f"| {median(s.nodes for s in solves):g} | {max(s.gap for s in solves):.2%} |"
        )


if __name__ == "__main__":
    main()
