"""How long after a cancel the job has ended and its process is gone: every phase, every size.

A job is cancelled while it waits, as it begins, and as soon as it has told of each phase. ``stop``
is asked once per size, too, in the longest phase: it keeps the plan, and may take longer.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import TYPE_CHECKING

from benchmarks.service.server import LONG, busy, milliseconds, run, served, status, table

if TYPE_CHECKING:
    from benchmarks.service.server import Server
    from benchmarks.service.wire import Wire

SIZES = ("toy-loop", "japan-eu-mini", "japan-eu")
PHASES = ("queued", "starting", "assemble", "build", "solve", "extract", "audit", "write")
ENDLESS = LONG["solve"]
FINISHES = {"gap": 0.05, "time_limit": 60}
"""For the phases after the solve, which must then end."""

LATE = {"extract", "audit", "write"}
PATIENCE = 60.0
"""Seconds that a job may take to its phase."""


async def reached(wire: Wire, job: str, phase: str) -> bool:
    """Whether the job was seen in that phase, before it ended or was past it."""
    past = set(PHASES[PHASES.index(phase) + 1 :])
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = await status(wire, job)
        if now["ended_at"]:
            return False
        if phase == "queued" or now["phase"] == phase:
            return True
        if now["phase"] in past:
            break
        await asyncio.sleep(0.005)
    await wire.ask("POST", f"/v1/jobs/{job}/cancel")
    return False


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
            solve = FINISHES if phase in LATE else ENDLESS
            asked = LONG | {"instance": size, "label": f"{size} {phase}", "solve": solve}
            job = (await wire.ask("POST", "/v1/jobs", asked)).document["id"]
            if await reached(wire, job, phase):
                lasted.append(await ended_after(wire, job, "cancel"))
    return lasted


async def stopped(server: Server, size: str) -> list[float]:
    """Seconds from the wish that one search stop and keep its plan."""
    async with server.wire() as wire:
        job = (await wire.ask("POST", "/v1/jobs", LONG | {"instance": size})).document["id"]
        if not await reached(wire, job, "solve"):
            return []
        await asyncio.sleep(1)
        return [await ended_after(wire, job, "stop")]


async def main(rounds: int, database: str | None) -> None:
    """Cancel one job after another beside two solves, and stop one of each size."""
    lines = []
    everything: list[float] = []
    with served(workers=3, database=database) as server:
        async with busy(server):
            for size in SIZES:
                for phase in PHASES:
                    lasted = await cancelled(server, size, phase, rounds)
                    everything += lasted
                    if lasted:
                        lines.append(f"{size} | {phase} | {len(lasted)} | {milliseconds(lasted)}")
                if lasted := await stopped(server, size):
                    lines.append(f"{size} | solve, stop | 1 | {milliseconds(lasted)}")
            lines.append(f"all | all, cancel | {len(everything)} | {milliseconds(everything)}")
            head = "size | phase | count | p50 ms | p95 | p99 | most"
            table("From the wish to the end, 2 solves running", head, lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", default=None)
    given = parser.parse_args()
    run(main(given.rounds, given.database))
