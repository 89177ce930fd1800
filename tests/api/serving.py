"""Real servers for tests: within this process, or one that may be killed.

``python -m tests.api.serving HOME [solves]`` serves with the acting kind and prints its port.
"""

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from api.app import create_app
from api.client import Client
from api.database import Database
from api.jobs import starting
from api.jobs.kinds import KINDS
from api.keys import TENANTS, Keys
from api.service import Service
from api.settings import Limits, ServiceSettings
from api.web import asking as reading
from tests.api import acting
from tests.api.acting import children_of
from tests.api.waiting import until

ROOT = Path(__file__).parents[2]
LEAN = "tests.api.lean"
DAWDLING = 3.0
"""Seconds that the server of its own process waits for the rest of a body."""


def settings(home: Path) -> ServiceSettings:
    limits = Limits(body_bytes=100_000, upload_bytes=200_000, unpacked_bytes=1_000_000, wait=90.0)
    return ServiceSettings(home, workers=2, limits=limits)


def server_of(service: Service) -> tuple[uvicorn.Server, socket.socket]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(service), log_level="error", lifespan="on", timeout_graceful_shutdown=1
    )
    return uvicorn.Server(config), listening


@contextmanager
def staged(*, solves: bool = False) -> Iterator[None]:
    """This process may carry out jobs that act; its nursery is quick, unless jobs are to solve.

    When it is over no process of a job may be left that was not there before.
    """
    before = set(children_of(os.getpid()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setitem(KINDS, "act", acting.KIND)
        if not solves:
            patch.setattr(starting, "NURSERY", LEAN)
        yield
    left = set(children_of(os.getpid())) - before
    assert not left, f"processes {left} are left"


@contextmanager
def served(home: Path, *, solves: bool = False) -> Iterator[tuple[Service, str]]:
    """A service in this process, and its address; there can be one at a time."""
    with staged(solves=solves):
        service = Service(settings(home))
        server, listening = server_of(service)
        with listening:
            thread = threading.Thread(target=server.run, args=([listening],))
            thread.start()
            try:
                until(lambda: server.started)
                yield service, f"http://127.0.0.1:{listening.getsockname()[1]}"
            finally:
                server.should_exit = True
                thread.join()


class KeysBeside:
    """Makes keys beside a running server, in its database."""

    def __init__(self, home: Path) -> None:
        self._url = settings(home).store_url

    def make(self, tenant: str, scopes: tuple[str, ...] = TENANTS) -> str:
        database = Database(self._url)
        made = Keys(database).make(tenant, scopes)
        database.close()
        return made


class Mortal:
    """A server in a process of its own, and a client of it."""

    def __init__(self, home: Path, *words: str) -> None:
        self.home = home
        self.keys = KeysBeside(home)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.api.serving", str(home), *words],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self._process.stdout is not None
        port, self.key = self._process.stdout.readline().split()
        self.address = f"http://127.0.0.1:{port}"
        self.client = Client(self.address, self.key)
        self.pid = self._process.pid

    def __enter__(self) -> "Mortal":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """Kill it, and wait until it is gone."""
        self._process.kill()
        with self._process:
            self._process.wait()


def asking(server: Mortal, tenant: str, **headers: str) -> httpx.Client:
    """A client with a new key of that tenant."""
    bearer = {"Authorization": f"Bearer {server.keys.make(tenant)}"}
    return httpx.Client(base_url=server.address, headers=bearer | headers, timeout=120)


def main() -> None:
    logging.disable(logging.WARNING)
    acting.register()
    reading.PATIENCE = DAWDLING
    home, *words = sys.argv[1:]
    if "solves" not in words:
        starting.NURSERY = LEAN
    service = Service(settings(Path(home)))
    key = service.keys.local(service.settings.key_file)
    server, listening = server_of(service)
    sys.stdout.write(f"{listening.getsockname()[1]} {key}\n")
    sys.stdout.flush()
    server.run([listening])


if __name__ == "__main__":
    main()
