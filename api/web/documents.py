"""``/v1/instances/{instance}/document`` and ``/changed``: all of an instance; and a changed one."""

from __future__ import annotations

import tempfile
import zipfile
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from api.errors import Problem
from api.settings import SUFFIXES
from api.web.asking import JsonObject, Reader, Submitter, TheService
from api.web.manners import is_known
from api.web.requests import changes_of
from api.web.results import streamed

if TYPE_CHECKING:
    from pathlib import Path

    from api.keys import Caller
    from api.service import Service

router = APIRouter(prefix="/v1/instances/{instance}", tags=["instances"])

Form = Literal["json", "csv", "xlsx"]
JSON, ZIP, XLSX = SUFFIXES
FORMS: dict[str, Form] = {JSON: "json", ZIP: "csv", XLSX: "xlsx"}
IN_MEMORY = 4_000_000
CHANGED = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {"type": "object", "required": ["changes"]},
                "example": {
                    "changes": [
                        {
                            "table": "demands",
                            "change": "change",
                            "where": "market = kobe",
                            "set": "energy = * 2",
                        }
                    ]
                },
            }
        },
    }
}


@router.get("/document", response_class=Response)
def document(
    instance: str,
    request: Request,
    service: TheService,
    caller: Reader,
    format: Form | None = None,
) -> Response:
    """The whole instance, as it may be brought again: one JSON document with all tables.

    By ``Accept`` or ``format`` also a zip of the data package (``csv``) or a workbook (``xlsx``).
    """
    source = known(service, caller, instance)
    form = format or _accepted(request.headers.get("Accept", ""))
    tag = f'"{service.instances.version(source)}.{form}"'
    headers = {"ETag": tag}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    name = instance.replace("sha256:", "")[:60]
    if form != "json":
        suffix = "zip" if form == "csv" else form
        headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    if form == "csv":
        return streamed(_zipped(service.instances.package(source)), ZIP, headers)
    media = {found: media for media, found in FORMS.items()}[form]
    return FileResponse(service.instances.written(source, form), media_type=media, headers=headers)


@router.post("/changed", status_code=201, openapi_extra=CHANGED)
async def changed(
    instance: str, asked: JsonObject, response: Response, service: TheService, caller: Submitter
) -> dict[str, Any]:
    """Keep the instance with ``changes`` as one of the tenant's own; what it is, with findings.

    422 with all findings where a change cannot be made, or what comes out is not sound.
    """
    source = await run_in_threadpool(known, service, caller, instance)
    if unknown := sorted(set(asked) - {"changes"}):
        raise Problem(422, "unknown-member", f"there is no member {unknown[0][:60]!r}")
    if not (changes := changes_of(asked)):
        raise Problem(422, "wrong-member", "changes: there must be one at least")
    await run_in_threadpool(service.require_room, caller.tenant)
    taken = await run_in_threadpool(service.instances.take, caller.tenant, source, changes)
    response.headers["Location"] = f"/v1/instances/{taken['instance']}"
    return taken


def known(service: Service, caller: Caller, instance: str) -> Path:
    """Its file or folder; here it is the address that is wrong where there is none."""
    try:
        return service.instances.source(caller.tenant, instance)
    except Problem as problem:
        raise Problem(404, problem.code, problem.detail) from problem


def _accepted(accept: str) -> Form:
    """The first form that the header names; JSON where it takes anything."""
    for named in accept.split(","):
        media = named.partition(";")[0].strip().lower()
        if media in FORMS:
            return FORMS[media]
        if media in {"", "*/*", "application/*"}:
            return "json"
    raise Problem(406, "no-such-form", f"an instance comes as {', '.join(FORMS)}")


def _zipped(folder: Path) -> Any:
    """The files of a data package in one zip, in memory while it is small."""
    spooled = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when sent
    with zipfile.ZipFile(spooled, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(folder.iterdir()):
            if path.suffix in {".csv", ".json", ".md"}:
                package.write(path, path.name)
    spooled.seek(0)
    return spooled
