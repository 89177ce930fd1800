"""The commands of who looks after a service; they need its home and database, not the service."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import HERE, DatabaseOption, HomeOption, ServerOption
from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption
from optimizer.cli.told import UsageError, give, say, told

if TYPE_CHECKING:
    from api.database import Database

TenantArgument = Annotated[
    str, typer.Argument(metavar="TENANT", help="Whose jobs and instances it is about.")
]


@told
def key(
    tenant: Annotated[
        str | None,
        typer.Argument(
            metavar="[TENANT]", help="Whose jobs and instances the key opens.", show_default=False
        ),
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="read, submit, admin or metrics; read and submit unless given."),
    ] = None,
    days: Annotated[
        float | None,
        typer.Option(help="How long the key opens; for ever unless given.", show_default=False),
    ] = None,
    label: Annotated[str, typer.Option(help="What the key is for.")] = "",
    revoke: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="Let this key open nothing from now on, and make none."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List keys and when they were used; make none.")
    ] = False,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> Exit:
    r"""Make a key for a tenant and print it; it can be read this once.

    \b
    Examples:
      junkan key acme
      junkan key acme --scope read --days 90 --label dashboard
      junkan key --list
    """
    from api.errors import Problem
    from api.keys import Keys

    with _store(home, database) as store:
        keys = Keys(store)
        if listed:
            for row in keys.listed(tenant):
                state = "revoked" if row.revoked_at else f"until {_moment(row.expires_at)}"
                used = f"used {_moment(row.used_at)}"
                shown = f"{row.tenant:<16}  jk_{row.prefix}  {row.scopes:<18}  {state}  {used}"
                typer.echo(f"{shown}  {row.label or ''}".rstrip())
            return Exit.OK
        if tenant is None:
            raise UsageError("name a tenant, or ask for --list")
        try:
            if revoke is not None:
                keys.revoke(tenant, revoke)
            else:
                scopes = tuple(scope or ("read", "submit"))
                typer.echo(keys.make(tenant, scopes, label=label, days=days))
        except Problem as problem:
            raise UsageError(problem.detail) from problem
    return Exit.OK


@told
def quota(
    tenant: TenantArgument,
    queued: Annotated[
        int | None, typer.Option(min=1, help="Jobs that may wait or run.", show_default=False)
    ] = None,
    running: Annotated[
        int | None, typer.Option(min=1, help="Jobs that may run at once.", show_default=False)
    ] = None,
    stored_mb: Annotated[
        int | None, typer.Option(min=1, help="Results and uploads.", show_default=False)
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="Longest solve.", show_default=False),
    ] = None,
    reset: Annotated[bool, typer.Option(help="Give back what the tenant was given.")] = False,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> Exit:
    r"""Give a tenant quotas of its own, and print them with what it uses.

    \b
    Examples:
      junkan quota acme --running 2 --stored-mb 5000
      junkan quota acme --reset
    """
    from api.quotas import NAMES, Quotas
    from api.settings import Limits

    asked = {"queued": queued, "running": running, "stored_mb": stored_mb, "time_limit": time_limit}
    given: dict[str, float | None] = {name: n for name, n in asked.items() if n is not None}
    with _store(home, database) as store:
        quotas = Quotas(store, Limits())
        if reset:
            quotas.give(tenant, dict.fromkeys(NAMES))
        if given:
            quotas.give(tenant, given)
        own = next((row for row in quotas.listed() if row.tenant == tenant), None)
        quota = {name: getattr(own, name, None) for name in NAMES}
        give({"tenant": tenant, "quota": quota, "usage": quotas.usage(tenant)})
    return Exit.OK


@told
def audit_log(
    tenant: Annotated[
        str | None, typer.Option(help="Only this tenant.", show_default=False)
    ] = None,
    after: Annotated[int, typer.Option(help="Only entries with higher numbers.")] = 0,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> Exit:
    r"""Print who did what and when, one JSON object per line.

    \b
    Examples:
      junkan audit-log
      junkan audit-log --tenant acme
    """
    from api.audit_log import AuditLog, shown

    with _store(home, database) as store:
        for row in AuditLog(store).rows(tenant, after):
            entry = shown(row)
            typer.echo(json.dumps(entry | {"at": _moment(entry["at"])}, ensure_ascii=False))
    return Exit.OK


@told
def backup(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder to copy into.")],
    home: HomeOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""Copy a service to a folder: tables, results, uploads; it may run meanwhile.

    \b
    Examples:
      junkan backup /var/backups/junkan/monday
    """
    from api.backup import backup as copied
    from api.settings import ServiceSettings, default_home

    taken = copied(ServiceSettings(home or default_home(), database), folder)
    return _told_of(taken.rows, taken.missing, as_json=as_json)


@told
def restore(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What backup wrote.")],
    home: HomeOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""Make a service of a backup, where there is none yet; waiting jobs go on when it starts.

    The database may be another than the one that was copied.

    \b
    Examples:
      junkan restore /var/backups/junkan/monday --home /srv/junkan
    """
    from api.backup import restore as made
    from api.settings import ServiceSettings, default_home

    taken = made(folder, ServiceSettings(home or default_home(), database))
    return _told_of(taken.rows, taken.missing, as_json=as_json)


@told
def health(server: ServerOption = HERE) -> Exit:
    r"""Ask a service whether it is well; the exit code says so.

    \b
    Examples:
      junkan health
      junkan health --server http://127.0.0.1:8471
    """
    import httpx

    try:
        answer = httpx.get(f"{server}/readyz", timeout=10.0)
    except httpx.HTTPError as error:
        say(f"{server} cannot be reached: {error}")
        return Exit.FAILED
    if answer.is_success:
        typer.echo("ready")
        return Exit.OK
    say(answer.text)
    return Exit.FAILED


@contextmanager
def _store(home: Path | None, database: str | None) -> Iterator["Database"]:
    """The database of a service, which may run meanwhile."""
    from api.database import Database
    from api.settings import ServiceSettings, default_home

    settings = ServiceSettings(home or default_home(), database)
    settings.folder(".")
    store = Database(settings.store_url)
    try:
        store.create()
        yield store
    finally:
        store.close()


def _moment(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _told_of(rows: dict[str, int], missing: list[str], *, as_json: bool) -> Exit:
    if as_json:
        give({"rows": rows, "missing": missing})
    else:
        for name, count in rows.items():
            typer.echo(f"{name:<12} {count}")
    for job in missing:
        say(f"the results of {job} were not there")
    return Exit.FINDINGS if missing else Exit.OK
