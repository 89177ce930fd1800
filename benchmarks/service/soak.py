"""Everything at once for long, within bounds: whether memory, files or threads grow.

Clients submit, watch, poll, stop, cancel, fetch results, upload and delete again, so that what is
kept stays as much. The figures of the first and last third are compared.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

import optimizer
from benchmarks.service.server import Server, run, served, table

INSTANCES = ("toy-loop", "toy-two-ports", "toy-winter", "japan-eu-mini")


async def client(server: Server, until: float, draw: random.Random, done: Counter[str]) -> None:
    """One job after another, each with another fate."""
    while time.monotonic() < until:
        async with server.wire() as wire:
            asked = {"instance": draw.choice(INSTANCES), "solve": {"time_limit": 30}}
            answer = await wire.ask("POST", "/v1/jobs", asked)
        done[f"POST {answer.status}"] += 1
        if answer.status != 202:
            await asyncio.sleep(1)
            continue
        job = answer.document["id"]
        fate = draw.choice(["watch", "watch", "poll", "stop", "cancel"])
        await live(server, job, fate)
        async with server.wire() as wire:
            ended = (await wire.ask("GET", f"/v1/jobs/{job}")).document
            done[f"{fate}: {ended['state']}"] += 1
            if ended["has_solution"]:
                form = draw.choice(["json", "csv", "xlsx", "html", "parquet"])
                await wire.ask("GET", f"/v1/jobs/{job}/result?format={form}")
            await wire.ask("DELETE", f"/v1/jobs/{job}")


async def live(server: Server, job: str, fate: str) -> None:
    """Until the job's end; each thing on a connection of its own, as an idle one is closed."""
    async with server.wire() as wire:
        if fate in {"stop", "cancel"}:
            await asyncio.sleep(0.5)
            await wire.ask("POST", f"/v1/jobs/{job}/{fate}")
        if fate == "poll":
            while not (await wire.ask("GET", f"/v1/jobs/{job}")).document["ended_at"]:
                await asyncio.sleep(0.2)
            return
    async with server.wire() as stream:
        async for _ in stream.events(job):
            pass


async def uploads(server: Server, until: float, done: Counter[str]) -> None:
    """The same instance, checked again and again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.json"
        optimizer.write_document(optimizer.load(optimizer.shipped()["toy-loop"]), path)
        body = path.read_bytes()
    while time.monotonic() < until:
        async with server.wire() as wire:
            answer = await wire.ask("POST", "/v1/instances", body=body)
            done[f"upload {answer.status}"] += 1
        await asyncio.sleep(5)


async def looked(server: Server, until: float) -> list[tuple[float, int, int, float]]:
    """Memory MB, files, threads, and MB on disk, every few seconds."""
    found = []
    while time.monotonic() < until:
        await asyncio.sleep(5)
        stored = stored_in(server.home)
        found.append((server.memory(), server.files(), server.threads(), stored / 1e6))
    return found


def stored_in(home: Path) -> int:
    """Bytes of all files; those that go while one looks do not count."""
    stored = 0
    for folder, _, names in os.walk(home):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                stored += (Path(folder) / name).stat().st_size
    return stored


async def main(minutes: float, clients: int, database: str | None) -> None:
    """Soak it."""
    draw, done = random.Random(1), Counter[str]()
    with served(workers=2, database=database) as server:
        until = time.monotonic() + minutes * 60
        looking = asyncio.create_task(looked(server, until))
        await asyncio.gather(
            uploads(server, until, done),
            *(client(server, until, draw, done) for _ in range(clients)),
        )
        found = await looking
        third = max(len(found) // 3, 1)
        parts = {"first third": found[:third], "last third": found[-third:]}
        table(
            f"{minutes:g} minutes, {clients} clients",
            "when | memory MB | files | threads | MB on disk",
            [
                f"{name} | "
                + " | ".join(f"{median(values):.0f}" for values in zip(*part, strict=True))
                for name, part in parts.items()
            ],
        )
        print(", ".join(f"{name} {count}" for name, count in sorted(done.items())))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--database", default=None)
    given = parser.parse_args()
    run(main(given.minutes, given.clients, given.database))
