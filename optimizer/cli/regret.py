"""``junkan regret``: plans against courses of events."""

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption, OutOption, ProgressOption, ThreadsOption
from optimizer.cli.told import UsageError, told


@told
def regret(
    results: Annotated[
        list[Path],
        typer.Argument(
            metavar="RESULTS...", help="Folders that `solve --out` wrote.", show_default=False
        ),
    ],
    instance: Annotated[
        str,
        typer.Option(
            metavar="INSTANCE",
            help="The instance with the courses of events; unless given, where the first run "
            "record says it was.",
            show_default=False,
        ),
    ] = "",
    scenarios: Annotated[
        str,
        typer.Option(
            help="Which courses: all, planned, none (undisturbed alone), or names of scenarios, "
            "with commas between."
        ),
    ] = "all",
    own: Annotated[
        bool, typer.Option("--own", help="Compare the best plan of each course, too.")
    ] = False,
    gap: Annotated[
        float, typer.Option(help="How closely the best of each course is proved (a fraction).")
    ] = 0.01,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", help="For the best of each course.")
    ] = 300.0,
    threads: ThreadsOption = 2,
    out: OutOption = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Compare plans on every course of events: what each costs beyond the best plan for it.

    Each cell is solved by itself, with the plan's here-and-now decisions fixed. Told are the worst
    regret and the expected cost of each plan, and which plan each of the two recommends.

    \b
    Examples:
      junkan regret results/cheap results/capped --instance japan-eu
      junkan regret results/japan-eu --scenarios embargo,red-sea --own --out results/regret
    """
    from optimizer.cli.planned import planned
    from optimizer.cli.progress import watching
    from optimizer.cli.request import which_scenarios
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.settings import SolveSettings
    from optimizer.studies.regret import regret as study

    which = which_scenarios(scenarios)
    settings = SolveSettings(gap=gap, time_limit=time_limit, threads=threads)
    require_study_room(out)
    names = [path.name or str(path) for path in results]
    names = names if len(set(names)) == len(names) else [str(path) for path in results]
    if len(set(names)) < len(names):
        raise UsageError("a results folder is named twice")
    with watching(progress) as watch:
        found = [planned(str(path), instance, watch) for path in results]
        plans = {name: held.plan for name, (_, held) in zip(names, found, strict=True)}
        compared = study(found[0][0], plans, which, settings, watch, own=own)  # type: ignore[arg-type]
    return finish(compared, out=out, as_json=as_json)
