"""Errors as ``application/problem+json`` (RFC 9457), every one of them."""

from __future__ import annotations

import errno
import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.headers import SAFE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from fastapi.exceptions import RequestValidationError
    from sqlalchemy.exc import SQLAlchemyError
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 50
LONGEST = 300

log = logging.getLogger(__name__)


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A request that cannot be granted; ``code`` is stable, ``detail`` is for people.

    ``errors``: single mistakes, each with ``pointer``, ``code`` and ``message``.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        """The members of the document, shortened so that no input is echoed at length."""
        document: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": _short(self.detail),
        }
        if self.errors:
            shown = self.errors[:MOST_ERRORS]
            document["errors"] = [
                {
                    name: _short(value) if isinstance(value, str) else value
                    for name, value in e.items()
                }
                for e in shown
            ]
            document["errors_in_all"] = len(self.errors)
        return document


def answer(request: Request, problem: Problem) -> Response:
    """The response that tells of a problem."""
    from starlette.responses import JSONResponse

    document = problem.as_json() | {"instance": request.url.path}
    if (actor := request.scope.get("actor")) is not None:
        document["request_id"] = actor.request_id
        problem.headers["X-Request-ID"] = actor.request_id
    return JSONResponse(document, problem.status, problem.headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Have every error of the app answered as a problem."""
    from fastapi.exceptions import RequestValidationError
    from sqlalchemy.exc import SQLAlchemyError
    from starlette.exceptions import HTTPException

    app.exception_handler(Problem)(_of_problem)
    app.exception_handler(HTTPException)(_of_http)
    app.exception_handler(RequestValidationError)(_of_parameters)
    app.exception_handler(OSError)(_of_machine)
    app.exception_handler(SQLAlchemyError)(_of_database)
    app.exception_handler(Exception)(_of_bug)


async def _of_problem(request: Request, error: Problem) -> Response:
    return answer(request, error)


async def _of_http(request: Request, error: HTTPException) -> Response:
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _methods(request) or headers.get("Allow", "")
    problem = Problem(error.status_code, code, str(error.detail), headers=headers)
    return answer(request, problem)


def _methods(request: Request) -> str:
    """All that the address takes, by the OpenAPI document; each route knows its own only."""
    from starlette.routing import compile_path

    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    for path, methods in paths.items():
        if compile_path(path)[0].match(request.url.path):
            return ", ".join(sorted(method.upper() for method in methods))
    return ""


async def _of_parameters(request: Request, error: RequestValidationError) -> Response:
    """Parameters of the address and the headers; the input itself is not echoed."""
    errors = [
        {
            "pointer": "/" + "/".join(str(part) for part in found["loc"]),
            "code": found["type"],
            "message": found["msg"],
        }
        for found in error.errors()
    ]
    return answer(request, Problem(422, "wrong-parameter", "a parameter is wrong", errors))


async def _of_machine(request: Request, error: OSError) -> Response:
    """What the disk refuses is trouble of ours, and no bug."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return answer(request, _full())
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}:
        return answer(request, _unwritable())
    return await _of_bug(request, error)


async def _of_database(request: Request, error: SQLAlchemyError) -> Response:
    """The database is full, read-only, or away."""
    from sqlalchemy.exc import InterfaceError, OperationalError

    said = str(getattr(error, "orig", error))
    if "is full" in said or "No space left" in said:
        return answer(request, _full())
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return answer(request, _unwritable())
    if isinstance(error, OperationalError | InterfaceError):
        log.warning("the database does not answer: %s", _short(said))
        detail, again = "the database does not answer; try again soon", {"Retry-After": "2"}
        return answer(request, Problem(503, "no-database", detail, headers=again))
    return await _of_bug(request, error)


def _full() -> Problem:
    return Problem(507, "disk-full", "the disk is full; nothing was stored of this request")


def _unwritable() -> Problem:
    detail = "the service cannot write where it keeps things; nothing was stored"
    return Problem(503, "not-writable", detail, headers={"Retry-After": "30"})


async def _of_bug(request: Request, error: Exception) -> Response:
    """What we did not think of: told by a number that is in the log too, and nothing more."""
    number = secrets.token_hex(6)
    log.error("unexpected error %s at %s", number, request.url.path, exc_info=error)
    detail = f"a bug of ours; in the log it has number {number}"
    # Such an answer is given outside of all that otherwise adds headers.
    return answer(request, Problem(500, "bug", detail, headers=SAFE))


def _short(text: str) -> str:
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."
