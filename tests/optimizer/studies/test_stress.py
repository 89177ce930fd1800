"""The stress test against rebuilding and solving each failure from nothing."""

import pytest

from optimizer.data.instance import Instance
from optimizer.data.tree import along
from optimizer.results.plan import Plan
from optimizer.run import solve
from optimizer.solve.outage import fraction_left
from optimizer.studies.failures import KINDS, Failure
from optimizer.studies.stress import Stressed, StressSettings, stressed
from tests.small.chain import the_chain
from tests.small.instances import EXACT
from tests.small.rebuilt import cheapest, fullest, rebuilt

ALL = slice(None)


def a_plan(instance: Instance) -> Plan:
    plan = solve(instance, settings=EXACT).plan
    assert plan is not None
    return plan


def _rows(found: Stressed, failure: Failure) -> list[dict[str, object]]:
    """A failure as rows of ``disruptions``, a row for each period it touches."""
    held, settings = found.held, found.settings
    left = fraction_left(held.days, held.first, settings.days, settings.remaining)
    names = held.problem.labels("periods")
    return [
        {**failure.row, "first_period": name, "last_period": name, "remaining": float(fraction)}
        for name, fraction in zip(names, left, strict=True)
        if fraction < 1.0
    ]


def assert_as_rebuilt(
    instance: Instance, plan: Plan, settings: StressSettings, some: slice = ALL
) -> int:
    """Some of the failures, each solved anew, give the same; how many."""
    found = stressed(instance, plan, settings)
    sure = along(instance, found.held.course)
    solve_anew = cheapest if found.first == "cost" else fullest
    pairs = list(zip(found.tried, found.answers, strict=True))[some]
    for failure, answer in pairs:
        anew = rebuilt(sure, plan, found.held.period, _rows(found, failure), found.held.course)
        theirs = solve_anew(anew)
        if theirs is None:
            assert answer.cost is None, failure
            continue
        assert answer.cost == pytest.approx(theirs[0], rel=1e-6, abs=1e-5), failure
        assert answer.short == pytest.approx(theirs[1], rel=1e-6, abs=1e-5), failure
    return len(pairs)


@pytest.mark.parametrize(
    ("strike", "days", "first", "offset"),
    [
        ("2025", 90, "cost", 0),
        ("2025", 500, "shortfall", 1),
        ("2025", 365, "cost", 2),
        ("2026", 90, "shortfall", 3),
        ("2026", 365, "cost", 4),
        ("2026", 500, "cost", 5),
    ],
)
def test_failures_of_the_chain_are_as_rebuilt(
    strike: str, days: float, first: str, offset: int
) -> None:
    settings = StressSettings(KINDS, strike, days, first=first)  # type: ignore[arg-type]
    assert assert_as_rebuilt(the_chain(), a_plan(the_chain()), settings, slice(offset, None, 6)) > 3
