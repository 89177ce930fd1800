"""``junkan new``: an instance of one's own to begin with."""

import re
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.places import require_writable
from optimizer.cli.told import UsageError, say, told

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@told
def new(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="NAME",
            help="Name of the instance, and of the folder to make (may be a path).",
            show_default=False,
        ),
    ],
) -> Exit:
    r"""Make a small instance that solves, to change row by row.

    It holds one of each thing: a mine, a plant that can grow, lanes, a market, and batteries that
    come back. All figures are made up and marked so. Its README says what to change first.

    \b
    Examples:
      junkan new my-chain
      junkan check my-chain
      junkan solve my-chain
    """
    from optimizer.data.scaffold import new as make

    name = folder.absolute().name
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name: use letters, digits and _ . - without blanks")
    require_writable(folder)
    try:
        instance = make(name, folder)
    except FileExistsError as error:
        raise UsageError(str(error)) from error
    rows = sum(frame.height for frame in instance.tables.values())
    say(f"{folder} made: {rows} rows; change them, then: junkan check {folder}")
    return Exit.OK
