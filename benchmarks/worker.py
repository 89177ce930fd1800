"""One measurement in a process of its own: nothing before it can help or harm it.

``python -m benchmarks.worker '{"task": "way", ...}'`` prints one JSON document.
"""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import asdict
from typing import Any

REPETITIONS = 5

WARM_UP = 2e3
"""Non-zeros of the problem that is built first, so that imports and first calls do not count."""


def measured(task: dict[str, Any]) -> dict[str, Any]:
    """Carry a task out: ``{"task": "way" | "phases", "case": ..., "seed": ..., "way": ...}``."""
    from benchmarks.registry import case

    named = case(task["case"])
    small = bool(task.get("small"))
    if task["task"] == "phases":
        from benchmarks.phases import timed

        found = timed(named, task["seed"], small=small, solve=bool(task.get("solve", True)))
        phases = {name: asdict(t) for name, t in found.phases.items()}
        return {"phases": phases, "facts": found.facts}
    return _one_way(named, task["way"], task["seed"], small=small)


def _one_way(named: Any, name: str, seed: int, *, small: bool) -> dict[str, Any]:
    from benchmarks.measure import taken
    from benchmarks.network import network, shape_of
    from benchmarks.ways import SLOW, way
    from optimizer.data.assemble import assemble

    chosen = way(name)
    first = assemble(network(shape_of(WARM_UP)))
    chosen.hand_over(chosen.build(first))
    problem = assemble(named.generated(seed, small=small))
    phases = {}
    with taken() as phases["build"]:
        model = chosen.build(problem)
    with taken() as phases["hand-over"]:
        loaded = chosen.hand_over(model)
    facts: dict[str, Any] = {}
    if hasattr(loaded, "getNumNz"):
        facts = {
            "rows": loaded.getNumRow(),
            "columns": loaded.getNumCol(),
            "nonzeros": loaded.getNumNz(),
        }
    if name not in SLOW:
        phases["again"] = _again(chosen, problem)
    return {"phases": {n: asdict(t) for n, t in phases.items()}, "facts": facts}


def _again(chosen: Any, problem: Any) -> Any:
    """Both phases once more: the median of some repetitions, with memory already in hand."""
    from benchmarks.measure import taken

    spent = []
    for _ in range(REPETITIONS):
        with taken() as both:
            chosen.hand_over(chosen.build(problem))
        spent.append(both)
    return sorted(spent, key=lambda one: one.cpu)[REPETITIONS // 2]


def main() -> None:
    """Read the task from the command line, print what it took."""
    warnings.simplefilter("ignore")
    print(json.dumps(measured(json.loads(sys.argv[1]))))


if __name__ == "__main__":
    main()
