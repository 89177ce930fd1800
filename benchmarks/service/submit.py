"""How many jobs a second are taken, each stored before its answer, while two solves run."""

from __future__ import annotations

import argparse
import asyncio
import time

from benchmarks.service.server import busy, milliseconds, run, served, table

ASKED = {"instance": "toy-loop", "label": "queued", "solve": {"time_limit": 10}}


async def main(seconds: float, connections: int, database: str | None, solves: int) -> None:
    """Submit over several connections at once, as fast as answers come."""
    with served(workers=2, database=database) as server:
        taken: list[float] = []
        refused: list[int] = []

        async def submit() -> None:
            async with server.wire() as wire:
                while time.monotonic() < until:
                    begun = time.monotonic()
                    answer = await wire.ask("POST", "/v1/jobs", ASKED)
                    if answer.status == 202:
                        taken.append(time.monotonic() - begun)
                    else:
                        refused.append(answer.status)

        async with busy(server, solves):
            before, began = server.cpu(), time.monotonic()
            until = began + seconds
            await asyncio.gather(*(submit() for _ in range(connections)))
            lasted, spent = time.monotonic() - began, server.cpu() - before
            rate = len(taken) / lasted
            table(
                f"Submissions, {connections} connections, {solves} solves running",
                "taken | per second | server CPU ms each | p50 ms | p95 | p99 | most | refused",
                [
                    f"{len(taken)} | {rate:.0f} | {spent / max(len(taken), 1) * 1000:.2f} | "
                    f"{milliseconds(taken)} | {len(refused)}"
                ],
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--database", default=None)
    parser.add_argument("--solves", type=int, default=2)
    given = parser.parse_args()
    run(main(given.seconds, given.connections, given.database, given.solves))
