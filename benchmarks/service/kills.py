"""Everything is killed, again and again, while jobs are submitted and solved.

An API and two workers on one database (SQLite files, or a PostgreSQL of its own) are killed by
SIGKILL, as are processes of jobs and the database; what was killed is begun again. Clients repeat
what got no answer, with an ``Idempotency-Key``. In the end every job must have succeeded once, with
a result that stays the same, and no process may be left, nor may any have ended by itself. Where
anything is wrong, the log is kept.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.service.processes import Postgres, Split, of_jobs
from benchmarks.service.server import table
from benchmarks.service.wire import Answer, Wire

if TYPE_CHECKING:
    from collections.abc import Callable

INSTANCES = ("toy-loop", "toy-two-ports", "toy-winter", "japan-eu-mini")
PATIENCE = 900.0


class Wreck:
    """One run: what is asked, what is killed, what is found."""

    def __init__(self, split: Split, postgres: Postgres | None, draw: random.Random) -> None:
        self.split = split
        self.postgres = postgres
        self.draw = draw
        self.killed: Counter[str] = Counter()
        self.repeats = 0
        self.ids: dict[int, str] = {}

    async def ask(self, method: str, path: str, **more: Any) -> Answer:
        """Ask until there is an answer that is not trouble of the moment."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                async with Wire(self.split.port, self.split.key) as wire:
                    answer = await asyncio.wait_for(wire.ask(method, path, **more), 30)
                if answer.status < 500:
                    return answer
            except (OSError, EOFError, TimeoutError, ValueError):
                pass
            self.repeats += 1
            await asyncio.sleep(0.3)
        raise TimeoutError(f"{method} {path} was never answered")

    async def submit(self, count: int, every: float) -> None:
        """One job after another, each until it is taken."""
        for number in range(count):
            asked = {
                "instance": self.draw.choice(INSTANCES),
                "label": f"number {number}",
                "solve": {"time_limit": 60, "log": False},
            }
            headers = {"Idempotency-Key": f"number-{number}"}
            answer = await self.ask("POST", "/v1/jobs", asked=asked, headers=headers)
            if answer.status not in {200, 202}:
                raise RuntimeError(answer.body.decode())
            self.ids[number] = answer.document["id"]
            await asyncio.sleep(self.draw.uniform(0, 2 * every))

    async def kill(self, count: int, every: float) -> None:
        """Kill something now and then."""
        done = 0
        while done < count:
            await asyncio.sleep(self.draw.uniform(0.5, 2 * every))
            names = ["api", "worker", "worker", "job", "job"] + (
                ["database"] if self.postgres else []
            )
            name = self.draw.choice(names)
            if await asyncio.to_thread(getattr(self, f"_kill_{name}")):
                self.killed[name] += 1
                done += 1
                print(".", end="", flush=True)
        print()

    def _again(self, what: Any) -> bool:
        what.kill()
        time.sleep(self.draw.uniform(0, 1))
        what.start()
        return True

    def _kill_api(self) -> bool:
        return self._again(self.split.api)

    def _kill_worker(self) -> bool:
        return self._again(self.draw.choice(self.split.workers))

    def _kill_database(self) -> bool:
        return self._again(self.postgres)

    def _kill_job(self) -> bool:
        found = of_jobs(self.split.pids(), nurseries=False)
        if found:
            os.kill(self.draw.choice(found), signal.SIGKILL)
        return bool(found)

    async def ends(self) -> list[dict[str, Any]]:
        """All jobs, when each has ended."""
        until = time.monotonic() + PATIENCE
        while True:
            jobs: list[dict[str, Any]] = []
            address: str | None = "/v1/jobs?limit=200"
            while address:
                page = (await self.ask("GET", address)).document
                jobs += page["jobs"]
                address = page["next"]
            if all(job["ended_at"] for job in jobs) or time.monotonic() > until:
                return jobs
            await asyncio.sleep(1)

    async def faults(self, jobs: list[dict[str, Any]], asked: int) -> list[str]:
        """What is not as it must be."""
        found = []
        if {job["id"] for job in jobs} != set(self.ids.values()) or len(jobs) != asked:
            found.append(f"{asked} were asked, {len(jobs)} are there")
        for job in jobs:
            events = (await self.ask("GET", f"/v1/jobs/{job['id']}/events")).document["events"]
            numbers = [event["number"] for event in events]
            ends = [event["kind"] for event in events].count("end")
            if ends != 1 or numbers != list(range(1, len(numbers) + 1)):
                found.append(f"{job['id']}: {ends} ends, events {numbers}")
            if job["state"] != "succeeded":
                found.append(f"{job['id']}: {job['state']}, {job['message']}")
            else:
                twice = [await self.ask("GET", f"/v1/jobs/{job['id']}/result") for _ in range(2)]
                if twice[0].status != 200 or twice[0].body != twice[1].body:
                    found.append(f"{job['id']}: result {twice[0].status}, or not the same twice")
                elif not twice[0].document["audit"]["passed"]:
                    found.append(f"{job['id']}: its plan does not pass the audit")
        return found


def integrity(home: Path) -> list[str]:
    """What SQLite itself finds wrong."""
    found = []
    for path in home.glob("*.db"):
        connection = sqlite3.connect(path)
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        connection.close()
        if said != "ok":
            found.append(f"{path.name}: {said}")
    return found


def orphans(pids: list[int], seconds: float = 10.0) -> list[str]:
    """Processes of jobs that outlive everything for so long."""
    until = time.monotonic() + seconds
    while (left := of_jobs(pids)) and time.monotonic() < until:
        time.sleep(0.1)
    return [f"process {pid} is left" for pid in left]


async def main(jobs: int, kills: int, every: float, kind: str, seed: int) -> int:
    """Run it; the number of faults."""
    began = time.monotonic()
    draw = random.Random(seed)
    postgres = Postgres() if kind == "postgres" else None
    scratch = Path(tempfile.mkdtemp(prefix="junkan-kills-"))
    split = Split(scratch, postgres.url if postgres else None)
    wreck = Wreck(split, postgres, draw)
    try:
        await asyncio.gather(wreck.submit(jobs, every * kills / jobs), wreck.kill(kills, every))
        ended = await wreck.ends()
        found = await wreck.faults(ended, jobs) + split.ended()
    finally:
        split.kill()
    found += orphans(split.pids()) + integrity(scratch)
    if postgres:
        postgres.close()
    attempts = Counter(job["attempts"] for job in ended)
    states = Counter(job["state"] for job in ended)
    table(
        f"{sum(wreck.killed.values())} kills, {jobs} jobs, {kind}, seed {seed}",
        "killed | jobs by state | begun so often | requests repeated | minutes | faults",
        [
            f"{_counted(wreck.killed)} | {_counted(states)} | {_counted(attempts)} | "
            f"{wreck.repeats} | {(time.monotonic() - began) / 60:.1f} | {len(found)}"
        ],
    )
    for line in found:
        print(line)
    if found:
        print(f"the log: {scratch / 'service.log'}")
    else:
        shutil.rmtree(scratch)
    return len(found)


def _counted(counter: Counter[Any]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in sorted(counter.items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--every", type=float, default=3.0, help="seconds between kills, about")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    run: Callable[..., Any] = asyncio.run
    wrong = run(main(given.jobs, given.kills, given.every, given.database, given.seed))
    sys.exit(min(wrong, 1))
