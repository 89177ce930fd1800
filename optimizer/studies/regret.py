"""The regret table: plans against courses of events, each cell solved by itself.

A cell is the least cost of a course when the plan's here-and-now decisions stand and all the rest
is decided knowing the course. The regret of a plan on a course is what it costs beyond the best
plan for that course alone, found with perfect information. Source: Savage, Journal of the American
Statistical Association 46 (1951), 55–67, on minimax regret.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from optimizer.data.force import ruled
from optimizer.data.tree import Course, along, courses, reckoned
from optimizer.errors import SettingsError
from optimizer.results.record import own_build
from optimizer.results.restore import design_of, with_design
from optimizer.run import formulated, solve
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import highs
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.solve.whole import LARGE
from optimizer.studies.regret_told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.results.plan import Plan
    from optimizer.run import Run
    from optimizer.settings import WhichScenarios
    from optimizer.solve.arrays import Arrays
    from optimizer.studies.study import Study

SURE = BuildSettings(scenarios="all")
"""How the best plan of one course is sought: no limits, cost alone."""
DUST = 1e-9
"""Part of the cost by which a plan may miss the best and still be as good."""


@dataclass(frozen=True)
class Best:
    """The best plan of a course alone: its cost, what is proved, and whether its audit passed.

    ``cost`` and ``bound`` are ``None`` where no plan was found; ``bound``, too, where none is
    proved. ``reason`` says how the search ended.
    """

    course: Course
    cost: float | None
    bound: float | None
    reason: str
    audited: bool


@dataclass(frozen=True)
class Regrets:
    """Costs of plans on courses; ``costs[plan][course]`` is ``None`` where the plan has no answer.

    ``best`` is by course, in the same order. The best of a course is the cheapest that is known:
    the plan found for it, or one of those compared.
    """

    instance: Instance
    costs: Mapping[str, tuple[float | None, ...]]
    best: tuple[Best, ...]
    settings: SolveSettings
    complete: bool

    def least(self, at: int) -> float | None:
        """The cheapest known cost of a course."""
        known = [row[at] for row in self.costs.values()] + [self.best[at].cost]
        return min((cost for cost in known if cost is not None), default=None)

    def regret(self, plan: str, at: int) -> float | None:
        """What a plan costs on a course beyond the cheapest known; ``None``: it has no answer."""
        cost, least = self.costs[plan][at], self.least(at)
        if cost is None or least is None:
            return None
        regret = cost - least
        return 0.0 if regret <= DUST * max(1.0, abs(least)) else regret

    def worst(self, plan: str) -> float | None:
        """Greatest regret over all courses; ``None`` where the plan has no answer to one."""
        found = [self.regret(plan, at) for at in range(len(self.best))]
        known = [regret for regret in found if regret is not None]
        return max(known) if len(known) == len(found) else None

    def expected(self, plan: str) -> float | None:
        """Expected cost; ``None`` where the plan has no answer to a course that may happen."""
        total = 0.0
        for best, cost in zip(self.best, self.costs[plan], strict=True):
            if best.course.probability > 0.0 and cost is None:
                return None
            total += best.course.probability * (cost or 0.0)
        return total


def regrets(
    instance: Instance,
    plans: Mapping[str, Plan],
    scenarios: WhichScenarios | tuple[str, ...] = "all",
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    own: bool = False,
) -> Regrets:
    """Solve every cell; ``own``: compare, too, the best plan of each course, as ``best of NAME``.

    ``scenarios``: which courses are considered, as in ``BuildSettings``. Stopped by the watch, the
    courses that were finished are told.

    Raises:
        SettingsError: nothing to compare, plans of different levers or policies, or no such
            scenario.
        PlanError: a plan is not one of this instance.
        SolverError: the solver fails.
    """
    if not plans and not own:
        raise SettingsError("plans: there must be at least one to compare")
    settings = settings or SolveSettings()
    tree = reckoned(_ruled_alike(instance, plans), scenarios)
    compared, best = dict(plans), []
    known = courses(tree)
    for course in known:
        if not watch(Progress("best", 0.0, message=course.scenario or "undisturbed")):
            break
        run = solve(along(tree, course.scenario), SURE, settings, watch)
        best.append(_best(course, run))
        if own and run.plan is not None:
            compared[f"best of {course.scenario or 'undisturbed'}"] = run.plan
    costs: dict[str, list[float | None]] = {name: [] for name in compared}
    for course in known[: len(best)]:
        if not watch(Progress("cells", 0.0, message=course.scenario or "undisturbed")):
            break
        for name, cost in _column(along(tree, course.scenario), compared, settings).items():
            costs[name].append(cost)
    done = min(len(row) for row in costs.values())
    cells = {name: tuple(row[:done]) for name, row in costs.items()}
    return Regrets(tree, cells, tuple(best[:done]), settings, done == len(known))


def _ruled_alike(instance: Instance, plans: Mapping[str, Plan]) -> Instance:
    """The instance with the levers and policies under which all the plans were made."""
    builds = {name: own_build(plan) for name, plan in plans.items()}
    kinds = {(frozenset(b.levers), frozenset(b.policies)) for b in builds.values()}
    if len(kinds) > 1:
        raise SettingsError(
            "the plans were made with different levers or policies; compare those made with the "
            "same"
        )
    return ruled(instance, next(iter(builds.values()))) if builds else instance


def regret(
    instance: Instance,
    plans: Mapping[str, Plan],
    scenarios: WhichScenarios | tuple[str, ...] = "all",
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    own: bool = False,
) -> Study:
    """The regret table as a study, with what minimax regret and expectation recommend.

    Raises:
        SettingsError, PlanError, SolverError: as ``regrets``.
    """
    return told(regrets(instance, plans, scenarios, settings, watch, own=own))


def _best(course: Course, run: Run) -> Best:
    outcome = run.outcome
    cost = None if outcome.values is None else outcome.objective
    audited = run.audit is not None and run.audit.passed
    return Best(course, cost, outcome.bound, outcome.reason.value, audited)


def _column(
    sure: Instance, plans: Mapping[str, Plan], settings: SolveSettings
) -> dict[str, float | None]:
    """Costs of all plans on one course."""
    formulation = formulated(sure, replace(SURE, strengthening=False))
    arrays = compiled(formulation)
    return {
        name: _cell(with_design(arrays, design_of(formulation.problem, arrays, plan)), settings)
        for name, plan in plans.items()
    }


def _cell(fixed: Arrays, settings: SolveSettings) -> float | None:
    """Least cost with all here-and-now decisions fixed."""
    linear = "ipx" if fixed.cost.size >= LARGE else "simplex"
    # Named, a method for linear problems would forget that what is learnt is yes or no.
    method: Any = "choose" if fixed.integer.any() else linear
    outcome = highs.solve(fixed, replace(settings, method=method))
    if outcome.reason in {StopReason.INFEASIBLE, StopReason.INFEASIBLE_OR_UNBOUNDED}:
        return None
    if outcome.reason is not StopReason.OPTIMAL or outcome.objective is None:
        raise SettingsError(f"a cell of the regret table was not solved: {outcome.reason.value}")
    return outcome.objective
