"""Processes that serve and work side by side, to be stopped and killed.

``python -m tests.api.processes HOME ROLE DATABASE GRACE PORT`` carries out one job at a time.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from api import server
from api.database import Database
from api.jobs import starting
from api.keys import Keys
from api.service import Service
from api.settings import ServiceSettings
from tests.api import acting
from tests.api.serving import LEAN, ROOT


@contextmanager
def process(
    home: Path, role: str, database: str = "", grace: float = 0.0, port: int = 0
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the service, which is ended whatever happens."""
    words = [str(home), role, database, str(grace), str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.api.processes", *words], cwd=ROOT, env=environment
    )
    with running:
        try:
            yield running
        finally:
            running.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def made_key(home: Path, database: str) -> str:
    settings = ServiceSettings(home, database or None)
    store = Database(settings.store_url)
    store.create()
    key = Keys(store).make("t", ("read", "submit"))
    store.close()
    return key


def answers(port: int) -> bool:
    try:
        return bool(httpx.get(f"http://127.0.0.1:{port}/healthz"))
    except httpx.TransportError:
        return False


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def main() -> None:
    acting.register()
    starting.NURSERY = LEAN
    home, role, database, grace, port = sys.argv[1:]
    settings = ServiceSettings(
        Path(home), database or None, workers=1, slot=None, role=role,  # type: ignore[arg-type]
        lost_after=6.0, sweep_every=0.5,
    )  # fmt: skip
    service = Service(settings)
    if role == "worker":
        server.work(service, float(grace), int(port) or None)
    else:
        server.serve(service, "127.0.0.1", int(port), float(grace))


if __name__ == "__main__":
    main()
