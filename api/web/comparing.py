"""``/v1/compare``: plans side by side at once, where no job is wanted."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.errors import Problem
from api.instances import CHECK_SECONDS
from api.jobs.kinds import KINDS
from api.jobs.process import Order
from api.web.asking import Reader, TheService
from api.web.requests import plans_of

router = APIRouter(prefix="/v1", tags=["results"])

KIND = KINDS["compare"]


@router.get("/compare")
def compare(
    service: TheService,
    caller: Reader,
    of: Annotated[list[str], Query(min_length=2, max_length=20)],
) -> dict[str, Any]:
    """Two plans or more beside each other: the document that a job of kind ``compare`` gives.

    ``of`` names each: JOB, or JOB/PLAN for one of a study's.
    """
    limits = service.quotas.of(caller.tenant)
    request = KIND.read({}, limits) | {"of": plans_of(service, caller.tenant, KIND, of)}
    paths = service.sources.paths(caller.tenant, request)
    with tempfile.TemporaryDirectory(dir=service.settings.folder("tmp")) as scratch:
        folder = Path(scratch) / "study"
        order = Order(
            module=KIND.module,
            request={**request, "kind": KIND.name, "paths": paths},
            source=str(service.results),
            folder=str(folder),
            memory_mb=limits.memory_mb,
            cpu_seconds=CHECK_SECONDS,
        )
        said = service.instances.answered(order, Path(scratch) / "log")
        if said["state"] != "succeeded":
            raise Problem(422, "does-not-fit", said["message"])
        document: dict[str, Any] = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    return document
