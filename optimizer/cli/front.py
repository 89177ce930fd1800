"""``junkan front``: what less dependence, or less of another measure, costs, point by point."""

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    InstanceArgument,
    JsonOption,
    LeverOption,
    NoShortfallOption,
    OutputProgressOption,
    PolicyOption,
    SolverSeedOption,
)
from optimizer.cli.told import told

_ASKED = "What is asked"
_HOW = "How it is solved"
_OUT = "What comes out"


@told
def front(
    instance: InstanceArgument,
    measure: Annotated[
        str,
        typer.Option(
            help="exposure, stage_share (the highest of all rungs), pass_through, survival (energy "
            "lost in the worst guaranteed outage) or co2 (per energy served).",
            rich_help_panel=_ASKED,
        ),
    ] = "exposure",
    points: Annotated[int, typer.Option(help="How many points.", rich_help_panel=_ASKED)] = 11,
    start: Annotated[
        float | None,
        typer.Option(
            "--from",
            metavar="VALUE",
            help="Loosest limit; what the cheapest plan has, unless given.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    end: Annotated[
        float | None,
        typer.Option(
            "--to",
            metavar="VALUE",
            help="Tightest limit; the least that a plan can have, unless given.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    watch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COUNTRY",
            help="A country or bloc on which dependence is measured; CHN unless given. "
            "May be repeated.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    max_exposure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the exposure as in `junkan solve`, at every point.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    max_stage_share: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the watched share of rungs as in `junkan solve`, at every point.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    max_pass_through: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the pass-through as in `junkan solve`, at every point.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    no_shortfall: NoShortfallOption = False,
    lever: LeverOption = None,
    policy: PolicyOption = None,
    scenarios: Annotated[
        str,
        typer.Option(
            help="Courses of events to reckon with, as in `junkan solve`.", rich_help_panel=_ASKED
        ),
    ] = "planned",
    no_rungs: Annotated[
        bool,
        typer.Option(
            "--no-rungs",
            help="Leave out what a percentage point less of each rung costs.",
            rich_help_panel=_ASKED,
        ),
    ] = False,
    gap: Annotated[
        float, typer.Option(help="Prove every point this close.", rich_help_panel=_HOW)
    ] = 0.01,
    time_limit: Annotated[
        float,
        typer.Option(metavar="SECONDS", help="For the whole front.", rich_help_panel=_HOW),
    ] = 900.0,
    threads: Annotated[
        int, typer.Option(help="Points solved at a time.", rich_help_panel=_HOW)
    ] = 2,
    seed: SolverSeedOption = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where to write the study and the plan of every point.",
            show_default=False,
            rich_help_panel=_OUT,
        ),
    ] = None,
    progress: OutputProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Trace cost against a measure: the cheapest plan within each of several limits.

    Every point is proved within the gap and audited. Told is what each step costs, and what a
    percentage point less of each rung would cost in the cheapest plan. Ctrl-C keeps what has been
    found (exit code 5).

    \b
    Examples:
      junkan front toy-dependence
      junkan front japan-eu --out results/front
      junkan front japan-eu --measure stage_share --points 6 --to 0.5
      junkan front japan-eu-mini --measure co2
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import names_of, settings_of
    from optimizer.cli.studied import finish, require_study_room

    build, settings = settings_of(
        max_exposure=max_exposure,
        max_stage_share=max_stage_share,
        max_pass_through=max_pass_through,
        watched=watch or [],
        levers=names_of(lever),
        policies=names_of(policy),
        scenarios=scenarios,
        shortfall="forbidden" if no_shortfall else "as_priced",
        gap=gap,
        time_limit=time_limit,
        threads=threads,
        seed=seed,
    )
    require_study_room(out)
    from optimizer.data import load
    from optimizer.studies.front import FrontSettings
    from optimizer.studies.front import front as traced

    asked = FrontSettings(measure, points, start, end, not no_rungs)
    chosen = load(find_instance(instance))
    with watching(progress) as listening:
        study = traced(chosen, asked, build, settings, listening)
    code = finish(study, out=out, as_json=as_json)
    return code if study.plans else _without(str(study.record["reason"]))


def _without(reason: str) -> Exit:
    """The code where no point has a plan."""
    return Exit.INFEASIBLE if "infeasible" in reason or reason == "unbounded" else Exit.NO_PLAN
