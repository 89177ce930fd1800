"""A job's own process: forked from the nursery, or ``python -m api.jobs.child PARENT``.

The order is the first line of standard input, as JSON; a later line asks to stop, or is news of
another job (as JSON too), and the end of input asks to vanish. Progress and the end go to what was
standard output, a JSON object per line; whatever else is printed, the solver's log above all, goes
to standard error.

The process dies with its parent: by the end of its input everywhere, by the kernel on Linux.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import resource
import signal
import sys
import threading
import traceback
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO, Never

    from optimizer import Progress

PR_SET_PDEATHSIG = 1


def main(parent: int) -> int:
    """Do what the first line of standard input orders."""
    die_with_parent(parent)
    channel = _own_channel()
    order = json.loads(sys.stdin.buffer.readline())
    _limit(order["memory_mb"], order["cpu_seconds"])
    telling = Telling(channel)
    threading.Thread(target=telling.listen, args=(sys.stdin.buffer,), daemon=True).start()
    telling.say("end", **asdict(_carried_out(order, telling)))
    channel.flush()
    return 0


class Telling:
    """Tells of progress, and remembers that a stop was asked."""

    def __init__(self, channel: BinaryIO) -> None:
        self._channel = channel
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.heard: SimpleQueue[dict[str, Any]] = SimpleQueue()

    def __call__(self, event: Progress) -> bool:
        """The job is there; ``False`` once a stop was asked."""
        known = {name: _finite(value) for name, value in asdict(event).items()}
        self.say("progress", **known)
        return not self._stop.is_set()

    def say(self, kind: str, **data: Any) -> None:
        """One line to the parent."""
        line = json.dumps({"kind": kind, **data}, allow_nan=False)
        with self._lock:
            self._channel.write(line.encode() + b"\n")
            self._channel.flush()

    def listen(self, commands: BinaryIO) -> None:
        """Wait for the wish to stop, for news of other jobs, or for the parent's end."""
        for line in commands:
            if line.startswith(b"{"):
                self.heard.put(json.loads(line))
            else:
                self._stop.set()
        os._exit(3)


def _carried_out(order: dict[str, Any], telling: Telling) -> Any:
    """What came of it; errors that the optimizer raises on purpose are an answer too."""
    from api.jobs.states import State, Termination
    from api.jobs.work import Done, Work
    from optimizer import DataError, OptimizerError

    work = Work(order["request"], Path(order["source"]), Path(order["folder"]), telling)
    try:
        return import_module(order["module"]).run(work, telling)
    except MemoryError:
        limit = f"it needs more than the {order['memory_mb']} MB that a job may use"
        return Done(State.FAILED, Termination.MEMORY_LIMIT, message=limit)
    except OSError as error:
        traceback.print_exc()
        refused = f"the machine refuses: {error.strerror or error}"
        number = {"errno": error.errno}
        return Done(State.FAILED, Termination.ERROR, message=refused, details=number)
    except OptimizerError as error:
        found = error.findings.as_json() if isinstance(error, DataError) else None  # type: ignore[attr-defined]
        details = None if found is None else {"findings": found}
        return Done(State.FAILED, Termination.ERROR, message=str(error), details=details)


def die_with_parent(parent: int) -> None:
    """Be killed when the parent ends; end now if it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(3)


def _own_channel() -> BinaryIO:
    """Standard output for us alone; what others print goes to standard error."""
    channel = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(channel, "wb")


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 10**6, memory_mb * 10**6))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def leave(work: Callable[[], int]) -> Never:
    """Do the work and leave at once: an orderly end would trip over the thread that listens."""
    code = 1
    try:
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
    raise AssertionError  # nothing comes back from there


if __name__ == "__main__":
    leave(lambda: main(int(sys.argv[1])))
