"""A client of the service, for programs and for the commands.

>>> from api.client import Client                                          # doctest: +SKIP
>>> with Client("http://127.0.0.1:8470", key) as client:                   # doctest: +SKIP
...     job = client.submit({"instance": "japan-eu-mini"})
...     for event in client.events(job.id):
...         print(event.kind, event.data)
...     plan = client.result(job.id)
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Self

import httpx

from api.settings import SUFFIXES
from api.web.shapes import Happening, Happenings, Job, Page
from optimizer import OptimizerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 60.0
"""Seconds for which a stream that broke off is taken up again, before that is an error."""


class ServiceError(OptimizerError):
    """The service refused, or could not be reached; ``status`` is 0 then."""

    def __init__(self, message: str, status: int = 0, code: str = "unreachable") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Client:
    """One server and one key; a context, which closes the connection."""

    def __init__(self, server: str, key: str, timeout: float = 90.0) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=server, headers=headers, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def submit(
        self, request: dict[str, Any], *, idempotency_key: str | None = None, wait: int = 0
    ) -> Job:
        """Submit a job as the API describes it; wait up to so many seconds for its end."""
        headers = {"Prefer": f"wait={wait}"} if wait else {}
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        answer = self._asked("POST", "/v1/jobs", json=request, headers=headers)
        return Job.model_validate_json(answer.content)

    def job(self, job: str, *, wait: int = 0) -> Job:
        """A job as it is now, or when it ended within ``wait`` seconds."""
        headers = {"Prefer": f"wait={wait}"} if wait else {}
        answer = self._asked("GET", f"/v1/jobs/{job}", headers=headers)
        return Job.model_validate_json(answer.content)

    def jobs(self, **chosen: Any) -> Iterator[Job]:
        """All jobs, newest first, page after page; ``state``, ``kind``, ``label`` choose."""
        address: str | None = str(httpx.URL("/v1/jobs", params=chosen))
        while address:
            page = Page.model_validate_json(self._asked("GET", address).content)
            yield from page.jobs
            address = page.next

    def events(self, job: str, after: int = 0) -> Iterator[Happening]:
        """What happens to a job, live, until its end; takes up a broken stream where it broke."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                for event in self._streamed(job, after):
                    yield event
                    after, until = event.number, time.monotonic() + PATIENCE
                    if event.kind == "end":
                        return
            except httpx.TransportError as error:
                if time.monotonic() > until:
                    raise ServiceError(f"the service is gone: {error}") from error
            time.sleep(0.5)

    def _streamed(self, job: str, after: int) -> Iterator[Happening]:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        with self._http.stream("GET", f"/v1/jobs/{job}/events", headers=headers) as answer:
            if answer.is_error:
                answer.read()
                raise _refused(answer)
            told: dict[str, str] = {}
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if line:
                    told[name] = value
                elif "id" in told:
                    data = json.loads(told["data"])
                    at = data.pop("at")
                    yield Happening(number=int(told["id"]), at=at, kind=told["event"], data=data)
                    told = {}

    def past(self, job: str, after: int = 0) -> list[Happening]:
        """Events so far."""
        answer = self._asked("GET", f"/v1/jobs/{job}/events", params={"after": after})
        return Happenings.model_validate_json(answer.content).events

    def stop(self, job: str) -> Job:
        """End the job soon, and keep the best plan so far."""
        return Job.model_validate_json(self._asked("POST", f"/v1/jobs/{job}/stop").content)

    def cancel(self, job: str) -> Job:
        """End the job at once, without a result."""
        return Job.model_validate_json(self._asked("POST", f"/v1/jobs/{job}/cancel").content)

    def delete(self, job: str) -> None:
        """Forget a job that has ended."""
        self._asked("DELETE", f"/v1/jobs/{job}")

    def result(self, job: str, form: str = "json") -> bytes:
        """The result as ``json``, ``csv`` or ``parquet`` (a zip), ``xlsx`` or ``html``."""
        return self._asked("GET", f"/v1/jobs/{job}/result", params={"format": form}).content

    def log(self, job: str) -> str:
        """What the solver printed."""
        return self._asked("GET", f"/v1/jobs/{job}/log").text

    def upload(self, path: Path) -> str:
        """Bring an instance (.json, .zip, .xlsx); the reference to use in requests."""
        media = {suffix: media for media, suffix in SUFFIXES.items()}.get(path.suffix.lower())
        if media is None:
            raise ServiceError(f"{path}: an instance is brought as {', '.join(SUFFIXES.values())}")
        with path.open("rb") as file:
            headers = {"Content-Type": media, "Content-Length": str(path.stat().st_size)}
            answer = self._asked("POST", "/v1/instances", content=file, headers=headers)
        reference: str = answer.json()["instance"]
        return reference

    def _asked(self, method: str, address: str, **more: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, address, **more)
        except httpx.TransportError as error:
            raise ServiceError(f"{self._http.base_url} cannot be reached: {error}") from error
        if answer.is_error:
            raise _refused(answer)
        return answer


def _refused(answer: httpx.Response) -> ServiceError:
    try:
        problem = answer.json()
        lines = [problem["detail"], *(e.get("message", "") for e in problem.get("errors", []))]
        return ServiceError("\n  ".join(lines), answer.status_code, problem["code"])
    except (ValueError, KeyError, TypeError):
        return ServiceError(f"HTTP {answer.status_code}", answer.status_code, "no-problem-document")
