"""The commands of who looks after a service; they need its home and database, not the service."""

from typing import Annotated

import typer

from api.cli.options import DatabaseOption, HomeOption
from optimizer.cli.exits import Exit
from optimizer.cli.told import UsageError, told


@told
def key(
    tenant: Annotated[
        str, typer.Argument(metavar="TENANT", help="Whose jobs and instances the key opens.")
    ],
    scope: Annotated[
        list[str] | None,
        typer.Option(help="read, submit, admin or metrics; read and submit unless given."),
    ] = None,
    revoke: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="Let this key open nothing from now on, and make none."),
    ] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> Exit:
    r"""Make a key for a tenant and print it; it can be read this once.

    It needs the service's home and database, not the service.

    \b
    Examples:
      junkan key acme
      junkan key acme --scope read
    """
    from api.database import Database
    from api.errors import Problem
    from api.keys import Keys
    from api.settings import ServiceSettings, default_home

    settings = ServiceSettings(home or default_home(), database)
    settings.folder(".")
    store = Database(settings.store_url)
    try:
        store.create()
        if revoke is not None:
            Keys(store).revoke(tenant, revoke)
        else:
            typer.echo(Keys(store).make(tenant, tuple(scope or ("read", "submit"))))
    except Problem as problem:
        raise UsageError(problem.detail) from problem
    finally:
        store.close()
    return Exit.OK
