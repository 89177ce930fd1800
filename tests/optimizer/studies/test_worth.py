"""What planning and knowing are worth."""

import polars as pl
import pytest

from optimizer.data.tree import replaced
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings
from optimizer.studies.worth import Interval, valued, worth
from tests.small.hedge import BY_COURSE, CHANCES, EXPECTED, the_hedge
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver


def ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def test_all_values_of_the_toy_are_those_of_every_design_in_every_course() -> None:
    found = valued(the_hedge(), settings=EXACT)
    rp = min(EXPECTED.values())
    best = {c: min(costs[c] for costs in BY_COURSE.values()) for c in CHANCES}
    ws = sum(CHANCES[c] * cost for c, cost in best.items())
    assert ends(found.rp) == pytest.approx((rp, rp))
    assert {c.scenario: cost.high for c, cost in found.known} == pytest.approx(best)
    assert ends(found.ws) == pytest.approx((ws, ws))
    assert ends(found.evpi) == pytest.approx((rp - ws, rp - ws))
    assert ends(found.ev) == pytest.approx((2213, 2213))
    assert ends(found.eev) == pytest.approx((EXPECTED[1], EXPECTED[1]))
    assert ends(found.vss) == pytest.approx((110, 110))
    assert found.complete


def test_the_study_says_it_and_its_plans_are_audited() -> None:
    study = worth(the_hedge(), settings=EXACT)
    assert "costs 2,580 EUR" in study.sentences[0]
    assert "saves 110." in study.sentences[2]
    assert {name: (plan.audit or {})["passed"] for name, plan in study.plans.items()} == {
        "tree": True,
        "mean": True,
    }
    rows = {row["scenario"]: row for row in study.tables["courses"].rows.to_dicts()}
    assert rows["embargo"]["regret"] == pytest.approx(4450 - 2900)
    assert rows["squeeze"]["mean"] == pytest.approx(BY_COURSE[1]["squeeze"])
    assert study.record["values"]["vss"] == pytest.approx((110, 110))


def test_with_a_gap_the_values_are_intervals_that_hold_the_truth() -> None:
    found = valued(the_hedge(), settings=SolveSettings(gap=0.2, threads=1))
    for interval, truth in ((found.rp, 2580), (found.ws, 2180), (found.evpi, 400)):
        assert interval.low - 1e-6 <= truth <= interval.high + 1e-6
    assert found.vss.low >= 0
    assert found.evpi.low >= 0


def test_a_plan_for_the_mean_that_cannot_be_carried_out_is_infinitely_worse() -> None:
    """Nothing may lack. The mean course can do with one line, the embargo needs four."""
    found = worth(the_hedge(), BuildSettings(shortfall="forbidden"), EXACT)
    assert found.record["values"]["vss"][1] == float("inf")
    assert found.record["infeasible"]
    assert "cannot be carried out" in found.sentences[2]
    assert "demand_met" in found.sentences[2]
    assert set(found.plans) == {"tree"}


def test_one_sure_course_leaves_nothing_to_plan_for() -> None:
    found = valued(the_hedge(), BuildSettings(scenarios="none"), EXACT)
    assert ends(found.evpi) == ends(found.vss) == (0.0, 0.0)


def test_samples_are_valued_too() -> None:
    found = valued(the_hedge(), BuildSettings(scenarios="sample:8:1"), EXACT)
    assert found.evpi.low >= 0
    assert found.vss.low >= 0
    assert sum(course.probability for course, _ in found.known) == pytest.approx(1)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (BuildSettings(risk_weight=0.1), "no risk weight"),
        (BuildSettings(objective="exposure"), "no other objective"),
        (
            BuildSettings(limits=(DependenceLimit("exposure", frozenset({"CHN"}), 0.5),)),
            "leave the limits out",
        ),
        (BuildSettings(relax=True), "relax = false"),
    ],
)
def test_what_cannot_be_valued_is_refused(build: BuildSettings, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        valued(the_hedge(), build, EXACT)


def test_without_a_plan_there_is_no_value() -> None:
    far = replaced(
        the_hedge(),
        {"expansions": the_hedge().table("expansions").with_columns(max_builds=pl.lit(1))},
    )
    with pytest.raises(SettingsError, match="the tree of toy-hedge has no plan: infeasible"):
        valued(far, BuildSettings(shortfall="forbidden"), EXACT)


def test_interval() -> None:
    assert Interval(1.0, 2.0).minus(Interval(0.5, 0.75)) == Interval(0.25, 1.5)
    assert Interval(-3.0, 1.0).at_least_zero(1.0) == Interval(0.0, 1.0)
    assert Interval(-1e-9, 1e-9).at_least_zero(100.0) == Interval(0.0, 0.0)
    with pytest.raises(SettingsError, match="cannot be negative"):
        Interval(-3.0, -1.0).at_least_zero(1.0)
    assert str(Interval(2580.0, 2580.0)) == "2,580"
    assert str(Interval(10.0, 12.5)) == "10 to 12.5"
    assert str(Interval(0.0, float("inf"))) == "infinite"
