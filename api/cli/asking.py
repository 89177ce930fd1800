"""The commands that speak to a service, this machine's own or another."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.following import follow
from api.cli.options import HERE, HomeOption, JobArgument, KeyOption, ServerOption
from api.cli.requesting import asked_for, build_of
from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption
from optimizer.cli.told import UsageError, give, say, told

if TYPE_CHECKING:
    from api.client import Client
    from api.web.shapes import Job


@told
def submit(
    instance: Annotated[
        str | None,
        typer.Argument(
            metavar="[INSTANCE]",
            help="A shipped instance, sha256:..., or a .json, .zip, .xlsx file.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[str, typer.Option(help="What is asked; /v1/kinds lists them.")] = "solve",
    members: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="NAME=VALUE",
            help="A member of the request, as JSON or as text; a.b for a member within a. "
            "May be repeated.",
            show_default=False,
        ),
    ] = None,
    request: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A whole request as JSON; other options change it.",
            show_default=False,
        ),
    ] = None,
    max_exposure: Annotated[
        list[str] | None, typer.Option(metavar="LIMIT", help="As for solve.", show_default=False)
    ] = None,
    max_stage_share: Annotated[
        list[str] | None, typer.Option(metavar="LIMIT", help="As for solve.", show_default=False)
    ] = None,
    max_pass_through: Annotated[
        list[str] | None, typer.Option(metavar="LIMIT", help="As for solve.", show_default=False)
    ] = None,
    objective: Annotated[str | None, typer.Option(help="As for solve.", show_default=False)] = None,
    gap: Annotated[float | None, typer.Option(help="As for solve.", show_default=False)] = None,
    time_limit: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="As for solve.", show_default=False)
    ] = None,
    threads: Annotated[int | None, typer.Option(help="As for solve.", show_default=False)] = None,
    label: Annotated[str, typer.Option(help="A word to find the job by.")] = "",
    follows: Annotated[bool, typer.Option("--watch", help="Follow it to its end.")] = False,
    server: ServerOption = HERE,
    key: KeyOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""Submit a job to a service and print its id.

    \b
    Examples:
      junkan submit japan-eu-mini --watch
      junkan submit japan-eu --max-exposure CHN=0.4 --label less-china
      junkan submit japan-eu-mini --kind front --with front.points=5
    """
    settings = {"gap": gap, "time_limit": time_limit, "threads": threads}
    flags = {
        "build": build_of(
            max_exposure or [], max_stage_share or [], max_pass_through or [], objective
        ),
        "solve": {name: value for name, value in settings.items() if value is not None},
    }
    asked = asked_for(request, kind, label, flags, members or [])
    with _client(server, key, home) as client:
        if instance is not None:
            known = client.upload(Path(instance)) if Path(instance).is_file() else instance
            asked["instance"] = known
        job = client.submit(asked)
        if follows:
            say(job.id)
            follow(client.watch(job.id), job)
            return _tell(client.job(job.id))
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
        follow(client.watch(job), client.job(job))
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
    from api.client.asks import form_of

    form_of(out)
    with _client(server, key, home) as client:
        client.save(job, out)
    return Exit.OK


@told
def jobs(
    state: Annotated[
        list[str] | None, typer.Option(help="Only those in this state.", show_default=False)
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only those of this kind.", show_default=False)
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="Only those with this label.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
    server: ServerOption = HERE,
    key: KeyOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""List the jobs of a service, newest first.

    \b
    Examples:
      junkan jobs
      junkan jobs --state running --state queued
    """
    from itertools import islice

    with _client(server, key, home) as client:
        chosen = {"state": state, "kind": kind, "label": label, "limit": min(limit, 200)}
        asked = {name: value for name, value in chosen.items() if value}
        found = list(islice(client.jobs(**asked), limit))
    if as_json:
        give([job.model_dump(mode="json") for job in found])
        return Exit.OK
    for job in found:
        ended = job.termination or job.phase or ""
        typer.echo(f"{job.id}  {job.state:<10}  {ended:<20}  {job.instance}  {job.label}".rstrip())
    return Exit.OK


def _client(server: str, key: str | None, home: Path | None) -> "Client":
    from api.client import Client
    from api.client.asks import Patience
    from api.settings import ServiceSettings, default_home

    if key is None:
        file = ServiceSettings(home or default_home()).key_file
        if not file.is_file():
            raise UsageError("give a key (--key or JUNKAN_KEY); this machine's service has none")
        key = file.read_text(encoding="ascii").strip()
    return Client(server, key, patience=Patience(tries=3))


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
