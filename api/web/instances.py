"""``/v1/instances`` and ``/v1/validate``: bring an instance, and ask whether it will do."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.errors import Problem
from api.jobs.records import NewJob
from api.service import Service
from api.settings import SUFFIXES
from api.web.asking import JsonObject, Reader, Submitter, TheService, limited
from api.web.requests import new_job
from api.web.shapes import request_body

router = APIRouter(prefix="/v1", tags=["instances"])

MOST_FINDINGS = 1000
UPLOAD = {"requestBody": {"required": True, "content": {media: {} for media in SUFFIXES}}}


@router.get("/instances")
def instances(service: TheService, caller: Reader) -> dict[str, Any]:
    """The instances that jobs may be about: the shipped ones, and the tenant's own."""
    return {"instances": service.instances.listed(caller.tenant)}


@router.post("/instances", status_code=201, openapi_extra=UPLOAD)
async def upload(
    request: Request, response: Response, service: TheService, caller: Submitter
) -> dict[str, Any]:
    """Bring an instance: a JSON document, a zip of a data package, or a workbook (xlsx).

    It is checked whole; all findings come back, as 422 where some are errors. The same tables have
    the same address whatever form they came in.
    """
    media = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media not in SUFFIXES:
        raise Problem(415, "no-such-form", f"an instance comes as {', '.join(SUFFIXES)}")
    await run_in_threadpool(service.require_room, caller.tenant)
    with tempfile.TemporaryDirectory(dir=service.settings.folder("tmp")) as scratch:
        path = Path(scratch) / f"upload{SUFFIXES[media]}"
        with path.open("wb") as file:
            async for piece in limited(request, service.settings.limits.upload_bytes):
                file.write(piece)
        return await run_in_threadpool(service.instances.take, caller.tenant, path)


@router.post("/validate", openapi_extra=request_body(strict=False))
async def validate(asked: JsonObject, service: TheService, caller: Submitter) -> dict[str, Any]:
    """Whether a job that is asked so would begin: settings, instance, and both together.

    Nothing is stored, nothing solved. ``valid`` says it; ``problem`` or ``found`` tell more;
    ``findings`` are all that the checker says of the instance, each at its cell.
    """
    try:
        new = await run_in_threadpool(new_job, service, caller.tenant, asked, None)
        found = await run_in_threadpool(_checked, service, new)
    except Problem as problem:
        if problem.status != 422:
            raise
        findings = [each for each in problem.errors if "rule" in each][:MOST_FINDINGS]
        return {"valid": False, "problem": problem.as_json(), "findings": findings}
    return {"valid": True, "found": found, "findings": found["findings"][:MOST_FINDINGS]}


def _checked(service: Service, new: NewJob) -> dict[str, Any]:
    """What its instance is; of a sweep that of the first child, for all whose form was read."""
    new = new.children[0] if new.children else new
    source = service.instances.source(new.tenant, new.instance)
    with tempfile.TemporaryDirectory(dir=service.settings.folder("tmp")) as scratch:
        return service.instances.checked(source, new.request, Path(scratch))
