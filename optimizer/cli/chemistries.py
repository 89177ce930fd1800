"""``junkan chemistries``: what each chemistry is worth, and how it shifts dependence."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    GapOption,
    InstanceArgument,
    JsonOption,
    LeverOption,
    OutWithPlansOption,
    ProgressOption,
    ScenariosOption,
    StageShareOption,
    ThreadsOption,
    TimeLimitOption,
)
from optimizer.cli.told import told


@told
def chemistries(
    instance: InstanceArgument,
    among: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CHEMISTRY...",
            help="Chemistries that are forbidden in turn; all that markets may buy unless given.",
            show_default=False,
        ),
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEVER",
            help="Levers that are pulled in turn, `none` for none; unless given, all that bring a "
            "chemistry or let plants learn. May be repeated.",
            show_default=False,
        ),
    ] = None,
    lever: LeverOption = None,
    max_exposure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the exposure as in `junkan solve`, in all of them.",
            show_default=False,
        ),
    ] = None,
    max_stage_share: StageShareOption = None,
    scenarios: ScenariosOption = "planned",
    relax: Annotated[
        bool,
        typer.Option(
            "--relax",
            help="Let whole builds be fractions, and learning come in parts: no gaps, but of that "
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
    r"""Tell what each chemistry is worth: forbidden in turn, and new ones allowed.

    Forbidden, a chemistry is held against a plan in which nobody need buy it but everybody may, so
    that a ban never looks cheap; what it costs that customers insist on a least share is told
    beside it. Told for each: money, dependence, and what is no longer delivered.

    \b
    Examples:
      junkan chemistries japan-eu
      junkan chemistries japan-eu lfp sodium --allow lithium-sulphur --gap 0.001
      junkan chemistries japan-eu-mini --max-exposure 0.5 --out results/chemistries
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import names_of, settings_of
    from optimizer.cli.studied import finish, require_study_room

    build, settings = settings_of(
        max_exposure=max_exposure,
        max_stage_share=max_stage_share,
        levers=names_of(lever),
        scenarios=scenarios,
        relax=relax,
        gap=gap,
        time_limit=time_limit,
        threads=threads,
    )
    require_study_room(out)
    from optimizer.data import load
    from optimizer.studies.chemistries import chemistries as study

    chosen, levers = load(find_instance(instance)), None if allow is None else names_of(allow)
    levers = () if levers == ("none",) else levers
    with watching(progress) as watch:
        found = study(chosen, names_of(among), levers, build, settings, watch)
    return finish(found, out=out, as_json=as_json)
