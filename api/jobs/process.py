"""The parent's side of a job's own process: start it, hear it, stop it, kill it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from api.jobs.starting import Fresh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from api.jobs.starting import Started

LONGEST_LINE = 10_000_000

BLOCK = 65536

MOST_UNHEARD = 1000
"""Messages kept for whoever listens; a process that says more waits until they are heard."""


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

    def __init__(
        self, order: Order, log: Path, *, log_bytes: int, start: Callable[[], Started] = Fresh
    ) -> None:
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue(MOST_UNHEARD)
        self._garbled = self._left = False
        self._process = start()
        self._stdin, self._stdout, self._stderr = self._process.pipes
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
        self._left = True
        for thread in self._threads:
            thread.join()
        self._process.let_go()
        for stream in (self._stdin, self._stdout, self._stderr):
            with contextlib.suppress(OSError):
                stream.close()

    def next(self, timeout: float) -> dict[str, Any] | None:
        """The next thing it says; ``{}`` where it says nothing in time, ``None`` at its end."""
        try:
            return self._messages.get(timeout=timeout) if timeout else self._messages.get_nowait()
        except queue.Empty:
            return {}

    def tell(self, news: Mapping[str, Any]) -> None:
        """Pass on what another job says."""
        self._write(json.dumps(news))

    def stop(self) -> None:
        """Ask it to end with what it has."""
        self._write("stop")

    def kill(self) -> None:
        """End it and all that it started, at once."""
        self._process.kill()

    @property
    def is_orphaned(self) -> bool:
        """Whether it ended through no fault of its own."""
        return self._process.is_orphaned

    @property
    def was_killed(self) -> bool:
        """Whether somebody else killed it: the machine, short of memory, or a person."""
        return not self._garbled and self._process.wait() == -signal.SIGKILL

    @property
    def was_felled(self) -> bool:
        """Whether a signal ended it, as when it takes too much memory or time."""
        return not self._garbled and self._process.wait() < 0

    def fate(self) -> str:
        """How it ended, for people, where it did not say so itself."""
        if self._garbled:
            self.kill()  # it may live on
            self._process.wait()
            return "its process said what nobody understands, and was killed"
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
            except (ValueError, RecursionError):
                said = None
            if not isinstance(said, dict):
                self._garbled = True
                break
            self._pass_on(said)
        self._pass_on(None)

    def _pass_on(self, said: dict[str, Any] | None) -> None:
        """Wait for room, as long as anybody listens."""
        while not self._left:
            with contextlib.suppress(queue.Full):
                self._messages.put(said, timeout=0.2)
                break

    def _keep_log(self, path: Path, most: int) -> None:
        """The first ``most`` bytes of what it prints; the rest is read and dropped.

        So is what the disk does not take: who cannot print would wait for ever.
        """
        source = self._stderr.fileno()
        with contextlib.suppress(OSError), path.open("wb", buffering=0) as log:
            while most > 0 and (block := os.read(source, BLOCK)):
                log.write(block[:most])
                most -= len(block)
        while os.read(source, BLOCK):
            pass
