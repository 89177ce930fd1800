"""The commands that speak to a service, this machine's own or another."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import HERE, HomeOption, JobArgument, KeyOption, ServerOption
from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption
from optimizer.cli.told import UsageError, give, say, told

if TYPE_CHECKING:
    from api.client import Client
    from api.web.shapes import Job


@told
def submit(
    instance: Annotated[
        str,
        typer.Argument(
            metavar="INSTANCE", help="A shipped instance, sha256:..., or a .json, .zip, .xlsx file."
        ),
    ],
    max_exposure: Annotated[
        list[str] | None, typer.Option(metavar="LIMIT", help="As for solve.", show_default=False)
    ] = None,
    max_stage_share: Annotated[
        list[str] | None, typer.Option(metavar="LIMIT", help="As for solve.", show_default=False)
    ] = None,
    max_pass_through: Annotated[
        list[str] | None, typer.Option(metavar="LIMIT", help="As for solve.", show_default=False)
    ] = None,
    objective: Annotated[str, typer.Option(help="As for solve.")] = "cost",
    gap: Annotated[float, typer.Option(help="As for solve.")] = 0.01,
    time_limit: Annotated[float, typer.Option(metavar="SECONDS", help="As for solve.")] = 300.0,
    threads: Annotated[int, typer.Option(help="As for solve.")] = 1,
    label: Annotated[str, typer.Option(help="A word to find the job by.")] = "",
    server: ServerOption = HERE,
    key: KeyOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""Submit a solve to a service and print the job's id.

    \b
    Examples:
      junkan submit japan-eu-mini
      junkan submit japan-eu --max-exposure CHN=0.4 --label less-china
    """
    from optimizer.cli.request import settings_of

    build, settings = settings_of(
        max_exposure=max_exposure or [],
        max_stage_share=max_stage_share or [],
        max_pass_through=max_pass_through or [],
        objective=objective,
        watched=[],
        scenarios="planned",
        gap=gap,
        time_limit=time_limit,
        threads=threads,
        seed=0,
        log=True,
    )
    with _client(server, key, home) as client:
        known = client.upload(Path(instance)) if Path(instance).is_file() else instance
        asked = {"build": build.as_dict(), "solve": settings.as_dict(), "label": label}
        job = client.submit({"instance": known, **asked})
    if as_json:
        give(job.model_dump(mode="json"))
    else:
        typer.echo(job.id)
    return Exit.OK


@told
def watch(
    job: JobArgument, server: ServerOption = HERE, key: KeyOption = None, home: HomeOption = None
) -> Exit:
    r"""Follow a job until it ends; breaking off does not end the job.

    \b
    Examples:
      junkan watch 01a20a1c0dd7c7e082bc64f00f5280f1
    """
    with _client(server, key, home) as client:
        for event in client.events(job):
            say(_line(event.kind, event.data))
        return _tell(client.job(job))


@told
def stop(
    job: JobArgument, server: ServerOption = HERE, key: KeyOption = None, home: HomeOption = None
) -> Exit:
    r"""End a job soon and keep the best plan so far.

    \b
    Examples:
      junkan stop 01a20a1c0dd7c7e082bc64f00f5280f1
    """
    with _client(server, key, home) as client:
        say(client.stop(job).state)
    return Exit.OK


@told
def cancel(
    job: JobArgument, server: ServerOption = HERE, key: KeyOption = None, home: HomeOption = None
) -> Exit:
    r"""End a job at once, without a result.

    \b
    Examples:
      junkan cancel 01a20a1c0dd7c7e082bc64f00f5280f1
    """
    with _client(server, key, home) as client:
        say(client.cancel(job).state)
    return Exit.OK


@told
def result(
    job: JobArgument,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    server: ServerOption = HERE,
    key: KeyOption = None,
    home: HomeOption = None,
) -> Exit:
    r"""Fetch a job's result; the form follows the file's name: .json, .zip (CSV), .xlsx, .html.

    \b
    Examples:
      junkan result 01a20a1c0dd7c7e082bc64f00f5280f1 plan.json
      junkan result 01a20a1c0dd7c7e082bc64f00f5280f1 report.html
    """
    forms = {".json": "json", ".zip": "csv", ".xlsx": "xlsx", ".html": "html"}
    if out.suffix not in forms:
        raise UsageError(f"{out}: a result is written as {', '.join(forms)}")
    with _client(server, key, home) as client:
        out.write_bytes(client.result(job, forms[out.suffix]))
    return Exit.OK


@told
def jobs(
    server: ServerOption = HERE,
    key: KeyOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""List the jobs of a service, newest first.

    \b
    Examples:
      junkan jobs
    """
    from itertools import islice

    with _client(server, key, home) as client:
        found = list(islice(client.jobs(), 100))
    if as_json:
        give([job.model_dump(mode="json") for job in found])
        return Exit.OK
    for job in found:
        ended = job.termination or job.phase or ""
        typer.echo(f"{job.id}  {job.state:<10}  {ended:<20}  {job.instance}  {job.label}".rstrip())
    return Exit.OK


def _client(server: str, key: str | None, home: Path | None) -> "Client":
    from api.client import Client
    from api.settings import ServiceSettings, default_home

    if key is None:
        file = ServiceSettings(home or default_home()).key_file
        if not file.is_file():
            raise UsageError("give a key (--key or JUNKAN_KEY); this machine's service has none")
        key = file.read_text(encoding="ascii").strip()
    return Client(server, key)


def _line(kind: str, data: dict[str, object]) -> str:
    """An event for people: its kind, then what is known, numbers short."""
    shown = [
        f"{name} {value:.6g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in data.items()
    ]
    return "  ".join([f"{kind:<10}", *shown])


def _tell(job: "Job") -> Exit:
    """One line of how a job ended, and the code that says the same."""
    value = "" if job.incumbent is None else f", {job.incumbent:.6g}"
    gap = "" if job.gap is None else f" within {job.gap:.2%}"
    typer.echo(f"{job.state}: {job.termination}{value}{gap}")
    if job.message:
        say(job.message)
    if job.state == "failed":
        return Exit.FAILED
    if job.has_solution:
        return Exit.OK if job.termination == "optimal_within_gap" else Exit.STOPPED
    proved = {"infeasible", "unbounded", "infeasible_or_unbounded"}
    return Exit.INFEASIBLE if job.termination in proved else Exit.NO_PLAN
