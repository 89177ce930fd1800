"""``junkan explain``: what limits a plan, or why there is none."""

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    JsonOption,
    LeverOption,
    PlannedArgument,
    PlanProgressOption,
    PolicyOption,
    SolvedInstanceOption,
    StudyFolderOption,
)
from optimizer.cli.places import find_instance, holds_results
from optimizer.cli.request import names_of
from optimizer.cli.studied import finish, require_study_room
from optimizer.cli.told import UsageError, say, told


@told
def explain(
    what: PlannedArgument,
    instance: SolvedInstanceOption = "",
    lever: LeverOption = None,
    policy: PolicyOption = None,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", help="For each solve; then there is no answer.")
    ] = 300.0,
    out: StudyFolderOption = None,
    progress: PlanProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Say what limits a plan most, and what each rule, capacity and unit of demand costs.

    The whole numbers of the plan stay as they are and the rest is solved once more: the prices are
    those of its rows, so they hold for the design that was chosen. Where an instance has no plan,
    the smallest relaxation under which it has one is named instead.

    \b
    Examples:
      junkan explain results/japan-eu
      junkan explain japan-eu-mini --policy eu-crma
      junkan explain toy-dependence --out results/explained
    """
    require_study_room(out)
    from optimizer.cli.carry_out import ended
    from optimizer.cli.planned import planned
    from optimizer.cli.progress import watching
    from optimizer.data import load
    from optimizer.data.force import in_force
    from optimizer.results.record import own_build
    from optimizer.run import solve
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.studies.explain import conflict_study, explain

    settings = SolveSettings(time_limit=time_limit)
    if holds_results(Path(what)):
        if lever or policy:
            raise UsageError("results say themselves which levers and policies they were made with")
        with watching(progress) as seen:
            whole, found = planned(what, instance, seen)
        asked = own_build(found.plan)
        return finish(
            explain(in_force(whole, asked), found.plan, asked, settings), out=out, as_json=as_json
        )
    if instance:
        raise UsageError(f"{what} holds no results, so --instance has no meaning")
    build = BuildSettings(levers=names_of(lever), policies=names_of(policy))
    with watching(progress) as seen:
        run = solve(load(find_instance(what)), build, settings, seen)
    if run.plan is None:
        if ended(run) is not Exit.INFEASIBLE:
            say(f"neither a plan nor a proof that there is none: {run.outcome.reason}")
            return ended(run)
        finish(conflict_study(run.instance, run.conflict, build), out=out, as_json=as_json)
        return Exit.INFEASIBLE
    return finish(explain(run.instance, run.plan, build, settings), out=out, as_json=as_json)
