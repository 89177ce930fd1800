"""The plan that a study is about: read from results, or found first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.cli.places import find_instance, holds_results
from optimizer.cli.told import UsageError, say
from optimizer.data import load
from optimizer.data.force import in_force
from optimizer.results.read import read_results
from optimizer.results.record import own_build
from optimizer.run import solve

if TYPE_CHECKING:
    from optimizer.data import Instance
    from optimizer.results.write import Results
    from optimizer.solve.watch import Watch


def planned(what: str, instance: str, watch: Watch) -> tuple[Instance, Results]:
    """Instance and results of a folder; or of an instance, whose cheapest plan is found first.

    ``instance`` is that of the folder, where the record does not say.

    Raises:
        UsageError: there is no such instance, it has no plan, or the record names none.
    """
    if holds_results(Path(what)):
        found = read_results(Path(what))
        return _solved_instance(found, what, instance), found
    if instance:
        raise UsageError(f"{what} holds no results, so --instance has no meaning")
    whole = load(find_instance(what))
    run = solve(whole, watch=watch)
    if run.plan is None or run.measures is None or run.audit is None:
        raise UsageError(f"{what} has no plan to study; `junkan solve {what}` says why")
    from optimizer.results.write import Results

    return whole, Results(run.plan, run.measures, run.audit.as_json())


def _solved_instance(found: Results, what: str, given: str) -> Instance:
    """The instance that was solved, whole, with a word when it has changed since."""
    solved = found.plan.record.get("instance") or {}
    place = given or solved.get("path") or solved.get("name")
    if not place:
        raise UsageError(f"{what} does not say which instance was solved; use --instance")
    instance = load(find_instance(str(place)))
    build = own_build(found.plan)
    if solved.get("digest") not in (None, in_force(instance, build).digest):
        say(f"warning: {place} is not what was solved; it has changed since, or is another")
    return instance
