"""``/healthz``, ``/readyz`` and ``/metrics``: for who looks after the service, without a key."""

from __future__ import annotations

import ipaddress
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.errors import Problem
from api.web.asking import TheService, service_of

router = APIRouter(tags=["health"])

HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


@router.get("/healthz")
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def ready(service: TheService) -> dict[str, Any]:
    """All is well: database and engine answer, the disk has room, and the end is not near.

    503 where it is not so; ``errors`` say what.
    """
    found = service.health.troubles()
    if found:
        errors = [{"pointer": "", "code": code, "message": says} for code, says in found.items()]
        detail = "; ".join(found.values())
        raise Problem(503, "not-ready", detail, errors, headers={"Retry-After": "5"})
    return {"status": "ready", "role": service.settings.role}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, service: TheService) -> Response:
    """For Prometheus: to callers on this machine, or with a key that has the scope ``metrics``."""
    if not _from_here(request):
        caller = service_of(request).keys.caller(request.headers.get("Authorization"))
        caller.require("metrics")
    return Response(service.measured(), media_type=CONTENT_TYPE_LATEST)


def _from_here(request: Request) -> bool:
    """A caller on this machine, no proxy between, and no page that was told our address is its."""
    host = request.headers.get("Host", "").lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name not in HERE or any(header in request.headers for header in FORWARDED):
        return False
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
