"""A plan on every course of events: what it did before stands, by hand and against the plan."""

from pathlib import Path

import polars as pl
import pytest

from optimizer import BuildSettings, Plan, SolveSettings, load, optimize
from optimizer.data.tree import courses
from optimizer.errors import SettingsError
from optimizer.studies.courses import course_study, meets
from tests.small.chain import the_chain
from tests.small.instances import an_instance

pytestmark = pytest.mark.solver

TOY = Path(__file__).resolve().parents[3] / "instances" / "toy-hoarding"
EXACT = SolveSettings(gap=0.0, threads=1)


def _plan(which: str) -> Plan:
    run = optimize(load(TOY), BuildSettings(scenarios=which), EXACT)  # type: ignore[arg-type]
    assert run.plan is not None
    return run.plan


@pytest.mark.parametrize(
    ("which", "calm", "struck", "missing"),
    [("planned", 224.0, 458.0, 6.0), ("none", 220.0, 610.0, 10.0)],
)
def test_the_toy_by_hand(which: str, calm: float, struck: float, missing: float) -> None:
    """With 4 t in store: 158 + 66 and 158 + 300; without: 110 + 110 and 110 + 500."""
    found = {met.course.scenario: met for met in meets(load(TOY), _plan(which), settings=EXACT)}
    assert found[""].cost == pytest.approx(calm)
    assert found[""].missing == pytest.approx(0.0)
    assert found["strike"].cost == pytest.approx(struck)
    assert found["strike"].missing == pytest.approx(missing)
    assert (found[""].since, found["strike"].since) == ("", "2026")


def test_a_plan_of_the_tree_meets_what_it_expects() -> None:
    """Its answers are the best already, so the expected cost of the courses is its own."""
    chain = the_chain()
    run = optimize(chain, settings=EXACT)
    assert run.plan is not None
    met = meets(chain, run.plan, settings=EXACT)
    assert [m.course for m in met] == list(courses(chain))
    expected = sum(m.course.probability * m.cost for m in met if m.cost is not None)
    assert expected == pytest.approx(run.outcome.objective, rel=1e-6)


def test_the_study_tells_the_dearest_first_and_what_is_missing() -> None:
    study = course_study(load(TOY), _plan("none"), settings=EXACT)
    table = study.tables["courses"].rows
    assert table["course"].to_list() == ["strike", "undisturbed"]
    assert table["extra"].to_list() == pytest.approx([390.0, 0.0])
    # 0.9 · 220 + 0.1 · 610
    assert "In expectation it costs 259 EUR and leaves 1.00 MWh undelivered." in study.sentences
    assert "Most is missing on strike (chance 10.0 %): 10.0 MWh." in study.sentences
    assert study.complete
    assert [chart.rows["x"].to_list() for chart in study.charts] == [["strike"]]


def test_only_the_courses_asked_for_and_only_until_stopped() -> None:
    plan = _plan("none")
    alone = meets(load(TOY), plan, "none", EXACT)
    assert [m.course.scenario for m in alone] == [""]
    with pytest.raises(SettingsError, match="there are strike"):
        meets(load(TOY), plan, ("storm",), EXACT)
    stopped = course_study(load(TOY), plan, "all", EXACT, lambda _: False)
    assert not stopped.complete
    assert stopped.tables["courses"].rows.is_empty()


def test_a_course_without_an_answer_is_told() -> None:
    """Nothing may be missing, and the strike takes all there is."""
    instance = an_instance(
        periods="period start days\n2025 2025-01-01 365\n2026 2026-01-01 365",
        scenarios="scenario parent from_period probability\nstrike - 2026 0.1",
        disruptions="disruption scenario kind target first_period last_period remaining\n"
        "strike strike country CHN 2026 2026 0",
        supplies="supply site commodity\nmaker cn cell",
        supply_terms="supply period price quantity\nmaker 2025 3 20",
        lanes="lane origin destination mode cost_per_t\nsea cn de ship 0",
        shipments="lane commodity\nsea cell",
        segments="segment unit shortfall_penalty\nev GWh -",
        chemistries="chemistry commodity\nnmc cell",
        shares="segment chemistry period\nev nmc 2025",
        demands="market segment period energy\nde ev 2025 10\nde ev 2026 10",
    )
    run = optimize(instance, BuildSettings(scenarios="none"), EXACT)
    assert run.plan is not None
    study = course_study(instance, run.plan, settings=EXACT)
    assert "No answer keeps the rules on strike." in study.sentences
    rows = study.tables["courses"].rows
    assert rows.filter(pl.col("cost").is_null())["course"].to_list() == ["strike"]
