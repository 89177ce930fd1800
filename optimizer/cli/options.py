"""Arguments and options that several commands share, each described once.

A command declares only what is its own. Where the same option is listed in a panel, or promises
something else in one command, it has a name of its own here or stays with that command. Defaults
are the commands': ``gap: GapOption = 0.002``.
"""

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.places import shipped_names
from optimizer.cli.progress import Style

_ASKED, _HOW, _OUT = "What is asked", "How it is solved", "What comes out"
_SOLVE = "How to solve"

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
        rich_help_panel=_ASKED,
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
        rich_help_panel=_ASKED,
    ),
]

ResultsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="RESULTS", help="A folder that `solve --out` wrote.", show_default=False
    ),
]

PlannedArgument = Annotated[
    str,
    typer.Argument(
        metavar="RESULTS|INSTANCE",
        help="A results folder, or an instance, whose cheapest plan is found first.",
        autocompletion=shipped_names,
        show_default=False,
    ),
]

SolvedInstanceOption = Annotated[
    str,
    typer.Option(
        metavar="INSTANCE",
        help="The instance that was solved; unless given, where the run record says it was.",
        show_default=False,
    ),
]

# What is asked of a study.

ScenariosOption = Annotated[
    str, typer.Option(metavar="WHICH", help="Courses of events, as in `junkan solve`.")
]

SampleSeedOption = Annotated[int, typer.Option(help="Seed of the samples.")]

StageShareOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LIMIT",
        help="Limit the watched share of rungs as in `junkan solve`.",
        show_default=False,
    ),
]

SurviveOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WHAT",
        help="Say, too, what each plan still serves after the worst loss of a country, site, "
        "..., as in `junkan guarantee`. May be repeated.",
        show_default=False,
    ),
]

StrikeOption = Annotated[
    list[str] | None,
    typer.Option(metavar="PERIOD", help="Period of the loss.", show_default=False),
]

NoShortfallOption = Annotated[
    bool,
    typer.Option("--no-shortfall", help="All demand must be served.", rich_help_panel=_ASKED),
]

# How its problems are solved.

GapOption = Annotated[float, typer.Option(help="Gap of every solve (a fraction).")]

TimeLimitOption = Annotated[
    float, typer.Option(metavar="SECONDS", help="Time limit of every solve.")
]

ThreadsOption = Annotated[int, typer.Option(help="Threads of the solver.")]

SolverThreadsOption = Annotated[
    int, typer.Option(help="Threads of the solver.", rich_help_panel=_HOW)
]

SolverSeedOption = Annotated[int, typer.Option(help="Seed of the solver.", rich_help_panel=_HOW)]

# The same, in the panel of the studies that solve many variants of one problem.

HowScenariosOption = Annotated[
    str, typer.Option(help="As in `junkan solve`.", rich_help_panel=_SOLVE)
]

HowLeverOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Levers of the instance that are pulled.",
        show_default=False,
        rich_help_panel=_SOLVE,
    ),
]

HowRelaxOption = Annotated[
    bool,
    typer.Option(
        "--relax", help="Builds may be fractions: exact, and much faster.", rich_help_panel=_SOLVE
    ),
]

HowGapOption = Annotated[float, typer.Option(help="Gap of every solve.", rich_help_panel=_SOLVE)]

HowTimeLimitOption = Annotated[
    float, typer.Option(metavar="SECONDS", help="Of every solve.", rich_help_panel=_SOLVE)
]

HowThreadsOption = Annotated[
    int, typer.Option(help="Threads of the solver.", rich_help_panel=_SOLVE)
]

# What comes out.

OutOption = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write the study there.", show_default=False),
]

OutWithPlansOption = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write the study and all plans.", show_default=False),
]

StudyFolderOption = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Where to write the study.", show_default=False),
]

ProgressOption = Annotated[
    Style, typer.Option(help="How to show progress: auto, rich, plain, json or none.")
]

PlanProgressOption = Annotated[
    Style, typer.Option(help="How to show progress, where a plan is found first.")
]

OutputProgressOption = Annotated[
    Style, typer.Option(help="rich, plain, json or none; auto picks.", rich_help_panel=_OUT)
]
