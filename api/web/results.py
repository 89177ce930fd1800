"""``/v1/jobs/{job}/result``: what was found, in the form that is asked for."""

from __future__ import annotations

import tempfile
import zipfile
from typing import IO, TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import FileResponse, StreamingResponse

from api.errors import Problem
from api.jobs.sources import plans_of
from api.jobs.states import ENDED
from api.web.asking import JobId, Reader, TheService
from api.web.manners import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from api.jobs.rows import Row
    from api.service import Service

router = APIRouter(prefix="/v1/jobs/{job}", tags=["results"])

Form = Literal["json", "csv", "parquet", "xlsx", "html"]
FORMS: dict[str, Form] = {
    "application/json": "json",
    "application/zip": "csv",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/html": "html",
}
"""Which form an ``Accept`` header means."""

FILES = {"json": ("plan.json", "study.json"), "xlsx": ("result.xlsx",), "html": ("report.html",)}
"""What each form's file is called, of a plan or of a study."""

MEDIA = {form: media for media, form in FORMS.items()} | {"parquet": "application/zip"}
DOCUMENTS = ("record.json", "study.json")
IN_MEMORY = 4_000_000
BLOCK = 1 << 16
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-scripts allow-downloads"
)


@router.get("/result", response_class=Response)
def result(
    job: JobId,
    request: Request,
    service: TheService,
    caller: Reader,
    format: Form | None = None,
    plan: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """What a job found, as JSON; or a zip of CSV or Parquet tables, a workbook, an HTML report.

    Of a solve that is the plan with measures, run record and audit (``junkan-plan``); of every
    other kind a study: tables, sentences and record (``junkan-study``), and ``plan`` names one of
    its ``plans``. ``format`` goes before ``Accept``. 409 while the job has not ended, 404 where it
    ended without a result.
    """
    row = service.records.get(caller.tenant, job)
    form = format or _accepted(request.headers.get("Accept", ""))
    tag = f'"{row.id}.{row.attempts}.{plan or ""}.{form}"'
    folder = _folder(service, row, plan)
    headers = {"ETag": tag}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    name = f"{job}{'' if plan is None else f'-{plan}'}.{form if form in FILES else f'{form}.zip'}"
    if form == "html":
        headers["Content-Security-Policy"] = REPORT_POLICY
    elif form != "json":
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if form not in FILES:
        return streamed(_zipped(folder, form), MEDIA[form], headers)
    for file in FILES[form]:
        if (folder / file).is_file():
            return FileResponse(folder / file, media_type=MEDIA[form], headers=headers)
    raise Problem(404, "no-such-form", f"this result does not come as {form}")


@router.get("/plans/{plan}/report.html", response_class=Response, include_in_schema=False)
def report(
    job: JobId, plan: str, request: Request, service: TheService, caller: Reader
) -> Response:
    """The report of one of a study's plans, where the study's own report looks for it."""
    return result(job, request, service, caller, "html", plan)


def _folder(service: Service, row: Row, plan: str | None) -> Path:
    """Where the result lies, or one of its plans."""
    if row.state not in ENDED:
        raise Problem(
            409, "result-not-ready", f"the job is {row.state}", headers={"Retry-After": "1"}
        )
    folder: Path = service.results / row.id / str(row.attempts)
    if not row.has_solution:
        raise Problem(404, "no-solution", f"the job ended without a result: {row.termination}")
    if not folder.is_dir():
        raise Problem(404, "result-gone", "the files of the result were removed")
    if plan is None:
        return folder
    if plan not in (known := plans_of(folder)):
        there = f"there are {', '.join(known)}" if known else "there are none"
        raise Problem(404, "no-such-plan", f"the study has no plan of that name; {there}")
    return folder / "plans" / plan


def _accepted(accept: str) -> Form:
    """The first form that the header names; JSON where it takes anything."""
    for named in accept.split(","):
        media = named.partition(";")[0].strip().lower()
        if media in FORMS:
            return FORMS[media]
        if media in {"", "*/*", "application/*"}:
            return "json"
    raise Problem(406, "no-such-form", f"results come as {', '.join(FORMS)}")


def _zipped(folder: Path, form: str) -> IO[bytes]:
    """All tables of that form in one zip, in memory while it is small."""
    spooled = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when sent
    with zipfile.ZipFile(spooled, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(folder.rglob(f"*.{form}")):
            package.write(path, path.relative_to(folder).as_posix())
        for document in DOCUMENTS:
            if (folder / document).is_file():
                package.write(folder / document, document)
    spooled.seek(0)
    return spooled


def streamed(file: IO[bytes], media: str, headers: dict[str, str]) -> Response:
    """A file that nobody else holds, sent piece by piece and then closed."""
    return StreamingResponse(_blocks(file), media_type=media, headers=headers)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block
