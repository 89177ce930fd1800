import numpy as np
import pytest

from optimizer.errors import SettingsError
from optimizer.results.plan import Plan
from optimizer.studies.held_plan import held_plan
from tests.optimizer.studies.test_stress import a_plan
from tests.small.chain import the_chain
from tests.small.instances import changed


@pytest.fixture(scope="module")
def plan() -> Plan:
    return a_plan(the_chain())


def test_the_middle_of_the_undisturbed_course_unless_told(plan: Plan) -> None:
    held = held_plan(the_chain(), plan)
    assert (held.course, held.period, held.first) == ("", "2026", 1)
    assert held.problem.labels("moments") == ("2025", "2026")
    assert held.days == [365, 365]
    assert held.part.arrays.decisions["flow"].over[1].labels == ("2026",)


def test_another_course_has_moments_of_its_own(plan: Plan) -> None:
    held = held_plan(the_chain(), plan, "2026", "embargo")
    assert held.problem.labels("moments") == ("2025", "embargo|2026")


def test_the_point_is_the_plan(plan: Plan) -> None:
    held = held_plan(the_chain(), plan, "2025")
    assert held.arrays.violation(held.point) < 1e-6
    assert held.wanted.tolist() == [[8.0, 9.0]]
    assert held.short.size == 2


def test_a_demand_without_a_price_may_be_missed_all_the_same(plan: Plan) -> None:
    strict = changed(the_chain(), segments="segment unit\ncars GWh")
    assert not held_plan(the_chain(), plan).unpriced.any()
    held = held_plan(strict, a_plan(strict))
    assert held.unpriced.all()
    assert np.all(np.isinf(held.recourse.upper[held.short]))


@pytest.mark.parametrize(
    ("period", "course", "message"),
    [
        ("1999", None, "period = '1999': must be one of 2025, 2026"),
        (None, "flood", r"course = 'flood': the plan reckons with \(none\), embargo"),
    ],
)
def test_what_is_not_there_is_refused(
    plan: Plan, period: str | None, course: str | None, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        held_plan(the_chain(), plan, period, course)
