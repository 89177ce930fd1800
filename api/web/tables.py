"""``/v1/instances/{instance}``: what an instance holds, and what the checker says of it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.errors import Problem
from api.keys import Caller
from api.packages import Package
from api.service import Service
from api.web.asking import Reader, TheService
from optimizer import policy_packs

router = APIRouter(prefix="/v1", tags=["instances"])
ONE = "/instances/{instance}"

From = Annotated[int, Query(ge=0, le=2**31 - 1)]
Size = Annotated[int, Query(ge=1, le=1000)]


@router.get(ONE)
def instance(instance: str, service: TheService, caller: Reader) -> dict[str, Any]:
    """Name, title and tables: of each its columns (with unit and meaning) and number of rows."""
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
    source = _known(service, caller, instance)
    with tempfile.TemporaryDirectory(dir=service.settings.folder("tmp")) as scratch:
        found = service.instances.checked(source, {}, Path(scratch))
    return {"digest": found["digest"], "findings": found["findings"]}


@router.get("/policies")
def policies(caller: Reader) -> dict[str, str]:
    """Packs of rules of law that ``build.policies`` puts in force: title by name."""
    return policy_packs()


def _known(service: Service, caller: Caller, instance: str) -> Path:
    """Its file or folder; here it is the address that is wrong where there is none."""
    try:
        return service.instances.source(caller.tenant, instance)
    except Problem as problem:
        raise Problem(404, problem.code, problem.detail) from problem


def _package(service: Service, caller: Caller, instance: str) -> Package:
    return Package(service.instances.package(_known(service, caller, instance)))
