"""``junkan guarantee``: the cheapest plan that survives every outage of a list."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    InstanceArgument,
    JsonOption,
    LeverOption,
    OutputProgressOption,
    PolicyOption,
    SolverThreadsOption,
)
from optimizer.cli.told import told

if TYPE_CHECKING:
    from optimizer.data import Instance
    from optimizer.data.outages import Survive

_ASKED = "What is asked"
_HOW = "How it is solved"
_OUT = "What comes out"


@told
def guarantee(
    instance: InstanceArgument,
    survive: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help="What is lost, each thing alone: country, site, facility, lane, chokepoint, stage "
            "or rung; or only some, country=CHN,IDN. May be repeated. [default: country]",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    share: Annotated[
        float,
        typer.Option(
            help="Part of the demand that is served all the same in every period of an outage "
            "(a fraction).",
            rich_help_panel=_ASKED,
        ),
    ] = 0.9,
    area: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AREA",
            help="A country or bloc in which the share is served; unless given, all markets "
            "together. May be repeated: in each.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    strike: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PERIOD",
            help="Period in which outages begin; the middle of the horizon unless given. "
            "May be repeated.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    length: Annotated[
        float | None,
        typer.Option(
            metavar="DAYS",
            help="How long an outage lasts; the period in which it begins unless given.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    remaining: Annotated[
        float,
        typer.Option(help="Part of what is struck that still works.", rich_help_panel=_ASKED),
    ] = 0.0,
    pairs: Annotated[
        bool,
        typer.Option(
            "--pairs", help="Each two things together as well (N−2).", rich_help_panel=_ASKED
        ),
    ] = False,
    spare: Annotated[
        list[str] | None,
        typer.Option(
            "--except",
            metavar="NAME",
            help="Something that is not lost. May be repeated.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    max_exposure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the exposure as in `junkan solve`, for the cheapest plan too.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    max_stage_share: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the watched share of rungs as in `junkan solve`.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    lever: LeverOption = None,
    policy: PolicyOption = None,
    gap: Annotated[
        float,
        typer.Option(help="Stop when the plan is proved this close.", rich_help_panel=_HOW),
    ] = 0.01,
    time_limit: Annotated[
        float,
        typer.Option(metavar="SECONDS", help="For the whole search.", rich_help_panel=_HOW),
    ] = 900.0,
    threads: SolverThreadsOption = 2,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where to write the study, its plans and the instance with its outages.",
            show_default=False,
            rich_help_panel=_OUT,
        ),
    ] = None,
    progress: OutputProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Find the cheapest plan that still serves a share of demand after any outage.

    Each outage strikes unforeseen; what was built, and what was done until then, stands. The plan
    says what it does then. Told are the premium over the cheapest plan, what is built instead and
    which outages bind; or, where no plan can promise the share, the largest that one can.

    \b
    Examples:
      junkan guarantee toy-outage --share 0.8
      junkan guarantee japan-eu --survive country=CHN,IDN --share 0.5 --out results/n1
      junkan guarantee japan-eu --survive chokepoint --pairs --strike 2030 --length 180
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import names_of, settings_of
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.data import load
    from optimizer.data.force import in_force
    from optimizer.data.outages import Survive

    asked = Survive(
        what=tuple(survive or ["country"]),
        share=share,
        strikes=tuple(strike or []),
        length=length,
        remaining=remaining,
        pairs=pairs,
        areas=tuple(area or []),
        spared=tuple(spare or []),
    )
    build, settings = settings_of(
        max_exposure=max_exposure,
        max_stage_share=max_stage_share,
        levers=names_of(lever),
        policies=names_of(policy),
        gap=gap,
        time_limit=time_limit,
        threads=threads,
    )
    require_study_room(out)
    chosen = load(find_instance(instance))
    from optimizer.studies.guaranteed import guarantee as guaranteed

    with watching(progress) as watch:
        study = guaranteed(chosen, asked, build, settings, watch)
    code = finish(study, out=out, as_json=as_json)
    if out is not None and "guarded" in study.plans:
        _write_instance(out / "instance", in_force(chosen, build), asked)
    return Exit.INFEASIBLE if study.record["status"].startswith("infeasible") else code


def _write_instance(folder: Path, instance: "Instance", asked: "Survive") -> None:
    """What is in force, with its outages: the guarded plan can be audited against it again."""
    from optimizer.cli.told import say
    from optimizer.data import write_package
    from optimizer.data.outages import facing, outages

    write_package(facing(instance, outages(instance, asked), asked), folder)
    say(f"the instance with its outages is in {folder}")
