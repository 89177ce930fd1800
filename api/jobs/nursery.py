"""The process from which jobs' processes are forked: ``python -m api.jobs.nursery PARENT SOCKET``.

It imports once what every job needs, and then only waits and forks: it solves nothing, computes
nothing and holds nothing of any job, so that all children begin alike. (A process that has solved
must not be forked: the solver's threads are not there in the child.)

On the socket it is given three files per child (standard input, output and error) and answers with
the process's number. It tells when a child ends, and keeps its number from being used again until
it is told to let go. When the socket ends, or the parent, it ends, and the kernel kills its
children with it.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from api.jobs import child

LONGEST = 4096
NICENESS = 5
"""Jobs give way to the service, which has little to do but should answer at once."""

FIRST_TO_DIE = "500"
"""Where the kernel runs out of memory it shall end a job, not the service or the nursery."""

BESIDES = (
    "jinja2", "openpyxl", "openpyxl.cell._writer", "openpyxl.chart",
    "api.jobs.solving", "api.jobs.crewing",
)  # fmt: skip
"""What a job imports only when it writes its results."""


READIED = ("optimizer.results.report", "optimizer.studies.page")
"""Modules with a function ``ready`` that does once what each job would do anew."""

NOT_NEEDED = ("optimizer.cli", "optimizer.__main__")


def main() -> int:
    """Import, then fork whenever asked."""
    parent, descriptor = int(sys.argv[1]), int(sys.argv[2])
    child.die_with_parent(parent)
    asked = socket.socket(fileno=descriptor)
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    _import_all()
    gc.freeze()  # a collection would touch, and so copy, all pages that are shared
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    return Nursery(asked, woken, wake).run()


class Nursery:
    """One thread, one socket, and the children that have not been let go."""

    def __init__(self, asked: socket.socket, woken: int, wake: int) -> None:
        self._asked = asked
        self._pipe = woken, wake
        self._living: set[int] = set()

    def run(self) -> int:
        """Serve until the socket ends."""
        woken = self._pipe[0]
        while True:
            ready, _, _ = select.select([self._asked.fileno(), woken], [], [])
            if woken in ready:
                os.read(woken, LONGEST)
                self._tell_of_ends()
            if self._asked.fileno() in ready and not self._serve():
                return 0

    def _serve(self) -> bool:
        message, files, _, _ = socket.recv_fds(self._asked, LONGEST, 3)
        if not message:
            return False
        asked = json.loads(message)
        if "let_go" in asked:
            with suppress(ChildProcessError):
                os.waitpid(asked["let_go"], 0)
            return True
        try:
            answer = {"begun": asked["begin"], "pid": self._fork(files)}
        except OSError as error:
            answer = {"begun": asked["begin"], "error": str(error)}
        for file in files:
            os.close(file)
        self._say(answer)
        self._tell_of_ends()
        return True

    def _fork(self, files: list[int]) -> int:
        nursery = os.getpid()
        pid = os.fork()
        if pid == 0:
            child.leave(lambda: self._become_child(nursery, files))
        self._living.add(pid)
        return pid

    def _become_child(self, nursery: int, files: list[int]) -> int:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for target, file in enumerate(files):
            os.dup2(file, target)
        self._asked.close()
        for file in {*files, *self._pipe} - {0, 1, 2}:
            os.close(file)
        os.nice(NICENESS)
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(FIRST_TO_DIE, encoding="ascii")
        return child.main(nursery)

    def _tell_of_ends(self) -> None:
        for pid in list(self._living):
            end = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if end is not None:
                self._living.discard(pid)
                killed = end.si_code != os.CLD_EXITED
                self._say({"ended": pid, "code": -end.si_status if killed else end.si_status})

    def _say(self, message: dict[str, object]) -> None:
        self._asked.sendall(json.dumps(message).encode())


def _import_all() -> None:
    """All of the optimizer but its commands, and what it imports only when it is needed."""
    import optimizer

    found = pkgutil.walk_packages(optimizer.__path__, "optimizer.", lambda _: None)
    own = [module.name for module in found if not module.name.startswith(NOT_NEEDED)]
    for name in (*own, *BESIDES, *_modules_of_kinds()):
        with suppress(ImportError):  # a job that needs it will say so
            import_module(name)
    for name in READIED:
        with suppress(ImportError):
            import_module(name).ready()


def _modules_of_kinds() -> list[str]:
    from api.jobs import checking
    from api.jobs.kinds import KINDS

    return [checking.__name__, *(kind.module for kind in KINDS.values())]


if __name__ == "__main__":
    child.leave(main)
