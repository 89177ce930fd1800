"""``/v1/instances/{instance}``: what an instance holds, and what the checker says of it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.keys import Caller
from api.packages import Package
from api.service import Service
from api.web.asking import Reader, TheService
from api.web.documents import Form, document, known
from optimizer import policy_packs

router = APIRouter(prefix="/v1", tags=["instances"])
ONE = "/instances/{instance}"

From = Annotated[int, Query(ge=0, le=2**31 - 1)]
Size = Annotated[int, Query(ge=1, le=1000)]


@router.get(ONE, response_model=None)
def instance(
    instance: str,
    request: Request,
    service: TheService,
    caller: Reader,
    format: Form | None = None,
) -> dict[str, Any] | Response:
    """Name, title and tables: of each its columns (with unit and meaning) and number of rows.

    With ``format`` the whole instance, as at ``/document``.
    """
    if format is not None:
        return document(instance, request, service, caller, format)
    return {"instance": instance, **_package(service, caller, instance).described()}


@router.get(ONE + "/tables/{table}")
def table(
    instance: str,
    table: str,
    service: TheService,
    caller: Reader,
    offset: From = 0,
    limit: Size = 200,
) -> dict[str, Any]:
    """Rows of a table from ``offset`` on, as texts; ``total`` is how many there are."""
    return _package(service, caller, instance).rows(table, offset, limit)


@router.get(ONE + "/findings")
def findings(instance: str, service: TheService, caller: Reader) -> dict[str, Any]:
    """What the checker finds in the instance: of one that can be used, warnings."""
    source = known(service, caller, instance)
    with tempfile.TemporaryDirectory(dir=service.settings.folder("tmp")) as scratch:
        found = service.instances.checked(source, {}, Path(scratch))
    return {"digest": found["digest"], "findings": found["findings"]}


@router.get("/policies")
def policies(caller: Reader) -> dict[str, str]:
    """Packs of rules of law that ``build.policies`` puts in force: title by name."""
    return policy_packs()


def _package(service: Service, caller: Caller, instance: str) -> Package:
    return Package(service.instances.package(known(service, caller, instance)))
