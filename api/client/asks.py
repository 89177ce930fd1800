"""What may be asked of a service, and what the answers mean; nothing is sent here."""

from __future__ import annotations

import io
import json
import random
import secrets
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from api.settings import SUFFIXES
from api.web.shapes import Happening, Happenings, Job, Page
from optimizer import OptimizerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import polars as pl

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds for which a stream that broke off is taken up again, before that is an error."""

LONGEST_WAIT = 30.0
"""A service that wants us to come back later than that, in seconds, is not asked again."""

BUSY = frozenset({429, 502, 503, 504})
FORMS = {".json": "json", ".zip": "csv", ".xlsx": "xlsx", ".html": "html"}
"""Forms of a result by the suffix of the file it goes to."""


class ServiceError(OptimizerError):
    """The service refused, or could not be reached; ``status`` is 0 then.

    ``code`` is stable; ``request_id`` finds the request in the service's log.
    """

    def __init__(
        self, message: str, status: int = 0, code: str = "unreachable", request_id: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id


@dataclass(frozen=True)
class Ask(Generic[T]):
    """A request, and how its answer is read; ``again``: it may be sent twice without harm."""

    method: str
    address: str
    read: Callable[[httpx.Response], T]
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    file: Path | None = None
    again: bool = True


@dataclass(frozen=True)
class Patience:
    """How often, and after how many seconds, something is asked again."""

    tries: int = 5
    first: float = 0.2

    def wait(self, tried: int, ask: Ask[Any], failed: httpx.Response | Exception) -> float | None:
        """Seconds before the next try; ``None`` where there is none."""
        if tried >= self.tries:
            return None
        if isinstance(failed, httpx.Response):
            if failed.status_code not in BUSY or not ask.again:
                return None
            said = failed.headers.get("Retry-After", "")
            if said.isdigit():
                return float(said) if float(said) <= LONGEST_WAIT else None
        elif not ask.again and not isinstance(failed, httpx.ConnectError):
            return None
        pause = self.first * 2.0**tried
        return pause * random.uniform(0.5, 1.0)  # noqa: S311 - so that not all come back at once


PATIENT = Patience()


def submit(request: Mapping[str, Any], idempotency_key: str | None, wait: int) -> Ask[Job]:
    """Submit a job as the API describes it; wait up to so many seconds for its end."""
    key = idempotency_key or secrets.token_hex(16)
    headers = {"Idempotency-Key": key, **_prefer(wait)}
    return Ask("POST", "/v1/jobs", a_job, headers=headers, body=dict(request))


def rerun(job: str, changes: Mapping[str, Any], idempotency_key: str | None) -> Ask[Job]:
    """The same again with changes, a JSON merge patch of the request."""
    headers = {"Idempotency-Key": idempotency_key or secrets.token_hex(16)}
    return Ask("POST", f"/v1/jobs/{job}/rerun", a_job, headers=headers, body=dict(changes))


def validate(request: Mapping[str, Any]) -> Ask[dict[str, Any]]:
    """Whether a job would begin; nothing is stored or solved."""
    return Ask("POST", "/v1/validate", an_object, body=dict(request))


def look(job: str, wait: int) -> Ask[Job]:
    """A job as it is now, or when it ended within so many seconds."""
    return Ask("GET", f"/v1/jobs/{job}", a_job, headers=_prefer(wait))


def page(address: str, chosen: Mapping[str, Any]) -> Ask[Page]:
    """A page of jobs."""
    return Ask("GET", address, lambda a: Page.model_validate_json(a.content), params=chosen)


def wish(job: str, verb: str) -> Ask[Job]:
    """``stop`` or ``cancel``."""
    return Ask("POST", f"/v1/jobs/{job}/{verb}", a_job)


def delete(job: str) -> Ask[None]:
    """Forget a job that has ended; sent twice, the second finds nothing."""
    return Ask("DELETE", f"/v1/jobs/{job}", lambda _: None, again=False)


def past(job: str, after: int) -> Ask[list[Happening]]:
    """Events so far."""
    address = f"/v1/jobs/{job}/events"
    return Ask("GET", address, _events, params={"after": after})


def log(job: str) -> Ask[str]:
    """What the solver printed."""
    return Ask("GET", f"/v1/jobs/{job}/log", lambda answer: answer.text)


def result(job: str, form: str) -> Ask[bytes]:
    """The result in one of its forms."""
    address = f"/v1/jobs/{job}/result"
    return Ask("GET", address, lambda answer: answer.content, params={"format": form})


def about(what: str) -> Ask[dict[str, Any]]:
    """``limits``, ``usage``, ``kinds`` or ``instances``."""
    return Ask("GET", f"/v1/{what}", an_object)


def upload(path: Path) -> Ask[str]:
    """Bring an instance (.json, .zip, .xlsx); the same file twice is one instance."""
    media = {suffix: media for media, suffix in SUFFIXES.items()}.get(path.suffix.lower())
    if media is None:
        raise ServiceError(f"{path}: an instance is brought as {', '.join(SUFFIXES.values())}")
    headers = {"Content-Type": media, "Content-Length": str(path.stat().st_size)}
    return Ask("POST", "/v1/instances", _reference, headers=headers, file=path)


def form_of(path: Path) -> str:
    """The form of a result that a file's name asks for.

    Raises:
        ServiceError: a suffix that no form has.
    """
    if path.suffix not in FORMS:
        raise ServiceError(f"{path}: a result is written as {', '.join(FORMS)}")
    return FORMS[path.suffix]


def tables_in(package: bytes) -> dict[str, pl.DataFrame]:
    """The tables of a result's Parquet form, by their paths without suffix."""
    import polars as pl

    with zipfile.ZipFile(io.BytesIO(package)) as files:
        return {
            name.removesuffix(".parquet"): pl.read_parquet(files.read(name))
            for name in files.namelist()
            if name.endswith(".parquet")
        }


