"""``/v1/jobs/{job}/result``: the audited plan, in the form that is asked for."""

from __future__ import annotations

import tempfile
import zipfile
from typing import IO, TYPE_CHECKING, Literal

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse, StreamingResponse

from api.errors import Problem
from api.jobs.states import ENDED
from api.web.asking import JobId, Reader, TheService

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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

FILES = {"json": "plan.json", "xlsx": "result.xlsx", "html": "report.html"}
MEDIA = {form: media for media, form in FORMS.items()} | {"parquet": "application/zip"}
IN_MEMORY = 4_000_000
BLOCK = 1 << 16
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
)


@router.get("/result", response_class=Response)
def result(
    job: JobId, request: Request, service: TheService, caller: Reader, format: Form | None = None
) -> Response:
    """The plan with measures, run record and audit, as JSON; or a zip of CSV or Parquet tables.

    ``format`` goes before ``Accept``; ``xlsx`` is a workbook, ``html`` the report for a browser.
    409 while the job has not ended, 404 where it ended without a plan.
    """
    row = service.records.get(caller.tenant, job)
    if row.state not in ENDED:
        raise Problem(
            409, "result-not-ready", f"the job is {row.state}", headers={"Retry-After": "1"}
        )
    if not row.has_solution:
        raise Problem(404, "no-solution", f"the job ended without a plan: {row.termination}")
    form = format or _accepted(request.headers.get("Accept", ""))
    folder = service.results / job / str(row.attempts)
    name = f"{job}.{form if form in FILES else f'{form}.zip'}"
    if form in FILES:
        headers = {"Content-Security-Policy": REPORT_POLICY} if form == "html" else None
        file = FileResponse(folder / FILES[form], media_type=MEDIA[form], headers=headers)
        if form == "xlsx":
            file.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return file
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(
        _blocks(_zipped(folder, form)), media_type=MEDIA[form], headers=headers
    )


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
        package.write(folder / "record.json", "record.json")
    spooled.seek(0)
    return spooled


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block
