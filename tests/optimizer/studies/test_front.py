"""The study of a front: every point audited under its limit, tampering caught."""

from pathlib import Path

import polars as pl
import pytest

from optimizer.data import load
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings
from optimizer.studies.front import FrontSettings, Traced, traced
from optimizer.studies.front_told import points_of, rungs_of, steps_of, told, unit_of
from optimizer.studies.study import Study
from optimizer.studies.write import write_study
from optimizer.verdict import verdict
from tests.small.chain import the_chain
from tests.small.instances import EXACT, changed

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def toy() -> Traced:
    return traced(load("instances/toy-dependence"), FrontSettings(points=5), settings=EXACT)


@pytest.fixture(scope="module")
def study(toy: Traced) -> Study:
    return told(toy)


def test_points(toy: Traced) -> None:
    rows = points_of(toy)
    assert rows["cost"].to_list() == pytest.approx([2300, 2440, 2580, 2770, 2980])
    assert rows["audit"].to_list() == ["passed"] * 5
    assert rows["exposure"].to_list() == pytest.approx(rows["limit"].to_list())
    assert (rows["gap"] <= 1e-6).all()


def test_steps(toy: Traced) -> None:
    """8 EUR a point while cells are to be had, 12 for refining; proven on both sides."""
    rows = steps_of(toy)
    assert rows["price"].to_list() == pytest.approx([8.0, 8.0, 190 / 17.5, 12.0])
    for side in ("at_least", "at_most"):
        assert rows[side].to_list() == pytest.approx(rows["price"].to_list(), rel=1e-4)


def test_rungs(toy: Traced) -> None:
    rows = rungs_of(toy)
    assert rows["rung"].to_list() == ["cell-making", "refining-nickel"]
    assert rows["cost"].to_list() == pytest.approx([6.0, 8.0])
    assert rows["marginal"].to_list() == pytest.approx([6.0, 8.0])


def test_what_is_said(study: Study) -> None:
    said = " ".join(study.sentences)
    assert "costs 2,300 EUR with exposure of 100.0 %; 30.0 % costs 2,980 EUR, 29.6 % more" in said
    assert "No plan that serves as much has less than 30.0 %." in said
    assert "A percentage point costs from 8.00 to 12.0 EUR." in said
    assert "To diversify first: cell-making" in said
    assert study.complete
    assert len(study.plans) == 5


def test_every_point_is_audited_under_its_limit(toy: Traced) -> None:
    for plan in toy.plans:
        assert plan is not None
        assert plan.audit.passed
        limits = [c.rule for c in plan.audit.checks if c.rule.startswith("limit on")]
        assert limits == ([] if plan.point.most >= 1.0 else ["limit on exposure"])


def test_a_point_of_another_limit_is_rejected(toy: Traced) -> None:
    """The plan of a looser point put in the place of a tighter one."""
    loose, tight = toy.plans[1], toy.plans[2]
    assert loose is not None
    assert tight is not None
    limit = DependenceLimit("exposure", frozenset({"CHN"}), tight.point.most)
    build = BuildSettings(limits=(limit,))
    found = verdict(toy.instance, loose.plan, loose.measures, build, loose.point.cost)
    assert [check.rule for check in found.failures] == ["limit on exposure"]


def test_a_cost_that_is_not_the_plans_is_rejected(toy: Traced) -> None:
    plan = toy.plans[2]
    assert plan is not None
    claimed = 0.99 * (plan.point.cost or 0.0)
    found = verdict(toy.instance, plan.plan, plan.measures, toy.build, claimed)
    assert "claimed objective" in [check.rule for check in found.failures]


def test_less_co2_costs_more_and_is_audited() -> None:
    """Making in China emits, in Japan and Germany it does not."""
    chain = the_chain()
    dirty = chain.table("modes").with_columns(co2_kg_per_tkm=pl.lit(0.01))
    found = traced(changed(chain, modes=dirty), FrontSettings("co2", 4), settings=EXACT)
    assert found.front.complete
    costs = points_of(found)["cost"].to_list()
    assert costs == sorted(costs)
    assert len(costs) == 4
    for plan in found.plans:
        assert plan is not None
        assert plan.audit.passed
        assert "ceiling on co2" in [check.rule for check in plan.audit.checks]
    assert unit_of(found.instance, "co2") == "t/GWh"


@pytest.mark.parametrize("measure", ["pass_through", "survival"])
def test_other_measures(measure: str) -> None:
    build = BuildSettings(scenarios="all")
    found = traced(the_chain(), FrontSettings(measure, 3, by_rung=False), build, EXACT)
    assert found.front.complete
    for plan in found.plans:
        assert plan is not None
        assert plan.audit.passed, [check for check in plan.audit.checks if not check.passed]


def test_stopped_it_is_not_complete() -> None:
    settings = SolveSettings(gap=0.01, threads=1)
    study = told(
        traced(
            load("instances/japan-eu-mini"),
            FrontSettings(points=4),
            None,
            settings,
            lambda event: event.message is None,
        )
    )
    assert not study.complete
    assert "not all" in study.sentences[-1]


def test_what_is_not_measured_is_refused() -> None:
    with pytest.raises(SettingsError, match="nothing that it is measured on"):
        traced(load("instances/toy-dependence"), FrontSettings("survival"), settings=EXACT)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"measure": "beauty"}, "measure = 'beauty'"),
        ({"points": 1}, "points = 1"),
        ({"start": -0.1}, "from = -0.1"),
        ({"end": 1.5}, "a share is a fraction"),
        ({"start": 0.2, "end": 0.4}, "must not rise"),
    ],
)
def test_settings_that_make_no_sense(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        FrontSettings(**wrong)  # type: ignore[arg-type]


def test_it_is_written(study: Study, tmp_path: Path) -> None:
    folder = write_study(tmp_path / "front", study)
    assert (folder / "points.csv").is_file()
    assert (folder / "cost-against-exposure.svg").is_file()
    assert (folder / "plans" / "point-03" / "plan.json").is_file()
