"""``junkan courses``: what a plan meets on each course of events."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    JsonOption,
    OutOption,
    PlannedArgument,
    ProgressOption,
    SolvedInstanceOption,
    ThreadsOption,
)
from optimizer.cli.told import told


@told
def courses(
    what: PlannedArgument,
    instance: SolvedInstanceOption = "",
    scenarios: Annotated[
        str,
        typer.Option(
            metavar="WHICH", help="Which courses: all, planned, none, or names: embargo,strike."
        ),
    ] = "all",
    threads: ThreadsOption = 2,
    out: OutOption = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Put a plan on every course of events of its instance: what it costs, what is not delivered.

    What the plan decided stands, and what it did before the course began: nobody foresaw it. The
    rest is decided anew, as cheaply as can be.

    \b
    Examples:
      junkan courses toy-hoarding
      junkan courses results/japan-eu --out results/courses
      junkan courses results/japan-eu --scenarios china-embargo,red-sea
    """
    from optimizer.cli.planned import planned
    from optimizer.cli.progress import watching
    from optimizer.cli.request import which_scenarios
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.settings import SolveSettings
    from optimizer.studies.courses import course_study

    settings = SolveSettings(gap=0.0, threads=threads, time_limit=600.0)
    require_study_room(out)
    with watching(progress) as watch:
        whole, results = planned(what, instance, watch)
        found = course_study(whole, results.plan, which_scenarios(scenarios), settings, watch)  # type: ignore[arg-type]
    return finish(found, out=out, as_json=as_json)
