"""``junkan pillars``: what the pillars of an agreement buy."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    GapOption,
    InstanceArgument,
    JsonOption,
    LeverOption,
    OutWithPlansOption,
    PolicyOption,
    ProgressOption,
    StrikeOption,
    SurviveOption,
    ThreadsOption,
)
from optimizer.cli.told import told


@told
def pillars(
    instance: InstanceArgument,
    only: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PILLAR...",
            help="Pillars of the instance that are compared; all unless given.",
            show_default=False,
        ),
    ] = None,
    survive: SurviveOption = None,
    strike: StrikeOption = None,
    lever: LeverOption = None,
    policy: PolicyOption = None,
    gap: GapOption = 0.005,
    time_limit: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", help="Time limit of every solve, and of every guarantee as a whole."
        ),
    ] = 900.0,
    threads: ThreadsOption = 2,
    out: OutWithPlansOption = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Tell what the pillars of an agreement buy: in money, dependence and survival.

    The table `pillars` of the instance says what each is made of: levers, packs of rules, partners
    who join, a promise to survive the loss of any country, agreements to tell. Each is compared
    with the plan without it.

    \b
    Examples:
      junkan pillars japan-eu-mini
      junkan pillars japan-eu --survive country --out results/pillars
      junkan pillars japan-eu rules people
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import names_of, settings_of, survival_of
    from optimizer.cli.studied import finish, require_study_room

    build, settings = settings_of(
        levers=names_of(lever),
        policies=names_of(policy),
        gap=gap,
        time_limit=time_limit,
        threads=threads,
    )
    require_study_room(out)
    from optimizer.data import load
    from optimizer.studies.pillars import pillars_study

    asked = survival_of(survive, strike)
    chosen = load(find_instance(instance))
    with watching(progress) as watch:
        found = pillars_study(chosen, names_of(only), build, settings, watch, survive=asked)
    return finish(found, out=out, as_json=as_json)
