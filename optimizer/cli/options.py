"""Arguments and options that several commands share, each described once."""

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.places import shipped_names

InstanceArgument = Annotated[
    str,
    typer.Argument(
        metavar="INSTANCE",
        help="A data package folder, a .json or .xlsx file, or the name of a shipped instance.",
        autocompletion=shipped_names,
        show_default=False,
    ),
]

JsonOption = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Print one JSON document on standard output, everything else on standard error.",
    ),
]

LeverOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lever",
        metavar="NAME",
        help="Pull a lever of the instance first: its changes are made, its cost is paid; with "
        "NAME@PERIOD from that period on. May be repeated, or several with commas.",
        show_default=False,
        rich_help_panel="What is asked",
    ),
]

PolicyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="Put a pack of rules of law in force; `junkan policies` lists them. May be repeated, "
        "or several with commas.",
        show_default=False,
        rich_help_panel="What is asked",
    ),
]

ResultsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="RESULTS", help="A folder that `solve --out` wrote.", show_default=False
    ),
]