def a_job(answer: httpx.Response) -> Job:
    """The job in an answer."""
    return Job.model_validate_json(answer.content)


def an_object(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object in an answer."""
    found: dict[str, Any] = answer.json()
    return found


def refused(answer: httpx.Response) -> ServiceError:
    """The error that an answer tells of."""
    number = answer.headers.get("X-Request-ID", "")
    try:
        problem = answer.json()
        lines = [problem["detail"], *(e.get("message", "") for e in problem.get("errors", []))]
        said = "\n  ".join(dict.fromkeys(lines))
        return ServiceError(said, answer.status_code, problem["code"], number)
    except (ValueError, KeyError, TypeError):
        status = answer.status_code
        return ServiceError(f"HTTP {status}", status, "no-problem-document", number)


def passes(error: Exception) -> bool:
    """Whether a stream that failed so may be taken up again."""
    return not isinstance(error, ServiceError) or error.status in BUSY


def told(failed: httpx.Response | Exception, server: httpx.URL) -> ServiceError:
    """The error to raise where there is no further try."""
    if isinstance(failed, ServiceError):
        return failed
    if isinstance(failed, httpx.Response):
        return refused(failed)
    return ServiceError(f"{server} cannot be reached: {failed}")


class Stream:
    """Server-sent events, line by line."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}

    def take(self, line: str) -> Happening | None:
        """Hear a line; an event where it ends one."""
        if line:
            name, _, value = line.partition(":")
            self._told[name] = value.removeprefix(" ")
            return None
        told, self._told = self._told, {}
        if "id" not in told:
            return None
        data = json.loads(told["data"])
        at = data.pop("at")
        return Happening(number=int(told["id"]), at=at, kind=told["event"], data=data)


def _prefer(wait: int) -> dict[str, str]:
    return {"Prefer": f"wait={wait}"} if wait else {}


def _events(answer: httpx.Response) -> list[Happening]:
    return Happenings.model_validate_json(answer.content).events


def _reference(answer: httpx.Response) -> str:
    reference: str = answer.json()["instance"]
    return reference
