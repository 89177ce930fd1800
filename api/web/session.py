"""``/v1/session``: sign in at the page with a key or a sign-in address, and sign out.

A session is a cookie that scripts cannot read and that other sites cannot have sent. Whatever
writes must also say ``Junkan-CSRF``, which only this origin's own page can know.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.errors import Problem
from api.service import Service
from api.sessions import LASTS, Session
from api.web.asking import JsonObject, TheService
from api.web.cookies import cookie_of, require_csrf, require_same_origin
from api.web.shapes import moment

router = APIRouter(prefix="/v1/session", tags=["session"])

_TEXT = {"type": "string", "maxLength": 255}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"key": _TEXT, "ticket": _TEXT},
                }
            }
        },
    }
}


@router.post("", status_code=201, openapi_extra=BODY)
async def sign_in(
    asked: JsonObject, request: Request, response: Response, service: TheService
) -> dict[str, Any]:
    """Open a session with ``key``, or with the ``ticket`` of a sign-in address, which works once.

    The cookie comes with the answer; ``csrf`` is what writing requests send as ``Junkan-CSRF``.
    """
    require_same_origin(request)
    session = await run_in_threadpool(_opened, service, asked)
    response.set_cookie(
        cookie_of(request),
        session.token,
        max_age=int(LASTS),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return _shown(session)


def _opened(service: Service, asked: dict[str, Any]) -> Session:
    match asked:
        case {"key": str(key), **rest} if not rest:
            return service.sessions.open(service.keys.caller(f"Bearer {key.strip()}"))
        case {"ticket": str(ticket), **rest} if not rest:
            return service.sessions.redeem(ticket.strip())
    raise Problem(422, "wrong-member", "sign in with a key or with a ticket, as a text")


@router.get("")
def session(request: Request, service: TheService) -> dict[str, Any]:
    """Who is signed in, and what writing requests must say; 401 where nobody is."""
    require_same_origin(request)
    return _shown(service.sessions.find(request.cookies.get(cookie_of(request), "")))


@router.delete("", status_code=204)
def sign_out(request: Request, response: Response, service: TheService) -> None:
    """End the session; the cookie opens nothing from then on."""
    require_same_origin(request)
    token = request.cookies.get(cookie_of(request), "")
    require_csrf(request, service.sessions.find(token))
    service.sessions.close(token)
    response.delete_cookie(cookie_of(request), path="/", httponly=True, samesite="strict")


def _shown(session: Session) -> dict[str, Any]:
    return {
        "tenant": session.caller.tenant,
        "scopes": sorted(session.caller.scopes),
        "csrf": session.csrf,
        "expires_at": moment(session.expires_at),
    }
