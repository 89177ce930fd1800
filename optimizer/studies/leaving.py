"""Courses that leave the trunk of a plan in the same period, all answered on one linear program.

Once the design stands and the course is known, an outage of it takes nothing but upper bounds and
right-hand sides (``solve/outage.py``). So the branch is built and loaded once, as one in which a
disruption strikes that takes nothing; for each course its outages change it in place, and the
simplex method goes on from the undisturbed optimum (``solve/stress.py``, which believes no result
that is not proved). Each course begins there, whatever was solved before it.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.struck import Struck
from optimizer.data.sampling import Rates, apart
from optimizer.data.tree import extended
from optimizer.errors import SolverError
from optimizer.results.restore import point_of
from optimizer.run import formulated
from optimizer.solve.compile import compiled
from optimizer.solve.outage import Blow, Outages
from optimizer.solve.stress import Loaded
from optimizer.solve.window import window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats
    from optimizer.data.sampling import Begun
    from optimizer.results.plan import Plan
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.outage import Change

NAME = "course-1"
"""The branch, as ``sampling.apart`` names it."""


@dataclass(frozen=True)
class Departure:
    """When a course leaves the trunk, and when something first strikes it (``None``: never).

    Positions of periods. Obligations bind until the strike, and nobody after it: courses that share
    both share everything but what fails.
    """

    leaves: int
    struck: int | None

    @classmethod
    def of(cls, rates: Rates, begun: Begun, known: int) -> Departure:
        """That of a course, when the trunk is ``known`` periods long."""
        first = next((at for at, now in enumerate(begun) if now), len(begun))
        hit = [
            at
            for at, now in enumerate(begun)
            if any(next(rates.struck(NAME, o, at), None) for o in now)
        ]
        return cls(min(known, first), min(hit, default=None))

    def strikes(self, periods: Sequence[str]) -> list[dict[str, Any]]:
        """A row of ``disruptions`` that takes nothing, if anything strikes."""
        first = [] if self.struck is None else [periods[self.struck]]
        return [
            {
                "disruption": f"{NAME}/strike",
                "scenario": NAME,
                "kind": "facility",
                "target": "",
                "first_period": period,
                "last_period": period,
                "remaining": 1.0,
            }
            for period in first
        ]


def priced_in_ones(arrays: Arrays) -> Arrays:
    """The program with its dearest column at 1: tolerances mean the same in every currency."""
    scale = float(np.abs(arrays.cost).max(initial=0.0)) or 1.0
    return replace(arrays, cost=arrays.cost / scale, offset=0.0)


class _Branch:
    """The branch of a departure when nothing is taken, and what outages take from it."""

    def __init__(
        self, base: Instance, plan: Plan, build: BuildSettings, departure: Departure
    ) -> None:
        self._rates = Rates.of(base)
        nothing: Begun = ((),) * len(self._rates.periods)
        tree = extended(
            apart(base, [nothing], departure.leaves),
            {"disruptions": departure.strikes(self._rates.periods)},
        )
        formulation = formulated(tree, build)
        problem, arrays = formulation.problem, compiled(formulation)
        labels = problem.labels("moments")
        self._count = len(labels)
        self._moment = {
            label.rpartition("|")[2]: at
            for at, label in enumerate(labels)
            if label.startswith(f"{NAME}|")
        }
        self.part = window(arrays, point_of(problem, arrays, plan), self._moment.values())
        self._outages = Outages(problem, arrays, self.part)
        self._struck = Struck(tree)

    def change(self, begun: Begun) -> Change:
        """What the outages of a course take."""
        return self._outages.change(
            self._blow(outage, at) for at, now in enumerate(begun) for outage in now
        )

    def _blow(self, outage: int, at: int) -> Blow:
        left = np.ones(self._count)
        for row in self._rates.struck(NAME, outage, at):
            left[self._moment[row["first_period"]]] = row["remaining"]
        return Blow(self._struck.by(self._rates.rows[outage]), left)


class Leaving:
    """The branch of all courses with one departure, loaded.

    ``base``: the instance without scenarios, in force; the departure is before its trunk's end.

    Raises:
        SolverError: what is left to decide is no linear program (what is learnt is yes or no), or
            it has no optimum though nothing is taken. Its courses must be rebuilt then.
        PlanError: the plan is not one of this instance.
    """

    def __init__(
        self,
        base: Instance,
        plan: Plan,
        build: BuildSettings,
        settings: SolveSettings,
        departure: Departure,
    ) -> None:
        self._branch = _Branch(base, plan, build, departure)
        arrays = self._branch.part.arrays
        if arrays.integer.any():
            raise SolverError("what is left to decide is no linear program")
        self._program = Loaded(priced_in_ones(arrays), settings)

    def another(self) -> Self:
        """The same, loaded once more: for another thread."""
        twin = copy(self)
        twin._program = self._program.another()
        return twin

    def values(self, begun: Begun) -> Floats | None:
        """The cheapest answer to a course with this departure, a value by column of its branch.

        ``None``: nothing keeps all rows, or no result could be proved; the course must be rebuilt.
        """
        try:
            found = self._program.after(self._branch.change(begun))
        except SolverError:
            return None
        return None if found is None else found.values
