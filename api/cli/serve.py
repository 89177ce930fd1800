"""The commands that run: ``serve``, ``api`` and ``worker``; and the way to the page."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.options import PORT, DatabaseOption, HomeOption
from optimizer.cli.exits import Exit
from optimizer.cli.told import UsageError, say, told

if TYPE_CHECKING:
    from api.settings import ServiceSettings

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
HostOption = Annotated[str, typer.Option(help="The address to listen at.")]
PortOption = Annotated[int, typer.Option(help="The port to listen at.")]
WorkersOption = Annotated[
    int | None, typer.Option(help="Solves side by side; one per processor unless given.")
]
GraceOption = Annotated[
    float,
    typer.Option(
        metavar="SECONDS",
        help="After SIGTERM, how long running jobs may take to end; what runs on is begun anew.",
    ),
]
KeepOption = Annotated[
    float | None,
    typer.Option(
        metavar="DAYS",
        help="Remove ended jobs and unused uploads after so many days; keep them unless given.",
        show_default=False,
    ),
]
LimitsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="What a request or job may take, as JSON: members of /v1/limits.",
        show_default=False,
    ),
]
LogOption = Annotated[
    Literal["json", "text", "quiet"] | None,
    typer.Option(help="How to log; quiet on a terminal, json elsewhere.", show_default=False),
]


@told
def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = PORT,
    home: HomeOption = None,
    database: DatabaseOption = None,
    workers: WorkersOption = None,
    grace: GraceOption = 10.0,
    keep_days: KeepOption = None,
    limits: LimitsOption = None,
    log: LogOption = None,
) -> Exit:
    r"""Run the service: jobs over HTTP, kept over every crash.

    It makes a key for this machine's own user at its first start, and prints where it lies. A
    running job that is interrupted by the service's end is begun anew at its next start.

    \b
    Examples:
      junkan serve
      junkan serve --port 9000 --home /srv/junkan --workers 4 --keep-days 30
    """
    settings = _settings(home, database, limits, workers=workers, keep_days=keep_days)
    from api import logs, server
    from api.service import Service

    logs.configure(_form(log))
    service = Service(settings)
    key = service.keys.local(settings.key_file)
    ticket = service.sessions.ticket(service.keys.caller(f"Bearer {key}"))
    say(f"http://{host}:{port}  (documentation at /docs)")
    say(f"the page, once within the hour: {_sign_in(host, port, ticket)}")
    say(f"key: {settings.key_file}")
    _warn_of_others(host)
    server.serve(service, host, port, grace)
    return Exit.OK


@told
def api(
    host: HostOption = "127.0.0.1",
    port: PortOption = PORT,
    home: HomeOption = None,
    database: DatabaseOption = None,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="Processes that answer side by side.")
    ] = 1,
    limits: LimitsOption = None,
    log: LogOption = None,
) -> Exit:
    r"""Take jobs over HTTP and answer about them; workers carry them out.

    Any number of these may run on one database, with a home that all share.

    \b
    Examples:
      junkan api --processes 2
      junkan api --database postgresql://junkan@db/junkan --home /srv/junkan
    """
    settings = _settings(home, database, limits, role="api")
    from api import logs, server
    from api.service import Service

    say(f"http://{host}:{port}  (documentation at /docs)")
    _warn_of_others(host)
    form = _form(log)
    logs.configure(form)
    if processes > 1:
        server.serve_many(settings, host, port, processes, form)
    else:
        server.serve(Service(settings), host, port, grace=0.0)
    return Exit.OK


@told
def worker(
    home: HomeOption = None,
    database: DatabaseOption = None,
    workers: WorkersOption = None,
    slot: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=255,
            help="Its number on this machine; the first free one unless given.",
            show_default=False,
        ),
    ] = None,
    grace: GraceOption = 10.0,
    keep_days: KeepOption = None,
    limits: LimitsOption = None,
    health_port: Annotated[
        int | None,
        typer.Option(
            help="Tell of health and metrics on this machine, at this port.", show_default=False
        ),
    ] = None,
    log: LogOption = None,
) -> Exit:
    r"""Carry out jobs that others take; on one machine or many.

    All workers of one database carry out the same number of jobs side by side; let a larger
    machine run more of them.

    \b
    Examples:
      junkan worker --workers 2
      junkan worker --database postgresql://junkan@db/junkan --home /srv/junkan
    """  # fmt: skip
    settings = _settings(
        home, database, limits, role="worker", workers=workers, slot=slot, keep_days=keep_days
    )
    from api import logs, server
    from api.service import Service

    logs.configure(_form(log))
    service = Service(settings)
    say(f"worker {service.name}: {settings.workers} side by side")
    server.work(service, grace, health_port)
    return Exit.OK


@told
def page(
    host: Annotated[str, typer.Option(help="Where the service listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="At which port.")] = PORT,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> Exit:
    r"""Print an address that opens the page signed in, once within the hour.

    It needs the home of a service of this machine, with its key.

    \b
    Examples:
      junkan page
    """
    from api.database import Database
    from api.errors import Problem
    from api.keys import Keys
    from api.sessions import Sessions
    from api.settings import ServiceSettings, default_home

    settings = ServiceSettings(home or default_home(), database)
    if not settings.key_file.is_file():
        raise UsageError(f"there is no key in {settings.home}; start the service first")
    given = settings.key_file.read_text(encoding="ascii").strip()
    store = Database(settings.store_url)
    try:
        store.create()
        ticket = Sessions(store).ticket(Keys(store).caller(f"Bearer {given}"))
    except Problem as problem:
        raise UsageError(problem.detail) from problem
    finally:
        store.close()
    typer.echo(_sign_in(host, port, ticket))
    return Exit.OK


def _sign_in(host: str, port: int, ticket: str) -> str:
    """The ticket is behind the ``#``, so that it is in no log and no ``Referer``."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)  # noqa: S104
    return f"http://{shown}:{port}/#/sign-in/{ticket}"


def _settings(
    home: Path | None, database: str | None, limits: Path | None, **more: Any
) -> "ServiceSettings":
    from api.settings import Limits, ServiceSettings, default_home

    if more.get("workers", 1) is None:
        more["workers"] = os.cpu_count() or 1
    allowed = Limits() if limits is None else Limits.from_file(limits)
    return ServiceSettings(home or default_home(), database, limits=allowed, **more)


def _form(asked: Literal["json", "text", "quiet"] | None) -> Literal["json", "text", "quiet"]:
    return asked or ("quiet" if sys.stderr.isatty() else "json")


def _warn_of_others(host: str) -> None:
    if host not in LOOPBACK:
        say("others can reach it: put a reverse proxy with TLS before it")
