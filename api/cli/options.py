"""Options that several commands of the service have."""

from pathlib import Path
from typing import Annotated

import typer

PORT = 8470

ServerOption = Annotated[
    str, typer.Option(envvar="JUNKAN_SERVER", metavar="URL", help="Where the service listens.")
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        envvar="JUNKAN_KEY",
        metavar="KEY",
        help="The key to use; that of this machine's own service unless given.",
        show_default=False,
    ),
]
HomeOption = Annotated[
    Path | None,
    typer.Option(
        envvar="JUNKAN_HOME",
        metavar="DIR",
        help="Where the service keeps its databases, instances and results.",
        show_default=False,
    ),
]
JobArgument = Annotated[str, typer.Argument(metavar="JOB", help="The id that submit printed.")]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        envvar="JUNKAN_DATABASE",
        metavar="URL",
        help="postgresql://...; SQLite files in the home unless given.",
        show_default=False,
    ),
]
HERE = f"http://127.0.0.1:{PORT}"
