"""The parent's side of a job's own process: start it, hear it, stop it, kill it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_LINE = 10_000_000


@dataclass(frozen=True)
class Order:
    """What the process is to do: the function ``run`` of ``module``, on an instance's file."""

    module: str
    request: dict[str, Any]
    source: str
    folder: str
    memory_mb: int
    cpu_seconds: int


class Child:
    """A process of its own session for one order; leaving the context kills what is left of it."""

    def __init__(self, order: Order, log: Path, *, log_bytes: int) -> None:
        self._messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-P", "-m", "api.jobs.child", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._stdin, self._stdout, self._stderr = _streams(self._process)
        self._threads = [
            threading.Thread(target=self._hear, daemon=True),
            threading.Thread(target=self._keep_log, args=(log, log_bytes), daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._write(json.dumps(asdict(order)))

    @property
    def pid(self) -> int:
        """The process, which also leads its group."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._stdin, self._stdout, self._stderr):
            with contextlib.suppress(OSError):
                stream.close()

    def next(self, timeout: float) -> dict[str, Any] | None:
        """The next thing it says; ``{}`` where it says nothing in time, ``None`` at its end."""
        try:
            return self._messages.get(timeout=timeout)
        except queue.Empty:
            return {}

    def stop(self) -> None:
        """Ask it to end with what it has."""
        self._write("stop")

    def kill(self) -> None:
        """End it and all that it started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def fate(self) -> str:
        """How it ended, for people, where it did not say so itself."""
        code = self._process.wait()
        if code >= 0:
            return f"its process ended with code {code} and no result"
        return f"its process was ended by {signal.Signals(-code).name}"

    def _write(self, line: str) -> None:
        stream = self._stdin
        with contextlib.suppress(OSError):  # it may be gone already, which its end tells
            stream.write(line.encode() + b"\n")
            stream.flush()

    def _hear(self) -> None:
        stream = self._stdout
        while line := stream.readline(LONGEST_LINE):
            try:
                said = json.loads(line)
            except ValueError:
                break  # what cannot be understood is as good as silence
            if isinstance(said, dict):
                self._messages.put(said)
        self._messages.put(None)

    def _keep_log(self, path: Path, most: int) -> None:
        """The first ``most`` bytes of what it prints; the rest is read and dropped."""
        stream = self._stderr
        with path.open("wb", buffering=0) as log:
            left = most
            while block := os.read(stream.fileno(), 65536):
                log.write(block[:left])
                left = max(left - len(block), 0)


def _streams(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    return process.stdin, process.stdout, process.stderr  # type: ignore[return-value]
