"""``junkan attribute``: what part of a plan's deliveries passed through watched countries."""

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption
from optimizer.cli.places import shipped_names
from optimizer.cli.progress import Style
from optimizer.cli.studied import finish, require_study_room
from optimizer.cli.told import told


@told
def attribute(
    what: Annotated[
        str,
        typer.Argument(
            metavar="RESULTS|INSTANCE",
            help="A results folder, or an instance, whose cheapest plan is found first.",
            autocompletion=shipped_names,
            show_default=False,
        ),
    ],
    instance: Annotated[
        str,
        typer.Option(
            metavar="INSTANCE",
            help="The instance that was solved; unless given, where the run record says it was.",
            show_default=False,
        ),
    ] = "",
    watch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COUNTRY",
            help="A country (alpha-3) or bloc; those that were watched in the solve unless given. "
            "May be repeated.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to write the study.", show_default=False),
    ] = None,
    progress: Annotated[
        Style, typer.Option(help="How to show progress, where a plan is found first.")
    ] = "auto",
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
