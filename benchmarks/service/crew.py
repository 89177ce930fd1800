"""A solve alone and with a crew, on two workers of one place each: the same optimum, at what cost.

``python -m benchmarks.service.crew`` solves ``japan-eu-mini`` with sampled scenarios, branches
apart, over HTTP: first without a crew, then with one member, which the other worker takes. CPU is
that of both workers and all that they began.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.client import Client
from benchmarks.service.processes import Postgres, Split, of_jobs

if TYPE_CHECKING:
    from collections.abc import Sequence

TICKS = os.sysconf("SC_CLK_TCK")
HEADINGS = (
    "crew", "wall s", "CPU s", "× CPU of alone", "objective", "bound", "gap", "rounds", "here",
    "elsewhere", "ended",
)  # fmt: skip


def seconds_of(split: Split) -> float:
    """CPU seconds of the workers, of their nurseries, and of children that have ended."""
    parents = [pid for worker in split.workers for pid in worker.pids]
    total = 0
    for pid in [*parents, *of_jobs(parents)]:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def measured(client: Client, split: Split, request: dict[str, Any]) -> dict[str, Any]:
    """One job to its end."""
    time.sleep(1.0)
    cpu, wall = seconds_of(split), time.perf_counter()
    job = client.submit(request)
    while (job := client.job(job.id, wait=30)).ended_at is None:
        pass
    wall = time.perf_counter() - wall
    time.sleep(2.0)  # until the last processes are let go
    crew = (job.details or {}).get("crew", {})
    return {
        "crew": request["crew"], "wall": wall, "cpu": seconds_of(split) - cpu,
        "objective": job.incumbent, "bound": job.bound, "gap": job.gap,
        "rounds": crew.get("questions"), "here": crew.get("here"),
        "elsewhere": crew.get("elsewhere"), "ended": job.termination or job.message,
    }  # fmt: skip


def table(rows: Sequence[dict[str, Any]]) -> str:
    """As Markdown; ratios to the first."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|" + " --- |" * len(HEADINGS)]
    for r in rows:
        counts = ("–" if r[name] is None else str(r[name]) for name in HEADINGS[-4:-1])
        cells = (
            str(r["crew"]), f"{r['wall']:.1f}", f"{r['cpu']:.1f}",
            f"{r['cpu'] / rows[0]['cpu']:.2f}", f"{r['objective']:,.0f}", f"{r['bound']:,.0f}",
            f"{r['gap']:.2%}", *counts, str(r["ended"]),
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(words: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service.crew")
    parser.add_argument("--instance", default="japan-eu-mini")
    parser.add_argument("--scenarios", default="sample:50:1")
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--time-limit", type=float, default=600.0)
    parser.add_argument("--crews", type=int, nargs="*", default=[0, 1])
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args(words)
    given = asked.scenarios
    request = {
        "instance": asked.instance,
        "build": {"scenarios": json.loads(given) if given.startswith("[") else given},
        "solve": {"decompose": "branches", "gap": asked.gap, "time_limit": asked.time_limit},
    }
    with ExitStack() as opened:
        home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        database = None
        if asked.postgres:
            server = Postgres()
            opened.callback(server.close)
            database = server.url
        split = Split(home, database)
        opened.callback(split.kill)
        client = opened.enter_context(Client(f"http://127.0.0.1:{split.port}", split.key))
        while len(of_jobs([pid for worker in split.workers for pid in worker.pids])) < 2:
            time.sleep(0.2)
        rows = [measured(client, split, {**request, "crew": crew}) for crew in asked.crews]
        print(table(rows))


if __name__ == "__main__":
    main()
