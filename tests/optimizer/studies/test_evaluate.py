"""A plan in fresh samples."""

import numpy as np
import pytest

from optimizer.data.sampling import Begun, Rates
from optimizer.errors import SettingsError
from optimizer.results.plan import Plan
from optimizer.settings import BuildSettings
from optimizer.studies.evaluate import EvaluateSettings, evaluate, optimality_gap
from optimizer.studies.fresh import carried_out
from tests.small.hedge import the_hedge
from tests.small.instances import EXACT, solved

pytestmark = pytest.mark.solver

HALF, NOTHING = 0, 1
OF_2025 = {(): 1000.0, (HALF,): 3000.0, (NOTHING,): 5000.0, (HALF, NOTHING): 5000.0}
OF_2026 = {(): 1000.0, (HALF,): 1100.0, (NOTHING,): 3100.0, (HALF, NOTHING): 3100.0}
"""What a year costs with two lines, which work in 2026 only, by what begins in it."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Two lines."""
    found = solved(the_hedge()).plan
    assert found is not None
    return found


def by_hand(begun: Begun) -> float:
    return 350.0 + OF_2025[begun[0]] + OF_2026[begun[1]]


def test_the_interval_holds_what_the_readme_works_out(plan: Plan) -> None:
    study = evaluate(the_hedge(), plan, EvaluateSettings(samples=300, seed=1), EXACT)
    value, low, high = study.record["estimates"]["expected cost"]
    drawn = Rates.of(the_hedge()).drawn(300, 1)
    assert value == pytest.approx(np.mean([by_hand(begun) for begun in drawn]))
    assert low < 3338 < high
    assert study.complete
    again = evaluate(the_hedge(), plan, EvaluateSettings(samples=300, seed=1), EXACT)
    assert again.record["estimates"] == study.record["estimates"]


def test_where_nothing_may_lack_some_course_has_no_recourse() -> None:
    plan = solved(the_hedge(), BuildSettings(shortfall="forbidden")).plan
    assert plan is not None
    found = carried_out(the_hedge(), plan, [((NOTHING,), ()), ((), ())], EXACT)
    assert np.isnan(found.cost).tolist() == [True, False]
    asked = EvaluateSettings(samples=30, seed=1)
    study = evaluate(the_hedge(), plan, asked, EXACT)
    assert "samples no recourse keeps all rules" in study.sentences[-1]
    assert not study.complete


def test_no_plan_is_better_than_the_best_and_a_worse_one_has_a_greater_gap(plan: Plan) -> None:
    none = solved(the_hedge(), BuildSettings(scenarios="none")).plan
    assert none is not None
    asked = EvaluateSettings(replications=3, size=8, seed=2)
    good = optimality_gap(the_hedge(), plan, asked, EXACT)
    bad = optimality_gap(the_hedge(), none, asked, EXACT)
    assert 0 <= good.value < bad.value
    assert good.value <= good.high
    # With no line, 2026 costs 2800 − 1000 on average, and with two 1578: 222 more in truth.
    assert bad.high > 222


def test_settings_are_checked() -> None:
    for wrong in (
        {"samples": 1},
        {"seed": -1},
        {"tail": 1.0},
        {"confidence": 0.0},
        {"replications": 1},
    ):
        with pytest.raises(SettingsError, match=next(iter(wrong))):
            EvaluateSettings(**wrong)  # type: ignore[arg-type]
