"""Two hundred who watch two running solves: how late they hear, and whether any misses a thing.

Some break off now and then and come back with ``Last-Event-ID``. In the end the numbers that each
has seen must run from 1 without a gap.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time

from benchmarks.service.server import LONG, Server, event_time, milliseconds, run, served, table


async def watch(
    server: Server, job: str, until: float, draw: random.Random, lags: list[float]
) -> list[int]:
    """The numbers seen until then; lags count from the second second on."""
    seen: list[int] = []
    first = time.time() + 2.0
    while time.monotonic() < until:
        breaks_at = time.monotonic() + draw.expovariate(1 / 20)
        async with server.wire() as wire:
            try:
                async with asyncio.timeout_at(min(until, breaks_at)):
                    async for fields in wire.events(job, seen[-1] if seen else 0):
                        happened = event_time(fields)
                        if happened > first:
                            lags.append(time.time() - happened)
                        seen.append(int(fields["id"]))
            except TimeoutError:
                continue
    return seen


async def main(watchers: int, seconds: float, database: str | None) -> None:
    """Watch for a while, then compare."""
    draw = random.Random(1)
    lags: list[float] = []
    with served(workers=2, database=database) as server:
        async with server.wire() as wire:
            asked = [LONG | {"instance": name} for name in ("japan-eu", "japan-eu-mini")]
            jobs = [(await wire.ask("POST", "/v1/jobs", one)).document["id"] for one in asked]
        cpu, memory = server.cpu(), server.memory()
        until = time.monotonic() + seconds
        seen = await asyncio.gather(
            *(watch(server, jobs[at % 2], until, draw, lags) for at in range(watchers))
        )
        gaps = sum(numbers != list(range(1, len(numbers) + 1)) for numbers in seen)
        spent = (server.cpu() - cpu) / seconds
        table(
            f"{watchers} watchers for {seconds:g} s",
            "events heard | watchers with gaps | p50 ms late | p95 | p99 | most | "
            "server CPU, share of a core | memory grew MB",
            [
                f"{sum(map(len, seen))} | {gaps} | {milliseconds(lags)} | {spent:.2f} | "
                f"{server.memory() - memory:.0f}"
            ],
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watchers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--database", default=None)
    given = parser.parse_args()
    run(main(given.watchers, given.seconds, given.database))
