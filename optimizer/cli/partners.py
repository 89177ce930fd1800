"""``junkan partners``: what coalitions cost, and how their gain may be shared."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    GapOption,
    InstanceArgument,
    JsonOption,
    LeverOption,
    ProgressOption,
    StrikeOption,
    SurviveOption,
    ThreadsOption,
    TimeLimitOption,
)
from optimizer.cli.told import told

if TYPE_CHECKING:
    from optimizer.data import Instance


@told
def partners(
    instance: InstanceArgument,
    among: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PARTNER...",
            help="Partners of the instance whose coalitions are compared; all unless given.",
            show_default=False,
        ),
    ] = None,
    survive: SurviveOption = None,
    strike: StrikeOption = None,
    lever: LeverOption = None,
    max_exposure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the exposure of every coalition, as in `junkan solve`.",
            show_default=False,
        ),
    ] = None,
    max_stage_share: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the watched share of rungs in every coalition.",
            show_default=False,
        ),
    ] = None,
    relax: Annotated[
        bool,
        typer.Option(
            "--relax",
            help="Let whole builds be fractions: no gaps, so gains are sharp, but of that problem.",
        ),
    ] = False,
    gap: GapOption = 0.005,
    time_limit: TimeLimitOption = 300.0,
    threads: ThreadsOption = 2,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Write the study, all plans and the instances of the coalitions.",
            show_default=False,
        ),
    ] = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Tell what partners gain by planning together, and how they may share it.

    Every coalition of the partners is solved: its members' demand is planned as one, with what they
    have and their share of what third countries offer. Told are cost, dependence and, where asked,
    what survives; what each adds; Shapley values; and whether the core is empty, with a split.

    \b
    Examples:
      junkan partners japan-eu-mini
      junkan partners japan-eu japan eu --out results/partners
      junkan partners japan-eu-mini --survive country --strike 2029-30
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import names_of, settings_of, survival_of
    from optimizer.cli.studied import finish, require_study_room

    build, settings = settings_of(
        max_exposure=max_exposure,
        max_stage_share=max_stage_share,
        levers=names_of(lever),
        relax=relax,
        gap=gap,
        time_limit=time_limit,
        threads=threads,
    )
    require_study_room(out)
    from optimizer.data import load
    from optimizer.data.force import ruled
    from optimizer.studies.partners import partners_study

    asked = survival_of(survive, strike)
    chosen = load(find_instance(instance))
    with watching(progress) as watch:
        found = partners_study(chosen, names_of(among), build, settings, watch, survive=asked)
    code = finish(found, out=out, as_json=as_json)
    if out is not None and found.plans:
        _write_instances(out / "instances", ruled(chosen, build), list(found.plans))
    return code


def _write_instances(folder: Path, instance: "Instance", coalitions: list[str]) -> None:
    """What each coalition plans: its plan can be audited against it again."""
    from optimizer.cli.told import say
    from optimizer.data import write_package
    from optimizer.data.coalitions import coalition

    for name in coalitions:
        write_package(coalition(instance, name.split("+")), folder / name)
    say(f"the instances of the coalitions are in {folder}")
