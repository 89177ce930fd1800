"""The client to be awaited: the same methods as the one that waits."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from api.client import asks
from api.client.asks import PATIENCE, PATIENT, Ask, Patience, ServiceError, Stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    import polars as pl

    from api.web.shapes import Happening, Job

T = TypeVar("T")
BLOCK = 1 << 16


class AsyncClient:
    """One server and one key; an asynchronous context, which closes the connection.

    ``timeout``: seconds for one answer; ``patience``: how often something is asked again. All
    methods raise ``ServiceError``.
    """

    def __init__(
        self, server: str, key: str, timeout: float = 90.0, patience: Patience = PATIENT
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.AsyncClient(base_url=server, headers=headers, timeout=timeout)
        self._patience = patience

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def submit(
        self, request: Mapping[str, Any], *, idempotency_key: str | None = None, wait: int = 0
    ) -> Job:
        """Submit a job as the API describes it; wait up to so many seconds for its end."""
        return await self._ask(asks.submit(request, idempotency_key, wait))

    async def rerun(
        self, job: str, changes: Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Job:
        """Submit the same again with changes: a JSON merge patch of the job's request."""
        return await self._ask(asks.rerun(job, changes, idempotency_key))

    async def validate(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Whether a job that is asked so would begin; ``valid`` says it."""
        return await self._ask(asks.validate(request))

    async def upload(self, path: Path) -> str:
        """Bring an instance (.json, .zip, .xlsx); the reference to use in requests."""
        return await self._ask(asks.upload(path))

    async def job(self, job: str, *, wait: int = 0) -> Job:
        """A job as it is now, or when it ended within ``wait`` seconds."""
        return await self._ask(asks.look(job, wait))

    async def jobs(self, **chosen: Any) -> AsyncIterator[Job]:
        """All jobs, newest first, page after page; ``state``, ``kind``, ``label`` choose."""
        async for job in self._pages("/v1/jobs", chosen):
            yield job

    async def children(self, job: str) -> AsyncIterator[Job]:
        """The jobs that a sweep consists of, in their order, page after page."""
        async for child in self._pages(f"/v1/jobs/{job}/children", {}):
            yield child

    async def _pages(self, address: str | None, chosen: Mapping[str, Any]) -> AsyncIterator[Job]:
        while address:
            page = await self._ask(asks.page(address, chosen))
            for job in page.jobs:
                yield job
            address, chosen = page.next, {}

    async def watch(self, job: str, after: int = 0) -> AsyncIterator[Happening]:
        """What happens to a job, live, until its end; takes up a broken stream where it broke."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                async for event in self._streamed(job, after):
                    yield event
                    after, until = event.number, time.monotonic() + PATIENCE
                    if event.kind == "end":
                        return
            except (httpx.TransportError, ServiceError) as error:
                if not asks.passes(error) or time.monotonic() > until:
                    raise asks.told(error, self._http.base_url) from error
            await asyncio.sleep(0.5)

    async def _streamed(self, job: str, after: int) -> AsyncIterator[Happening]:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        async with self._http.stream("GET", f"/v1/jobs/{job}/events", headers=headers) as answer:
            if answer.is_error:
                await answer.aread()
                raise asks.refused(answer)
            stream = Stream()
            async for line in answer.aiter_lines():
                if (event := stream.take(line)) is not None:
                    yield event

    async def past(self, job: str, after: int = 0) -> list[Happening]:
        """Events so far."""
        return await self._ask(asks.past(job, after))

    async def stop(self, job: str) -> Job:
        """End the job soon, and keep the best plan so far."""
        return await self._ask(asks.wish(job, "stop"))

    async def cancel(self, job: str) -> Job:
        """End the job at once, without a result."""
        return await self._ask(asks.wish(job, "cancel"))

    async def delete(self, job: str) -> None:
        """Forget a job that has ended."""
        await self._ask(asks.delete(job))

    async def result(self, job: str, form: str = "json") -> bytes:
        """The result as ``json``, ``csv`` or ``parquet`` (a zip), ``xlsx`` or ``html``."""
        return await self._ask(asks.result(job, form))

    async def document(self, job: str) -> dict[str, Any]:
        """The result's JSON form, read: tables, measures, audit, record."""
        return asks.an_object(httpx.Response(200, content=await self.result(job)))

    async def tables(self, job: str) -> dict[str, pl.DataFrame]:
        """The tables of the result, with their types."""
        return asks.tables_in(await self.result(job, "parquet"))

    async def save(self, job: str, path: Path) -> None:
        """Write the result to a file, whole or not at all; its suffix says in which form."""
        params = {"format": asks.form_of(path)}
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        address = f"/v1/jobs/{job}/result"
        try:
            async with self._http.stream("GET", address, params=params) as answer:
                if answer.is_error:
                    await answer.aread()
                    raise asks.refused(answer)
                with part.open("wb") as out:
                    async for block in answer.aiter_bytes():
                        await asyncio.to_thread(out.write, block)
            part.replace(path)
        except httpx.TransportError as error:
            raise asks.told(error, self._http.base_url) from error
        finally:
            part.unlink(missing_ok=True)

    async def log(self, job: str) -> str:
        """What the solver printed."""
        return await self._ask(asks.log(job))

    async def about(self, what: str) -> dict[str, Any]:
        """What the service says of ``limits``, ``usage``, ``kinds`` or ``instances``."""
        return await self._ask(asks.about(what))

    async def _ask(self, ask: Ask[T]) -> T:
        tried = 0
        while True:
            failed: httpx.Response | httpx.TransportError
            try:
                failed = await self._sent(ask)
                if not failed.is_error:
                    return ask.read(failed)
            except httpx.TransportError as error:
                failed = error
            pause = self._patience.wait(tried, ask, failed)
            if pause is None:
                raise asks.told(failed, self._http.base_url)
            await asyncio.sleep(pause)
            tried += 1

    async def _sent(self, ask: Ask[Any]) -> httpx.Response:
        body: dict[str, Any] = {} if ask.body is None else {"json": ask.body}
        if ask.file is not None:
            body = {"content": _blocks(ask.file)}
        params = ask.params or None
        return await self._http.request(
            ask.method, ask.address, params=params, headers=ask.headers, **body
        )


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    """A file, piece by piece, read beside the event loop."""
    with path.open("rb") as file:
        while block := await asyncio.to_thread(file.read, BLOCK):
            yield block
