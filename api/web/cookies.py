"""Requests with a cookie: only this origin's own page may send them, and writing ones must say so.

Other ports of one machine are the same site to a browser, which then sends the cookie along; so
``SameSite=Strict`` alone is not enough, and the browser's own word on where a request comes from
(``Sec-Fetch-Site``, ``Origin``) is heard too.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from api.errors import Problem

if TYPE_CHECKING:
    from fastapi import Request

    from api.sessions import Session

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "Junkan-CSRF"


def cookie_of(request: Request) -> str:
    """The cookie's name; it has the port, as cookies of one machine's ports are not kept apart."""
    port = request.url.port
    return f"junkan-{port}" if port else "junkan"


def require_same_origin(request: Request) -> None:
    """Raise ``Problem`` 403 where a browser says that another origin's page sends this."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("Host")
    if site not in {"same-origin", "none"} or foreign:
        raise Problem(403, "other-origin", "this comes from another site's page")


def require_csrf(request: Request, session: Session) -> None:
    """Raise ``Problem`` 403 unless a writing request says the session's own word."""
    said = request.headers.get(HEADER, "").encode()
    if request.method not in SAFE and not hmac.compare_digest(said, session.csrf.encode()):
        raise Problem(403, "csrf", f"send the session's csrf as the header {HEADER}")
