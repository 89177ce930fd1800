"""``junkan sharing``: what it is worth that partners tell each other what they have."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    GapOption,
    InstanceArgument,
    JsonOption,
    LeverOption,
    OutOption,
    ProgressOption,
    ThreadsOption,
    TimeLimitOption,
)
from optimizer.cli.told import told


@told
def sharing(
    instance: InstanceArgument,
    lever: LeverOption = None,
    relax: Annotated[
        bool,
        typer.Option(
            "--relax",
            help="Let whole builds be fractions: no gaps, so worth is sharp, but of that problem.",
        ),
    ] = False,
    gap: GapOption = 0.001,
    time_limit: TimeLimitOption = 300.0,
    threads: ThreadsOption = 2,
    out: OutOption = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Tell what it is worth that partners tell each other what they have.

    Capacities, offers, collection and demand of others are known as ranges (tables agreements,
    unknowns, ranges). For every set of agreements to tell, the best plan is found: with what is
    told, and with what is not known until it comes out. Solves stop at a gap, so values are
    intervals.

    \b
    Examples:
      junkan sharing japan-eu-mini --lever data-sharing
      junkan sharing my-chain --gap 0.0001 --out results/sharing
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import names_of
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.data import load
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.studies.sharing import sharing as study

    build = BuildSettings.from_dict(
        {"scenarios": "none", "levers": names_of(lever), "relax": relax}
    )
    settings = SolveSettings(gap=gap, time_limit=time_limit, threads=threads)
    require_study_room(out)
    whole = load(find_instance(instance))
    with watching(progress) as watch:
        found = study(whole, build, settings, watch)
    return finish(found, out=out, as_json=as_json)
