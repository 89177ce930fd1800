"""A real server for tests: within this process, or one that may be killed.

``python -m tests.api.serving HOME`` serves with the acting kind and prints its port.
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

import uvicorn

from api.app import create_app
from api.client import Client
from api.service import Service
from api.settings import Limits, ServiceSettings
from tests.api import acting
from tests.api.waiting import until


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
def served(home: Path) -> Iterator[tuple[Service, str]]:
    """A service in this process, and its address."""
    service = Service(settings(home))
    server, listening = server_of(service)
    with listening:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        until(lambda: server.started)
        yield service, f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


class Mortal:
    """A server in a process of its own, and a client of it."""

    def __init__(self, home: Path, root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.api.serving", str(home)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert self._process.stdout is not None
        port, self.key = self._process.stdout.readline().split()
        self.client = Client(f"http://127.0.0.1:{port}", self.key)
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


def main() -> None:
    logging.disable(logging.WARNING)
    acting.register()
    service = Service(settings(Path(sys.argv[1])))
    key = service.keys.local(service.settings.key_file)
    server, listening = server_of(service)
    sys.stdout.write(f"{listening.getsockname()[1]} {key}\n")
    sys.stdout.flush()
    server.run([listening])


if __name__ == "__main__":
    main()
