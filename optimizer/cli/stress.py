"""``junkan stress``: close everything in turn and see what a plan can still do."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    JsonOption,
    OutOption,
    PlannedArgument,
    ProgressOption,
    SolvedInstanceOption,
)
from optimizer.cli.told import told


@told
def stress(
    what: PlannedArgument,
    instance: SolvedInstanceOption = "",
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="What fails, one by one: country, site, facility, lane, chokepoint, stage, rung, "
            "commodity, country-stage, country-rung, country-commodity, or all of these. May be "
            "repeated; country, stage, country-stage and chokepoint unless given.",
            show_default=False,
        ),
    ] = None,
    strike: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="PERIOD",
            help="The period at whose start everything fails; the middle one unless given.",
            show_default=False,
        ),
    ] = "",
    days: Annotated[
        float, typer.Option(help="Time to recover: days until what failed works again.")
    ] = 365.0,
    remaining: Annotated[float, typer.Option(help="Fraction that still works meanwhile.")] = 0.0,
    first: Annotated[
        str,
        typer.Option(
            help="What the answer to a failure minimises: cost, with the price of what is missing; "
            "or shortfall, and then cost."
        ),
    ] = "cost",
    course: Annotated[
        str | None,
        typer.Option(
            metavar="SCENARIO",
            help="The course of events along which it happens, by the scenario in which it ends; "
            "unless given, the one in which nothing branches off.",
            show_default=False,
        ),
    ] = None,
    survive: Annotated[
        bool | None,
        typer.Option(
            "--survive/--no-survive",
            help="Find out, too, how long each failure can be borne without losing energy; unless "
            "given, where the problem is small.",
            show_default=False,
        ),
    ] = None,
    threads: Annotated[int, typer.Option(help="Failures solved at a time.")] = 2,
    out: OutOption = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Close every country, stage and chokepoint in turn and find what the plan can still do.

    What the plan decided stands, and what was done before the strike: nobody foresaw it. The rest
    is decided anew, as cheaply as can be. Told are the energy lost and the extra cost of each
    failure, who goes without, and a matrix of countries and stages.

    \b
    Examples:
      junkan stress toy-winter --kind chokepoint
      junkan stress results/japan-eu --from 2030 --days 365 --out results/stress
      junkan stress results/japan-eu --kind site --kind lane --days 90
    """
    from optimizer.cli.planned import planned
    from optimizer.cli.progress import watching
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.studies.failures import KINDS, USUAL
    from optimizer.studies.stress import StressSettings
    from optimizer.studies.stress import stress as study

    kinds = tuple(kind or USUAL)
    settings = StressSettings(
        kinds=KINDS if "all" in kinds else kinds,
        strike=strike or None,
        days=days,
        remaining=remaining,
        first=first,  # type: ignore[arg-type]  # checked by the settings
        course=course,
        threads=threads,
        survive=survive,
    )
    require_study_room(out)
    with watching(progress) as watch:
        whole, results = planned(what, instance, watch)
        found = study(whole, results.plan, settings, watch)
    return finish(found, out=out, as_json=as_json)
