"""``junkan evaluate``: what a plan costs in courses of events that it was not made for."""

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption
from optimizer.cli.places import shipped_names
from optimizer.cli.progress import Style
from optimizer.cli.told import told


@told
def evaluate(
    what: Annotated[
        str,
        typer.Argument(
            metavar="RESULTS|INSTANCE",
            help="A results folder, or an instance, whose cheapest plan is found first.",
            autocompletion=shipped_names,
            show_default=False,
        ),
    ],
    instance: Annotated[
        str,
        typer.Option(
            metavar="INSTANCE",
            help="The instance that was solved; unless given, where the run record says it was.",
            show_default=False,
        ),
    ] = "",
    samples: Annotated[int, typer.Option(help="Courses that are drawn.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the samples.")] = 0,
    tail: Annotated[
        float, typer.Option(help="The dearest courses are what is left of the chance beyond this.")
    ] = 0.95,
    confidence: Annotated[float, typer.Option(help="Confidence of the intervals.")] = 0.95,
    replications: Annotated[
        int,
        typer.Option(help="Samples solved to their best, for the optimality gap; 0: no estimate."),
    ] = 0,
    size: Annotated[int, typer.Option(help="Courses in each of them.")] = 20,
    gap: Annotated[float, typer.Option(help="Gap to which they are solved.")] = 0.001,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", help="Time limit of every solve.")
    ] = 300.0,
    threads: Annotated[int, typer.Option(help="Threads of the solver.")] = 2,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the study there.", show_default=False),
    ] = None,
    progress: Annotated[
        Style, typer.Option(help="How to show progress: auto, rich, plain, json or none.")
    ] = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Carry a plan out in fresh samples and estimate its cost, its tail and what is missing.

    Courses are drawn from the instance's table outage_rates. What the plan decides here and now
    stands, and what it does until the first outage; the rest is decided anew. Every course is
    audited; every estimate has its interval.

    \b
    Examples:
      junkan evaluate results/japan-eu-mini --samples 200 --seed 7
      junkan evaluate toy-hedge --samples 1000
      junkan evaluate results/japan-eu-mini --replications 5 --size 10
    """
    from optimizer.cli.planned import planned
    from optimizer.cli.progress import watching
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.settings import SolveSettings
    from optimizer.studies.evaluate import EvaluateSettings
    from optimizer.studies.evaluate import evaluate as study

    asked = EvaluateSettings(samples, seed, tail, confidence, replications, size)
    settings = SolveSettings(gap=gap, time_limit=time_limit, threads=threads)
    require_study_room(out)
    with watching(progress) as watch:
        whole, results = planned(what, instance, watch)
        found = study(whole, results.plan, asked, settings, watch)
    return finish(found, out=out, as_json=as_json)
