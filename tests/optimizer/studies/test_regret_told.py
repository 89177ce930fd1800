"""Tables of regrets; the numbers are proved in ``test_regret``."""

import pytest

from optimizer.data.tree import Course
from optimizer.settings import SolveSettings
from optimizer.studies.regret import Best, Regrets
from optimizer.studies.regret_told import every_cell, every_course, every_plan, told
from tests.small.instances import an_instance

BEST = (
    Best(Course("", 0.9), 10.0, 9.0, "optimal_within_gap", audited=True),
    Best(Course("storm", 0.1), None, None, "time_limit", audited=False),
)
FOUND = Regrets(
    an_instance(),
    {"a": (12.0, 40.0), "b": (11.0, None), "c": (15.0, 30.0)},
    BEST,
    SolveSettings(),
    complete=True,
)


def test_cells_are_held_against_the_best_known_and_what_is_proved() -> None:
    rows = every_cell(FOUND)
    assert rows["regret"].to_list() == [2.0, 10.0, 1.0, None, 5.0, 0.0]
    assert rows["at_most"].to_list() == [3.0, None, 2.0, None, 6.0, None]


def test_plans_come_with_the_least_worst_regret_first() -> None:
    rows = every_plan(FOUND)
    assert rows["plan"].to_list() == ["c", "a", "b"]
    assert rows["on"].to_list() == ["undisturbed", "storm", ""]
    assert rows["expected_cost"].to_list() == pytest.approx([16.5, 14.8, None])
    assert rows["unanswered"].to_list() == [0, 0, 1]


def test_courses_say_how_well_their_best_is_known() -> None:
    rows = every_course(FOUND)
    assert rows["gap"].to_list() == [pytest.approx(0.1), None]
    assert rows["ended"].to_list() == ["optimal_within_gap", "time_limit"]


def test_a_best_plan_that_fails_its_audit_is_told() -> None:
    bad = Regrets(FOUND.instance, {"a": (12.0,)}, (Best(Course("", 1.0), 10.0, 9.0, "x", False),),
                  SolveSettings(), complete=True)  # fmt: skip
    assert every_course(bad)["ended"].to_list() == ["audit failed"]


def test_sentences_recommend_by_both() -> None:
    said = " ".join(told(FOUND).sentences)
    assert "Least regret at worst: c" in said
    assert "Least expected cost: a" in said
    assert "b has no answer that keeps the rules on storm" in said
