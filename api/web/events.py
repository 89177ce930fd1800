"""``/v1/jobs/{job}/events``, ``/incumbents`` and ``/log``: what happens, live or later."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from api.errors import Problem
from api.web.asking import JobId, Reader, TheService
from api.web.hub import Hub, TheHub, written
from api.web.shapes import Happenings, happening

router = APIRouter(prefix="/v1/jobs/{job}", tags=["progress"])

STREAM = "text/event-stream"
SLOW = 30.0
"""Seconds within which a client must take what it is sent; it is let go then, and may come back."""

After = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("/events", response_model=Happenings, responses={200: {"content": {STREAM: {}}}})
async def events(
    job: JobId,
    request: Request,
    service: TheService,
    caller: Reader,
    hub: TheHub,
    after: After = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**31 - 1)] = None,
) -> Any:
    """Events with numbers above ``after``, as JSON; with ``Accept: text/event-stream``, live.

    The stream ends with the event ``end``. Its ids are the numbers: whoever reconnects with
    ``Last-Event-ID`` misses nothing and sees nothing twice.
    """
    first = last_event_id if last_event_id is not None else after
    if STREAM in request.headers.get("Accept", ""):
        await run_in_threadpool(service.records.get, caller.tenant, job)
        hub.require_room(caller.tenant)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        live = _live(hub, caller.tenant, job, first)
        return Stream(live, media_type=STREAM, headers=headers)
    found = await run_in_threadpool(service.records.events, caller.tenant, job, first)
    last = found[-1].number if found else first
    return Happenings(events=[happening(event) for event in found], last=last)


async def _live(hub: Hub, tenant: str, job: str, after: int) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n"
    with contextlib.suppress(Problem):  # it was deleted meanwhile
        async with contextlib.aclosing(hub.follow(tenant, job, after)) as happenings:
            async for event in happenings:
                yield written(event) if event is not None else b": still here\n\n"


class Stream(StreamingResponse):
    """A stream that ends where its client takes nothing for long."""

    async def stream_response(self, send: Send) -> None:
        """Send all, each piece within its time."""

        async def in_time(message: Message) -> None:
            await asyncio.wait_for(send(message), SLOW)

        with contextlib.suppress(TimeoutError):
            await super().stream_response(in_time)


@router.get("/incumbents", response_model=Happenings)
def incumbents(job: JobId, service: TheService, caller: Reader, after: After = 0) -> Happenings:
    """Every better plan that was found: its value, bound and gap when it was."""
    found = service.records.events(caller.tenant, job, after, kind="incumbent")
    last = found[-1].number if found else after
    return Happenings(events=[happening(event) for event in found], last=last)


@router.get("/log", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def log(job: JobId, service: TheService, caller: Reader, from_byte: After = 0) -> Response:
    """What the solver printed in the last attempt, from a byte on.

    The header ``Junkan-Next-Byte`` says where to go on.
    """
    row = service.records.get(caller.tenant, job)
    path = service.results / job / f"{row.attempts}.log"
    content = b""
    if path.is_file():
        with path.open("rb") as file:
            file.seek(from_byte)
            content = file.read()
    headers = {"Junkan-Next-Byte": str(from_byte + len(content)), "Cache-Control": "no-store"}
    return Response(content, media_type="text/plain; charset=utf-8", headers=headers)
