"""How long after a cancel the job has ended and its process is gone: every phase, every size.

A job is cancelled while it waits, as it begins, and as soon as it has told of each phase. ``stop``
is asked once per size, too, in the longest phase: it keeps the plan, and may take longer.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import TYPE_CHECKING

from benchmarks.service.server import LONG, milliseconds, run, served, status, table

if TYPE_CHECKING:
    from benchmarks.service.server import Server
    from benchmarks.service.wire import Wire

SIZES = ("toy-loop", "japan-eu-mini", "japan-eu")
PHASES = ("queued", "starting", "assemble", "compile", "relax", "dive", "solve", "audit")


async def reached(wire: Wire, job: str, phase: str) -> bool:
    """Whether the job was seen in that phase before it ended."""
    while True:
        now = await status(wire, job)
        if now["ended_at"]:
            return False
        if phase == "queued" or now["phase"] == phase:
            return True
        await asyncio.sleep(0.005)


async def ended_after(wire: Wire, job: str, verb: str) -> float:
    """Seconds from the wish to the end that everybody can see."""
    begun = time.monotonic()
    await wire.ask("POST", f"/v1/jobs/{job}/{verb}")
    await wire.ask("GET", f"/v1/jobs/{job}", headers={"Prefer": "wait=60"})
    return time.monotonic() - begun


async def cancelled(server: Server, size: str, phase: str, rounds: int) -> list[float]:
    """Seconds of each cancel in that phase; fewer than asked where it passes too quickly."""
    lasted = []
    async with server.wire() as wire:
        for _ in range(rounds):
            asked = LONG | {"instance": size, "label": f"{size} {phase}"}
            job = (await wire.ask("POST", "/v1/jobs", asked)).document["id"]
            if await reached(wire, job, phase):
                lasted.append(await ended_after(wire, job, "cancel"))
    return lasted


async def main(rounds: int, database: str | None) -> None:
    """Cancel one job after another; then stop one of each size."""
    lines = []
    everything: list[float] = []
    with served(workers=2, database=database) as server:
        for size in SIZES:
            for phase in PHASES:
                lasted = await cancelled(server, size, phase, rounds)
                everything += lasted
                if lasted:
                    lines.append(f"{size} | {phase} | {len(lasted)} | {milliseconds(lasted)}")
            async with server.wire() as wire:
                job = (await wire.ask("POST", "/v1/jobs", LONG | {"instance": size})).document["id"]
                if await reached(wire, job, "solve"):
                    await asyncio.sleep(1)
                    stopped = [await ended_after(wire, job, "stop")]
                    lines.append(f"{size} | solve, stop | 1 | {milliseconds(stopped)}")
    lines.append(f"all | all, cancel | {len(everything)} | {milliseconds(everything)}")
    table("From the wish to the end", "size | phase | count | p50 ms | p95 | p99 | most", lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", default=None)
    given = parser.parse_args()
    run(main(given.rounds, given.database))
