"""How a job's process comes to be: forked from a nursery where that is safe, else started afresh.

Both give a process that leads a session of its own, with three pipes, and that dies with us.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

NURSERY = "api.jobs.nursery"
"""The module that a nursery runs; its first two arguments are our number and a socket's."""

LONGEST = 4096
PATIENCE = 60.0
"""Seconds within which the nursery must have begun a child, its own start included."""

LOST = -signal.SIGKILL
"""How children of a nursery that died end: the kernel kills them."""

ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "_RJEM_MALLOC_CONF": "background_thread:false"}
"""Libraries of a process that forks shall begin no threads of their own when they are imported."""


class NotStartedError(Exception):
    """No process could be begun; another time it may."""


class Pipes(NamedTuple):
    """Our ends of a process's standard input, output and error."""

    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes]


class Started(Protocol):
    """A process that was started."""

    pipes: Pipes

    @property
    def pid(self) -> int:
        """Its number, which is not used again before ``let_go``."""

    @property
    def is_orphaned(self) -> bool:
        """Whether it ended through no fault of its own: who was to look after it died."""

    def kill(self) -> None:
        """End it and all that it started, at once."""

    def wait(self) -> int:
        """Its exit code, or the negative of the signal that ended it; waits for that."""

    def let_go(self) -> None:
        """Forget it, after its end."""


class Fresh:
    """A new interpreter, which imports all it needs: a second or two of work before it begins."""

    is_orphaned = False

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-P", "-m", "api.jobs.child", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        process = self._process
        self.pipes = Pipes(process.stdin, process.stdout, process.stderr)  # type: ignore[arg-type]

    @property
    def pid(self) -> int:
        """See ``Started``."""
        return self._process.pid

    def kill(self) -> None:
        """See ``Started``."""
        _kill_group(self._process.pid)

    def wait(self) -> int:
        """See ``Started``."""
        end = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        if end is None:  # pragma: no cover - it has been waited for
            return self._process.wait()
        return end.si_status if end.si_code == os.CLD_EXITED else -end.si_status

    def let_go(self) -> None:
        """See ``Started``."""
        self._process.wait()


class Forked:
    """A child of the nursery."""

    def __init__(self, pid: int, pipes: Pipes, forget: Callable[[Forked], None]) -> None:
        self.pid = pid
        self.pipes = pipes
        self.is_orphaned = False
        self._forget = forget
        self._ended = threading.Event()
        self._code = 0

    def end(self, code: int, *, orphaned: bool = False) -> None:
        """The nursery tells that it ended, or has died."""
        self._code, self.is_orphaned = code, orphaned
        self._ended.set()

    def kill(self) -> None:
        """See ``Started``; what a dead nursery left is killed by the kernel."""
        if not self.is_orphaned:
            _kill_group(self.pid)

    def wait(self) -> int:
        """See ``Started``."""
        self._ended.wait()
        return self._code

    def let_go(self) -> None:
        """See ``Started``."""
        self._ended.wait()
        self._forget(self)


class Nursery:
    """Our end of ``api.jobs.nursery``: begun when first needed, or anew where it died.

    Raises:
        NotStartedError: from ``start``, where no process can be begun.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._closed = False

    def warm(self) -> None:
        """Begin now, so that the first child need not wait."""
        with self._lock:
            self._ready()

    def start(self) -> Started:
        """A new child."""
        with self._lock:
            line = self._ready()
        return line.start()

    def close(self) -> None:
        """End it, and with it all its children."""
        with self._lock:
            self._closed = True
            line, self._line = self._line, None
        if line is not None:
            line.close()

    def _ready(self) -> Line:
        if self._closed:
            raise NotStartedError("the service is closing")
        if self._line is None or self._line.is_broken:
            self._line = Line()
        return self._line


class Line:
    """One process of the nursery, and the socket to it.

    A thread begins the process, hears it and outlives it: the kernel kills a process with the
    thread that began it, so that must not be one of those that come and go.
    """

    def __init__(self) -> None:
        self.is_broken = False
        self._socket, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._asked = 0
        self._answers: dict[int, dict[str, int | str]] = {}
        self._waiting: dict[int, Pipes] = {}
        self._children: dict[int, Forked] = {}
        self._thread = threading.Thread(target=self._hear, name="nursery", daemon=True)
        self._thread.start()

    def start(self) -> Started:
        """Have a child forked."""
        theirs, ours = _pipes()
        try:
            with self._changed:
                self._asked += 1
                number = self._asked
                self._waiting[number] = ours
                message = json.dumps({"begin": number}).encode()
                socket.send_fds(self._socket, [message], theirs)
                self._changed.wait_for(lambda: self.is_broken or number in self._answers, PATIENCE)
                if number not in self._answers:
                    self._socket.shutdown(socket.SHUT_RDWR)  # it hangs, or is gone
                answer = self._answers.pop(number, {"error": "the nursery does not answer"})
        except OSError:
            answer = {"error": "the nursery is gone"}
        finally:
            for file in theirs:
                os.close(file)
        if "error" in answer:
            for stream in ours:
                stream.close()
            raise NotStartedError(answer["error"])
        with self._lock:
            return self._children[int(answer["pid"])]

    def close(self) -> None:
        """End the process and wait until it is gone."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _hear(self) -> None:
        descriptor = self._theirs.fileno()
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-P", "-m", NURSERY, str(os.getpid()), str(descriptor)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[descriptor],
            start_new_session=True,
            env=os.environ | ENVIRONMENT,
        )
        self._theirs.close()
        with contextlib.suppress(OSError):
            while message := self._socket.recv(LONGEST):
                self._take(json.loads(message))
        process.kill()
        process.wait()
        with self._changed:
            self.is_broken = True
            for child in self._children.values():
                child.end(LOST, orphaned=True)
            self._changed.notify_all()
        self._socket.close()

    def _take(self, said: dict[str, int]) -> None:
        with self._changed:
            if "ended" in said:
                self._children[said["ended"]].end(said["code"])
                return
            ours = self._waiting.pop(said["begun"])
            if "pid" in said:
                self._children[said["pid"]] = Forked(said["pid"], ours, self._forget)
            self._answers[said["begun"]] = dict(said)
            self._changed.notify_all()

    def _forget(self, child: Forked) -> None:
        with self._lock:
            self._children.pop(child.pid, None)
            if not self.is_broken:
                with contextlib.suppress(OSError):
                    self._socket.send(json.dumps({"let_go": child.pid}).encode())


def _pipes() -> tuple[list[int], Pipes]:
    """Three pipes: their ends as the child needs them, and ours."""
    stdin, to = os.pipe()
    out, stdout = os.pipe()
    err, stderr = os.pipe()
    ours = Pipes(os.fdopen(to, "wb"), os.fdopen(out, "rb"), os.fdopen(err, "rb"))
    return [stdin, stdout, stderr], ours


def _kill_group(pid: int) -> None:
    """The group, and the process itself: one just forked leads no group yet."""
    for kill in (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
