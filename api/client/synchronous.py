"""The client that waits: one server and one key."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from api.client import asks
from api.client.asks import PATIENCE, PATIENT, Ask, Patience, ServiceError, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import polars as pl

    from api.web.shapes import Happening, Job

T = TypeVar("T")


class Client:
    """One server and one key; a context, which closes the connection.

    ``timeout``: seconds for one answer; ``patience``: how often something is asked again. All
    methods raise ``ServiceError``.
    """

    def __init__(
        self, server: str, key: str, timeout: float = 90.0, patience: Patience = PATIENT
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=server, headers=headers, timeout=timeout)
        self._patience = patience

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def submit(
        self, request: Mapping[str, Any], *, idempotency_key: str | None = None, wait: int = 0
    ) -> Job:
        """Submit a job as the API describes it; wait up to so many seconds for its end."""
        return self._ask(asks.submit(request, idempotency_key, wait))

    def rerun(
        self, job: str, changes: Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Job:
        """Submit the same again with changes: a JSON merge patch of the job's request."""
        return self._ask(asks.rerun(job, changes, idempotency_key))

    def validate(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Whether a job that is asked so would begin; ``valid`` says it."""
        return self._ask(asks.validate(request))

    def upload(self, path: Path) -> str:
        """Bring an instance (.json, .zip, .xlsx); the reference to use in requests."""
        return self._ask(asks.upload(path))

    def job(self, job: str, *, wait: int = 0) -> Job:
        """A job as it is now, or when it ended within ``wait`` seconds."""
        return self._ask(asks.look(job, wait))

    def jobs(self, **chosen: Any) -> Iterator[Job]:
        """All jobs, newest first, page after page; ``state``, ``kind``, ``label`` choose."""
        yield from self._pages("/v1/jobs", chosen)

    def children(self, job: str) -> Iterator[Job]:
        """The jobs that a sweep consists of, in their order, page after page."""
        yield from self._pages(f"/v1/jobs/{job}/children", {})

    def _pages(self, address: str | None, chosen: Mapping[str, Any]) -> Iterator[Job]:
        while address:
            page = self._ask(asks.page(address, chosen))
            yield from page.jobs
            address, chosen = page.next, {}

    def watch(self, job: str, after: int = 0) -> Iterator[Happening]:
        """What happens to a job, live, until its end; takes up a broken stream where it broke."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                for event in self._streamed(job, after):
                    yield event
                    after, until = event.number, time.monotonic() + PATIENCE
                    if event.kind == "end":
                        return
            except (httpx.TransportError, ServiceError) as error:
                if not asks.passes(error) or time.monotonic() > until:
                    raise asks.told(error, self._http.base_url) from error
            time.sleep(0.5)

    def _streamed(self, job: str, after: int) -> Iterator[Happening]:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        with self._http.stream("GET", f"/v1/jobs/{job}/events", headers=headers) as answer:
            if answer.is_error:
                answer.read()
                raise asks.refused(answer)
            stream = Stream()
            for line in answer.iter_lines():
                if (event := stream.take(line)) is not None:
                    yield event

    def past(self, job: str, after: int = 0) -> list[Happening]:
        """Events so far."""
        return self._ask(asks.past(job, after))

    def stop(self, job: str) -> Job:
        """End the job soon, and keep the best plan so far."""
        return self._ask(asks.wish(job, "stop"))

    def cancel(self, job: str) -> Job:
        """End the job at once, without a result."""
        return self._ask(asks.wish(job, "cancel"))

    def delete(self, job: str) -> None:
        """Forget a job that has ended."""
        self._ask(asks.delete(job))

    def result(self, job: str, form: str = "json") -> bytes:
        """The result as ``json``, ``csv`` or ``parquet`` (a zip), ``xlsx`` or ``html``."""
        return self._ask(asks.result(job, form))

    def document(self, job: str) -> dict[str, Any]:
        """The result's JSON form, read: tables, measures, audit, record."""
        return asks.an_object(httpx.Response(200, content=self.result(job)))

    def tables(self, job: str) -> dict[str, pl.DataFrame]:
        """The tables of the result, with their types."""
        return asks.tables_in(self.result(job, "parquet"))

    def save(self, job: str, path: Path) -> None:
        """Write the result to a file, whole or not at all; its suffix says in which form."""
        params = {"format": asks.form_of(path)}
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        address = f"/v1/jobs/{job}/result"
        try:
            with self._http.stream("GET", address, params=params) as answer, part.open("wb") as out:
                if answer.is_error:
                    answer.read()
                    raise asks.refused(answer)
                for block in answer.iter_bytes():
                    out.write(block)
            part.replace(path)
        except httpx.TransportError as error:
            raise asks.told(error, self._http.base_url) from error
        finally:
            part.unlink(missing_ok=True)

    def log(self, job: str) -> str:
        """What the solver printed."""
        return self._ask(asks.log(job))

    def about(self, what: str) -> dict[str, Any]:
        """What the service says of ``limits``, ``usage``, ``kinds`` or ``instances``."""
        return self._ask(asks.about(what))

    def _ask(self, ask: Ask[T]) -> T:
        tried = 0
        while True:
            failed: httpx.Response | httpx.TransportError
            try:
                failed = self._sent(ask)
                if not failed.is_error:
                    return ask.read(failed)
            except httpx.TransportError as error:
                failed = error
            pause = self._patience.wait(tried, ask, failed)
            if pause is None:
                raise asks.told(failed, self._http.base_url)
            time.sleep(pause)
            tried += 1

    def _sent(self, ask: Ask[Any]) -> httpx.Response:
        with contextlib.ExitStack() as opened:
            body: dict[str, Any] = {} if ask.body is None else {"json": ask.body}
            if ask.file is not None:
                body = {"content": opened.enter_context(ask.file.open("rb"))}
            params = ask.params or None
            return self._http.request(
                ask.method, ask.address, params=params, headers=ask.headers, **body
            )
