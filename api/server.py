"""Processes that serve and work, and how they end: what is begun may end first."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from api import logs
from api.app import create_app, create_health_app
from api.service import Service
from api.settings import Limits, ServiceSettings

if TYPE_CHECKING:
    from types import FrameType

    from fastapi import FastAPI

SETTINGS = "JUNKAN_API_SETTINGS"
"""The environment variable by which processes of ``junkan api`` are told what they serve."""

TICK = 0.1
"""Seconds between two looks at whether somebody asked us to end."""

METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable by which processes share their counts; prometheus-client reads it."""


class Server(uvicorn.Server):
    """Ends in order on SIGTERM: it says that it is not ready, lets jobs end, then closes."""

    def __init__(self, config: uvicorn.Config, service: Service, grace: float) -> None:
        super().__init__(config)
        self._service = service
        self._grace = grace
        self._asked = False
        self._drains = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM drains first; a second one, and Ctrl-C, end at once.

        Within a signal's handler nothing may be done that takes a lock: who was interrupted may
        hold it.
        """
        if sig == signal.SIGTERM and not self._asked:
            self._asked = True
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: begin to drain where that was asked."""
        if self._asked and not self._drains:
            self._drains = True
            threading.Thread(target=self._drain, daemon=True).start()
        return await super().on_tick(counter)

    def _drain(self) -> None:
        self._service.drain(self._grace)
        self.should_exit = True


def config_of(app: Any, **more: Any) -> uvicorn.Config:
    """How our servers are set up: quiet, as the app logs for itself."""
    return uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5,
        **more,
    )  # fmt: skip


def serve(service: Service, host: str, port: int, grace: float) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    Server(config_of(create_app(service), host=host, port=port), service, grace).run()


def work(service: Service, grace: float, health_port: int | None) -> None:
    """Carry out jobs until SIGTERM or Ctrl-C; tell of health on this machine where asked."""
    if health_port is not None:
        app = create_health_app(service)
        Server(config_of(app, host="127.0.0.1", port=health_port), service, grace).run()
        return
    asked: list[int] = []

    def hear(number: int, frame: object) -> None:
        asked.append(number)  # and no more: an Event's lock may be held by who was interrupted

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, hear)
    service.open()
    while not asked:
        time.sleep(TICK)
    if asked == [signal.SIGTERM]:
        draining = threading.Thread(target=service.drain, args=(grace,), daemon=True)
        draining.start()
        while draining.is_alive() and len(asked) == 1:
            time.sleep(TICK)
    service.close()


def serve_many(
    settings: ServiceSettings, host: str, port: int, processes: int, form: logs.Form
) -> None:
    """Serve by several processes, which only take jobs and answer."""
    shared = settings.folder("metrics")
    for old in shared.glob("*.db"):
        old.unlink()
    os.environ[METRICS] = str(shared)
    told = {
        "home": str(settings.home),
        "database": settings.database,
        "limits": vars(settings.limits),
    }
    os.environ[SETTINGS] = json.dumps({**told, "log": form})
    uvicorn.run(
        "api.server:configured", factory=True, host=host, port=port, workers=processes,
        log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5,
    )  # fmt: skip


def end_with_parent() -> None:
    """Have SIGTERM come when the process that began us is gone, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True, name="end-with-parent").start()


def configured() -> FastAPI:
    """The app of one process of several."""
    end_with_parent()
    told = json.loads(os.environ[SETTINGS])
    logs.configure(told["log"])
    limits = Limits(**told["limits"])
    home = Path(told["home"])
    return create_app(Service(ServiceSettings(home, told["database"], role="api", limits=limits)))
