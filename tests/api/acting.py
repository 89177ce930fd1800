"""A kind of job that solves nothing, but behaves as it is told: well, badly, or worse."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from api.jobs.kinds import KINDS, Kind
from api.jobs.states import State, Termination
from api.jobs.work import Done, Tell, Work
from optimizer import Progress, SettingsError


def read(given: dict[str, Any], limits: object) -> dict[str, Any]:
    return {"play": given["play"], "solve": {"time_limit": given.get("seconds", 100.0)}}


KIND = Kind("act", "for tests", frozenset({"play", "seconds"}), read, "tests.api.acting")


def register() -> None:
    KINDS["act"] = KIND


def run(work: Work, tell: Tell) -> Done:
    if work.request["play"] == "mute":
        mute()
    tell(Progress("assemble", 0.0))
    tell(Progress("solve", 0.1, incumbent=9.0, bound=float("-inf")))
    tell(Progress("solve", 0.2, incumbent=7.0, bound=1.0, gap=6 / 7, message="better"))
    done: Done = globals()[work.request["play"]](work, tell)
    return done


def quick(work: Work, tell: Tell) -> Done:
    sys.stdout.write("hello from the solver")
    return _planned(work, Termination.OPTIMAL)


def obedient(work: Work, tell: Tell) -> Done:
    while tell(Progress("solve", 1.0, incumbent=7.0, bound=1.0)):
        time.sleep(0.05)
    return _planned(work, Termination.STOPPED)


def lasting(work: Work, tell: Tell) -> Done:
    """A second of work."""
    for _ in range(10):
        tell(Progress("solve", 1.0, incumbent=7.0, bound=1.0))
        time.sleep(0.1)
    return _planned(work, Termination.OPTIMAL)


def awaits(work: Work, tell: Tell) -> Done:
    """Ends when its attempt is told to by a file, ``go-1`` and so on, and is silent till then."""
    while not (work.folder.parent / f"go-{work.folder.name}").exists():
        time.sleep(0.05)
    return _planned(work, Termination.OPTIMAL)


def deaf(work: Work, tell: Tell) -> Done:
    while True:
        time.sleep(1)


def mute() -> None:
    while True:
        time.sleep(1)


def locked(work: Work, tell: Tell) -> Done:
    """Deep in a computation that lets no other thread of Python run."""
    return Done(State.SUCCEEDED, Termination.OPTIMAL, details=(7**10**9) % 10)


def aborts(work: Work, tell: Tell) -> Done:
    os.abort()


def killed(work: Work, tell: Tell) -> Done:
    """As the kernel does it to who holds the most memory; the third time nobody does it."""
    if work.folder.name != "3":
        os.kill(os.getpid(), signal.SIGKILL)
    return _planned(work, Termination.OPTIMAL)


def hopeless(work: Work, tell: Tell) -> Done:
    os.kill(os.getpid(), signal.SIGKILL)
    return deaf(work, tell)


def vanishes(work: Work, tell: Tell) -> Done:
    os._exit(0)


def errs(work: Work, tell: Tell) -> Done:
    raise ValueError("a bug")


def refuses(work: Work, tell: Tell) -> Done:
    raise SettingsError("that does not fit")


def hungry(work: Work, tell: Tell) -> Done:
    return Done(State.SUCCEEDED, Termination.OPTIMAL, details=len(bytearray(10**13)))


def loud(work: Work, tell: Tell) -> Done:
    for _ in range(300):
        sys.stdout.write("x" * 10_000)
    return Done(State.SUCCEEDED, Termination.INFEASIBLE)


def garbles(work: Work, tell: Any) -> Done:
    tell._channel.write(b'{"kind": "end", "state": oops\n')
    tell._channel.flush()
    return deaf(work, tell)


def endless(work: Work, tell: Any) -> Done:
    """One line without an end."""
    while True:
        tell._channel.write(b"x" * 65536)


def chatters(work: Work, tell: Tell) -> Done:
    for number in range(20_000):
        tell(Progress("solve", 1.0, incumbent=7.0, bound=number / 1e6))
    return _planned(work, Termination.OPTIMAL)


def litters(work: Work, tell: Tell) -> Done:
    """Leaves a process of its own behind."""
    left = subprocess.Popen(["sleep", "1000"])
    return Done(State.SUCCEEDED, Termination.OPTIMAL, details=left.pid)


def fills(work: Work, tell: Tell) -> Done:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


SEEN: list[str] = []


def remembers(work: Work, tell: Tell) -> Done:
    SEEN.append(str(work.folder))
    return Done(State.SUCCEEDED, Termination.OPTIMAL, details=len(SEEN))


def _planned(work: Work, termination: Termination) -> Done:
    work.folder.mkdir()
    (work.folder / "plan.json").write_text(json.dumps({"pid": os.getpid()}))
    return Done(State.SUCCEEDED, termination, has_solution=True, incumbent=7.0, bound=1.0)


def children_of(parent: int) -> list[int]:
    """Processes of jobs that ``parent`` started and that still live, and their nursery."""
    wanted = re.compile(rf"api\.(jobs\.child|jobs\.nursery|lean)\x00{parent}\x00".encode())
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted.search((process / "cmdline").read_bytes()):
                found.append(int(process.name))
        except OSError:
            continue
    return found
