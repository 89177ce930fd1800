"""``junkan break-even``: at which price, fee, use or subsidy recycling pays."""

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

_ASKED, _HOW = "What is asked", "How to solve"


@told
def break_even(
    instance: InstanceArgument,
    plant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FACILITY",
            help="A plant for which all is planned anew, beside the whole loop.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    no_loop: Annotated[
        bool,
        typer.Option("--no-loop", help="Leave the whole loop out.", rich_help_panel=_ASKED),
    ] = False,
    metal: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ELEMENT",
            help="Metals whose price moves, such as Li [default: all].",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STAGE",
            help="Stages of recycling [default: collection, recovery].",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    use: Annotated[
        float,
        typer.Option(
            help="From which part of its capacity on a plant counts as running.",
            rich_help_panel=_ASKED,
        ),
    ] = 0.5,
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
    r"""Find where recycling pays: each plant by the unit, and the whole loop planned anew.

    By the unit of feed: what each plant sells, pays and must earn for its capital, at market prices
    and at the plan's own; at which metal price, feed price, use or support it just covers that. For
    the loop and for plants that are named: the factor on metal prices and the fee at which running
    and idling cost the same, proved.

    \b
    Examples:
      junkan break-even toy-loop --stage recovery
      junkan break-even japan-eu-mini --relax
      junkan break-even japan-eu --relax --plant hydro-dunkirk
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import which_scenarios
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.data import load
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.studies.break_even import STAGES, BreakEvenSettings
    from optimizer.studies.break_even import break_even as study

    asked = BreakEvenSettings(
        stages=tuple(stage or STAGES),
        plants=tuple(plant or ()),
        metals=tuple(metal or ()),
        loop=not no_loop,
        use=use,
    )
    which = which_scenarios(scenarios)
    build = BuildSettings(scenarios=which, relax=relax, levers=tuple(lever or ()))
    settings = SolveSettings(gap=gap, time_limit=time_limit, threads=threads)
    require_study_room(out)
    chosen = load(find_instance(instance))
    with watching(progress) as listening:
        found = study(chosen, asked, build, settings, listening)
    return finish(found, out=out, as_json=as_json)
