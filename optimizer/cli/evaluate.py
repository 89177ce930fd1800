"""``junkan evaluate``: what a plan costs in courses of events that it was not made for."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    JsonOption,
    OutOption,
    PlannedArgument,
    ProgressOption,
    SampleSeedOption,
    SolvedInstanceOption,
    ThreadsOption,
    TimeLimitOption,
)
from optimizer.cli.told import told


@told
def evaluate(
    what: PlannedArgument,
    instance: SolvedInstanceOption = "",
    samples: Annotated[int, typer.Option(help="Courses that are drawn.")] = 200,
    seed: SampleSeedOption = 0,
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
    time_limit: TimeLimitOption = 300.0,
    threads: ThreadsOption = 2,
    out: OutOption = None,
    progress: ProgressOption = "auto",
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
