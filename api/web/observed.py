"""Around every request: its id, its line in the log, its time in the metrics."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders

from api.actor import ACTOR, Actor

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.metrics import Metrics

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADER = "X-Request-ID"
STREAM = "text/event-stream"

log = logging.getLogger("api.access")


class Observed:
    """The application, observed; ``X-Request-ID`` is taken from the caller or made."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is no request; observe what is one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        actor = Actor(given if ID.fullmatch(given) else secrets.token_hex(8))
        scope["actor"] = actor
        seen = Seen(scope, self._metrics)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = actor.request_id or ""
                seen.begins(message)
            await send(message)

        token = ACTOR.set(actor)
        try:
            await self._app(scope, receive, sending)
        finally:
            seen.ends()
            ACTOR.reset(token)


class Seen:
    """One request, from its beginning to the end of its answer."""

    def __init__(self, scope: Scope, metrics: Metrics) -> None:
        self._scope = scope
        self._metrics = metrics
        self._begun = time.perf_counter()
        self._status = 0
        self._streams = False

    def begins(self, message: Message) -> None:
        """The answer begins."""
        self._status = message["status"]
        media = Headers(raw=message.get("headers", [])).get("Content-Type", "")
        self._streams = media.startswith(STREAM)
        self._metrics.answered(self._scope["method"], self._route(), self._status, self._seconds())
        if self._streams:
            self._metrics.watching(1)

    def ends(self) -> None:
        """The answer ended, or the caller went away (499), or we broke (500)."""
        if self._streams:
            self._metrics.watching(-1)
        client = self._scope.get("client") or ("",)
        what = f"{self._scope['method']} {self._route()}"
        said: dict[str, Any] = {
            "path": self._scope["path"][:200], "status": self._status or 500,
            "ms": round(self._seconds() * 1000, 1), "client": client[0],
        }  # fmt: skip
        log.info(what, extra=said)

    def _seconds(self) -> float:
        return time.perf_counter() - self._begun

    def _route(self) -> str:
        """The template of the address: few, whatever is asked for."""
        route = self._scope.get("route")
        return getattr(route, "path_format", None) or getattr(route, "path", None) or "other"
