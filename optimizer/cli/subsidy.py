"""``junkan subsidy``: the least subsidy that reaches a target."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    HowGapOption,
    HowLeverOption,
    HowRelaxOption,
    HowScenariosOption,
    HowThreadsOption,
    HowTimeLimitOption,
    InstanceArgument,
    JsonOption,
    OutOption,
    ProgressOption,
)
from optimizer.cli.told import told

_TARGET, _PAID, _HOW = "The target", "What is paid for", "How to solve"


@told
def subsidy(
    instance: InstanceArgument,
    max_exposure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="0.4, CHN=0.4 or CHN+RUS=0.4@2030.",
            show_default=False,
            rich_help_panel=_TARGET,
        ),
    ] = None,
    max_stage_share: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="As in `junkan solve`: CHN:refining-lithium=0.5.",
            show_default=False,
            rich_help_panel=_TARGET,
        ),
    ] = None,
    domestic: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AREAS:WHAT=SHARE",
            help="What a stage or rung makes in these areas supports this part of the energy "
            "served there: JP+EU:cell=0.5, EU:refining-lithium=0.4@2030.",
            show_default=False,
            rich_help_panel=_TARGET,
        ),
    ] = None,
    guarantees: Annotated[
        bool,
        typer.Option(
            "--guarantees",
            help="The instance's guarantees (N−1) are the target.",
            rich_help_panel=_TARGET,
        ),
    ] = False,
    watch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COUNTRY",
            help="Watched countries or blocs [default: CHN].",
            show_default=False,
            rich_help_panel=_TARGET,
        ),
    ] = None,
    pay: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PER:WHAT@AREAS=WEIGHT",
            help="Per capex, capacity, activity or energy, of a stage, rung, process or facility, "
            "in countries or blocs: energy:cell@JP+EU, capex:recovery@EU=2.",
            show_default=False,
            rich_help_panel=_PAID,
        ),
    ] = None,
    programme: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Scale the rates of this programme of the instance.",
            show_default=False,
            rich_help_panel=_PAID,
        ),
    ] = "",
    share: Annotated[
        float,
        typer.Option(help="Prove that this part of the least rate misses.", rich_help_panel=_PAID),
    ] = 0.99,
    scenarios: HowScenariosOption = "planned",
    lever: HowLeverOption = None,
    relax: HowRelaxOption = False,
    gap: HowGapOption = 1e-4,
    time_limit: HowTimeLimitOption = 300.0,
    threads: HowThreadsOption = 2,
    out: OutOption = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Find the least subsidy with which industry's cheapest plan meets a target.

    Two answers: the least sum that any scheme must pay, and the least rate if all are paid alike
    for what they build or run, with who is paid. Just below that rate the target is proved to be
    missed.

    \b
    Examples:
      junkan subsidy toy-subsidy --domestic JPN:cell=0.5 --pay energy:cell@JPN
      junkan subsidy japan-eu-mini --max-exposure 0.4 --pay energy:cell@JP+EU
      junkan subsidy japan-eu --max-exposure 0.4 --pay energy:refining@JP+EU --relax
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import settings_of
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.data import load
    from optimizer.studies.least_subsidy import Asked
    from optimizer.studies.least_subsidy import subsidy as study
    from optimizer.studies.targets import Domestic, Pay

    build, settings = settings_of(
        max_exposure=max_exposure,
        max_stage_share=max_stage_share,
        watched=watch or [],
        scenarios=scenarios,
        relax=relax,
        levers=tuple(lever or ()),
        gap=gap,
        time_limit=time_limit,
        threads=threads,
    )
    asked = Asked(
        domestic=tuple(Domestic.parse(text) for text in domestic or ()),
        guarantees=guarantees,
        pay=tuple(Pay.parse(text) for text in pay or ()),
        programme=programme,
        share=share,
    )
    require_study_room(out)
    chosen = load(find_instance(instance))
    with watching(progress) as listening:
        found = study(chosen, asked, build, settings, listening)
    return finish(found, out=out, as_json=as_json)
