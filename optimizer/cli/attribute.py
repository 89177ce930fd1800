"""``junkan attribute``: what part of a plan's deliveries passed through watched countries."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    JsonOption,
    PlannedArgument,
    PlanProgressOption,
    SolvedInstanceOption,
    StudyFolderOption,
)
from optimizer.cli.studied import finish, require_study_room
from optimizer.cli.told import told


@told
def attribute(
    what: PlannedArgument,
    instance: SolvedInstanceOption = "",
    watch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COUNTRY",
            help="A country (alpha-3) or bloc; those that were watched in the solve unless given. "
            "May be repeated.",
            show_default=False,
        ),
    ] = None,
    out: StudyFolderOption = None,
    progress: PlanProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Say how much of the energy delivered has passed through watched countries in some part.

    Where goods of several origins meet, a plan does not say which went where. So there is a least
    and a greatest share that fit it, and a proportional one, as if all that meets were mixed: for
    anything that goes in, for each mineral that the instance follows, and by chemistry.

    \b
    Examples:
      junkan attribute results/japan-eu
      junkan attribute results/japan-eu --watch CHN --watch RUS --out results/passed-through
      junkan attribute toy-dependence
    """
    require_study_room(out)
    from optimizer.cli.planned import planned
    from optimizer.cli.progress import watching
    from optimizer.data.force import in_force
    from optimizer.results.record import own_build
    from optimizer.studies.attribution import attribution

    with watching(progress) as seen:
        whole, found = planned(what, instance, seen)
    asked = own_build(found.plan)
    solved = in_force(whole, asked)
    study = attribution(solved, found.plan, frozenset(watch or asked.watched))
    return finish(study, out=out, as_json=as_json)
