"""A service to measure, in a process of its own, and what is needed around it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.service.wire import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence

LONG = {
    "instance": "japan-eu",
    "label": "long",
    "priority": 0,
    "solve": {"gap": 0.0, "time_limit": 7200},
}
"""A solve that does not end while anything is measured."""

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Server:
    """A running service."""

    process: subprocess.Popen[bytes]
    home: Path
    port: int
    key: str

    def wire(self) -> Wire:
        """A connection to it."""
        return Wire(self.port, self.key)

    def cpu(self) -> float:
        """CPU seconds of its process so far, without those of jobs."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Its resident memory, MB."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE / 1e6

    def files(self) -> int:
        """How many files it has open."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())

    def threads(self) -> int:
        """How many threads it has."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/task").iterdir())


@contextmanager
def served(
    workers: int = 2, database: str | None = None, home: Path | None = None
) -> Iterator[Server]:
    """``junkan serve`` in a scratch folder; killed at the end."""
    with tempfile.TemporaryDirectory(prefix="junkan-bench-") as scratch:
        server = started(home or Path(scratch), workers, database)
        try:
            yield server
        finally:
            ended(server)


def started(home: Path, workers: int, database: str | None = None) -> Server:
    """A service that answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "optimizer", "serve", "--port", str(port)]
    command += ["--home", str(home), "--workers", str(workers)]
    command += ["--database", database] if database else []
    home.mkdir(parents=True, exist_ok=True)
    with (home / "service.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - ourselves
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"the service ended with {process.returncode}") from None
            time.sleep(0.05)
    return Server(process, home, port, (home / "key").read_text().strip())


def ended(server: Server, how: int = signal.SIGKILL) -> None:
    """End the service and wait for that."""
    server.process.send_signal(how)
    server.process.wait()


@asynccontextmanager
async def busy(server: Server, solves: int = 2) -> AsyncIterator[None]:
    """While long solves run beside."""
    async with server.wire() as wire:
        jobs = [(await wire.ask("POST", "/v1/jobs", LONG)).document["id"] for _ in range(solves)]
        for job in jobs:
            while (await status(wire, job))["phase"] not in {"relax", "dive", "solve", "bound"}:
                await asyncio.sleep(0.2)
        yield
        for job in jobs:
            await wire.ask("POST", f"/v1/jobs/{job}/cancel")


async def status(wire: Wire, job: str) -> dict[str, Any]:
    """The job as it is now."""
    answer: dict[str, Any] = (await wire.ask("GET", f"/v1/jobs/{job}")).document
    return answer


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share does not exceed; NaN of none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def milliseconds(values: Sequence[float]) -> str:
    """Median, 95th and 99th percentile and greatest of seconds, as cells of a table, in ms."""
    return " | ".join(f"{percentile(values, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99, 1.0))


def table(title: str, head: str, lines: Sequence[str]) -> None:
    """A table in Markdown."""
    columns = head.count("|") + 1
    print(f"\n{title} (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)\n")
    print(f"| {head} |\n|{' --- |' * columns}")
    for line in lines:
        print(f"| {line} |")


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run to the end."""
    asyncio.run(main)


def event_time(fields: dict[str, str]) -> float:
    """Seconds since 1970 of an event that was streamed."""
    from datetime import datetime

    return datetime.fromisoformat(json.loads(fields["data"])["at"]).timestamp()
