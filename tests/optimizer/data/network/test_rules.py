"""Duties: where a rule is in force, and what a row of it holds."""

from datetime import date

import numpy as np
import pytest

from optimizer.errors import FormulationError
from optimizer.run import formulated
from tests.small.chain import the_chain
from tests.small.instances import a_table, changed, given, listed
from tests.small.law import HOME, two_makers


def test_a_duty_is_a_rule_in_force_where_nobody_is_released() -> None:
    """``home`` holds from 2026 on; after the embargo nobody is bound."""
    problem = formulated(the_chain()).problem
    own = [label for label in problem.labels("duties") if label.startswith("home")]
    assert own == ["home|@2026", "home|@embargo|2026"]
    assert given(problem, "binding", "home|@2026") == 1.0
    assert given(problem, "binding", "home|@embargo|2026") == 0.0
    assert given(problem, "demanded", "works|@embargo|2026") == 0.0
    assert listed(problem, "duty_moment", "home|@2026") == ["2026"]


def test_what_is_there_already_is_taken_off_what_is_demanded() -> None:
    """One half of a GWh a year is asked for, 3.2 are there."""
    assert given(formulated(the_chain()).problem, "demanded", "works|@2026") == pytest.approx(-2.7)


def test_only_what_has_a_price_may_be_missed() -> None:
    problem = formulated(two_makers(HOME, HOME | {"rule": "dear", "price": 2.0})).problem
    assert problem.labels("breakable") == ("dear|",)
    assert listed(problem, "breach_of", "home|@2025") == []
    assert listed(problem, "breach_of", "dear|@2025") == ["dear|"]
    assert given(problem, "breach_max", "dear|", "2025") == np.inf


def test_a_rule_after_the_horizon_is_no_duty() -> None:
    late = HOME | {"first_date": date(2030, 1, 1)}
    assert formulated(two_makers(late)).problem.size("duties") == 0


def test_a_rate_of_what_nobody_collects_is_refused() -> None:
    nothing = a_table("collections", "market period rate\nde 2025 0")
    with pytest.raises(FormulationError, match="nobody collects"):
        formulated(changed(the_chain(), collections=nothing))
