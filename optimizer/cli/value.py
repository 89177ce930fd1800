"""``junkan value``: what levers are worth, alone and together."""

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
    ScenariosOption,
    StageShareOption,
    StrikeOption,
    SurviveOption,
    ThreadsOption,
    TimeLimitOption,
)
from optimizer.cli.told import told


@told
def value(
    instance: InstanceArgument,
    levers: Annotated[
        list[str],
        typer.Argument(
            metavar="LEVER...",
            help="Levers of the instance that are valued; NAME@PERIOD: from that period on.",
            show_default=False,
        ),
    ],
    subsets: Annotated[
        bool, typer.Option("--subsets", help="Value every set of them, not only each and all.")
    ] = False,
    survive: SurviveOption = None,
    strike: StrikeOption = None,
    lever: LeverOption = None,
    policy: PolicyOption = None,
    max_exposure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the exposure as in `junkan solve`, with and without levers.",
            show_default=False,
        ),
    ] = None,
    max_stage_share: StageShareOption = None,
    scenarios: ScenariosOption = "planned",
    relax: Annotated[
        bool,
        typer.Option(
            "--relax",
            help="Let whole builds be fractions: no gaps, so values are sharp, but of that "
            "problem.",
        ),
    ] = False,
    gap: GapOption = 0.002,
    time_limit: TimeLimitOption = 300.0,
    threads: ThreadsOption = 2,
    out: OutWithPlansOption = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Tell what levers are worth: what the cheapest plan saves when they are pulled.

    Solved are the instance as it is, each lever alone, and all together; told are the saving net of
    the levers' own price, the change in dependence, and what together is worth more than apart.
    Solves stop at a gap, so a value is an interval, and its sign may not be proved. With --relax
    all is linear: values are exact, and told by period, but plants may be built in part.

    \b
    Examples:
      junkan value toy-dependence robots kiln
      junkan value toy-dependence robots kiln --subsets --survive country
      junkan value toy-dependence kiln --max-exposure 0.5 --out results/kiln
      junkan value japan-eu cells-tested-twice packs-tested-twice --relax
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import names_of, settings_of, survival_of
    from optimizer.cli.studied import finish, require_study_room

    build, settings = settings_of(
        max_exposure=max_exposure,
        max_stage_share=max_stage_share,
        levers=names_of(lever),
        policies=names_of(policy),
        scenarios=scenarios,
        relax=relax,
        gap=gap,
        time_limit=time_limit,
        threads=threads,
    )
    require_study_room(out)
    from optimizer.data import load
    from optimizer.studies.value import value as study

    asked = survival_of(survive, strike)
    chosen = load(find_instance(instance))
    named = names_of(levers)
    with watching(progress) as watch:
        found = study(chosen, named, build, settings, watch, subsets=subsets, survive=asked)
    return finish(found, out=out, as_json=as_json)
