"""How long a job waits for a free worker, and how much longer it takes than the bare solve.

The bare solve is what the job's process does, in a process that has done it before: read the
instance, solve, audit, write all forms of the result. Jobs and bare solves take turns.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.service.server import busy, milliseconds, percentile, run, served, table

NICENESS = 5
"""As that of ``api.jobs.nursery``."""


def bare(instance: str) -> float:
    """Seconds of the same work without any service."""
    import optimizer

    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        source = optimizer.load(optimizer.shipped()[instance])
        solved = optimizer.optimize(
            source, optimizer.BuildSettings(), optimizer.SolveSettings(threads=1, log=False)
        )
        if solved.plan is None or solved.measures is None or solved.audit is None:
            raise RuntimeError("no plan")
        results = optimizer.Results(solved.plan, solved.measures, solved.audit.as_json())
        optimizer.write_results(Path(folder) / "result", results, workbook=True)
    return time.perf_counter() - begun


def seconds_between(job: dict[str, Any], first: str, then: str) -> float:
    """From one moment of a job to another."""
    return (datetime.fromisoformat(job[then]) - datetime.fromisoformat(job[first])).total_seconds()


async def main(instance: str, rounds: int, solves: int, database: str | None) -> None:
    """Submit one job after another to a service with a free worker."""
    # As the processes of jobs; on Linux niceness is a thread's own, so only this one gives way.
    beside = ThreadPoolExecutor(1, initializer=os.nice, initargs=(NICENESS,))
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(beside, bare, instance)
    waited, worked, alone = [], [], []
    with served(workers=solves + 1, database=database) as server:
        async with busy(server, solves), server.wire() as wire:
            for _ in range(rounds):
                alone.append(await loop.run_in_executor(beside, bare, instance))
                asked = {"instance": instance, "solve": {"log": False}}
                headers = {"Prefer": "wait=60"}
                job = (await wire.ask("POST", "/v1/jobs", asked, headers)).document
                if not job["has_solution"]:
                    raise RuntimeError(job["message"])
                waited.append(seconds_between(job, "created_at", "started_at"))
                worked.append(seconds_between(job, "started_at", "ended_at"))
    over = percentile(worked, 0.5) - percentile(alone, 0.5)
    table(
        f"One {instance} after another, {solves} solves running; medians differ by "
        f"{over * 1000:.0f} ms",
        "seconds | p50 ms | p95 | p99 | most",
        [
            f"from stored to begun | {milliseconds(waited)}",
            f"from begun to ended | {milliseconds(worked)}",
            f"the bare solve | {milliseconds(alone)}",
        ],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instance", default="toy-loop")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--solves", type=int, default=2)
    parser.add_argument("--database", default=None)
    given = parser.parse_args()
    run(main(given.instance, given.rounds, given.solves, given.database))
