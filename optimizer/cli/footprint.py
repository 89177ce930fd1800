"""``junkan footprint``: what each unit of energy that a plan delivers carries."""

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    JsonOption,
    OutOption,
    PlannedArgument,
    PlanProgressOption,
    SolvedInstanceOption,
)
from optimizer.cli.studied import finish, require_study_room
from optimizer.cli.told import told


@told
def footprint(
    what: PlannedArgument,
    instance: SolvedInstanceOption = "",
    out: OutOption = None,
    progress: PlanProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Say what a plan does to climate, land and people, and what each delivered unit carries.

    CO2 and every other burden that the instance counts: by what is done and country, and carried
    along the chain to each market and chemistry, as if all that meets were mixed.

    \b
    Examples:
      junkan footprint results/japan-eu
      junkan footprint results/japan-eu --out results/footprint
    """
    require_study_room(out)
    from optimizer.cli.planned import planned
    from optimizer.cli.progress import watching
    from optimizer.data.force import in_force
    from optimizer.results.record import own_build
    from optimizer.studies.footprint import footprint as study

    with watching(progress) as seen:
        whole, found = planned(what, instance, seen)
    solved = in_force(whole, own_build(found.plan))
    return finish(study(solved, found.plan), out=out, as_json=as_json)
