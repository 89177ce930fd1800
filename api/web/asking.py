"""What every endpoint needs of a request: the service, the caller, a strict body."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Path, Request
from starlette.concurrency import run_in_threadpool

from api.actor import recognise
from api.errors import Problem
from api.keys import Caller, Scope
from api.service import Service
from api.web.cookies import cookie_of, require_csrf, require_same_origin
from optimizer import BrokenJsonError, parse_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

JOB = re.compile(r"[0-9a-f]{32}")
_WAIT = re.compile(r"\bwait=(\d{1,4})\b")
_JSON = "application/json"
PATIENCE = 20.0
"""Seconds that a body may come to a halt."""

QUICK = 50_000
"""Bytes of JSON that are read at once; the others need not wait for that."""


def service_of(request: Request) -> Service:
    """The service that the app was made for."""
    service: Service = request.app.state.service
    return service


def _calling(scope: Scope) -> Callable[[Request], Caller]:
    def caller(request: Request) -> Caller:
        found = _caller(request)
        recognise(found.tenant, found.key)
        found.require(scope)
        return found

    return caller


def _caller(request: Request) -> Caller:
    """Who sends this: by a key, else by the cookie of the page's session."""
    service, key = service_of(request), request.headers.get("Authorization")
    cookie = request.cookies.get(cookie_of(request))
    if key is not None or not cookie:
        return service.keys.caller(key)
    require_same_origin(request)
    session = service.sessions.find(cookie)
    require_csrf(request, session)
    return session.caller


async def _the_service(request: Request) -> Service:
    """As ``service_of``; what is no coroutine would be sent to a thread for nothing."""
    return service_of(request)


TheService = Annotated[Service, Depends(_the_service)]
Reader = Annotated[Caller, Depends(_calling("read"))]
Submitter = Annotated[Caller, Depends(_calling("submit"))]
Administrator = Annotated[Caller, Depends(_calling("admin"))]


async def limited(request: Request, most: int) -> AsyncIterator[bytes]:
    """The body in pieces; ``Problem`` 413 as soon as it is known to be too long."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(415, "content-encoding", "send the body as it is, not compressed")
    declared = request.headers.get("Content-Length", "0")
    size = 0
    if declared.isdigit() and int(declared) > most:
        raise _too_long(most)
    pieces = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(PATIENCE):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise Problem(408, "too-slow", f"no more came for {PATIENCE:g} s") from error
        size += len(piece)
        if size > most:
            raise _too_long(most)
        yield piece


def _too_long(most: int) -> Problem:
    return Problem(413, "body-too-long", f"at most {most} bytes are taken")


async def json_object(request: Request) -> dict[str, Any]:
    """The body, which must be one JSON object: finite numbers, no name twice, bounded depth.

    Raises:
        Problem: 400 when it is not, 413 when it is too long, 415 when it is said to be no JSON.
    """
    return await json_body(request, frozenset({_JSON}))


async def json_body(request: Request, media_types: frozenset[str]) -> dict[str, Any]:
    """As ``json_object``, where the body may be said to be of one of ``media_types``.

    Raises:
        Problem: 400 when it is not, 413 when it is too long, 415 when it is said to be no JSON.
    """
    media = request.headers.get("Content-Type", _JSON).partition(";")[0].strip().lower()
    if media not in media_types:
        raise Problem(415, "not-json", f"send the request as {_JSON}")
    most = service_of(request).settings.limits.body_bytes
    body = b"".join([piece async for piece in limited(request, most)])
    return _parsed(body) if len(body) < QUICK else await run_in_threadpool(_parsed, body)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        value = parse_json(body)
    except BrokenJsonError as error:
        raise Problem(400, "broken-json", str(error)) from error
    if not isinstance(value, dict):
        raise Problem(400, "broken-json", "the request must be a JSON object")
    _require_text(value)
    return value


def _require_text(value: Any) -> None:
    """Halves of characters are allowed in JSON, but nobody can write them down."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Problem(400, "broken-json", "half of a surrogate pair is no character") from error


async def job_named(job: Annotated[str, Path()]) -> str:
    """The id of a job; what does not look like one is none."""
    if not JOB.fullmatch(job):
        raise Problem(404, "no-such-job", "there is no job of that id")
    return job


JobId = Annotated[str, Depends(job_named)]
JsonObject = Annotated[dict[str, Any], Depends(json_object)]


def wanted_wait(request: Request) -> float:
    """Seconds of ``Prefer: wait=``, at most what the service allows; 0 where not asked."""
    match = _WAIT.search(request.headers.get("Prefer", ""))
    most = service_of(request).settings.limits.wait
    return min(float(match[1]), most) if match else 0.0
