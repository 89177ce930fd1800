"""What limits a plan, in money; and why there is none."""

import pytest

from optimizer.data.instance import Instance
from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings
from optimizer.studies.explain import conflict_study, explain
from optimizer.studies.study import Study
from tests.small.chain import LIMITED, the_chain
from tests.small.instances import EXACT, a_table, changed, optimum, solved
from tests.small.law import HOME, two_makers

pytestmark = pytest.mark.solver


def _explained(instance: Instance, build: BuildSettings | None = None) -> Study:
    run = solved(instance, build)
    assert run.plan is not None
    return explain(run.instance, run.plan, build, EXACT)


def test_the_rule_and_the_price_of_demand() -> None:
    study = _explained(two_makers(HOME))
    (rule,) = study.tables["rules"].rows.to_dicts()
    assert (rule["rule"], rule["reached"], rule["asked"]) == ("home", "40.0 %", "≥ 40.0 %")
    assert rule["marginal"] == pytest.approx(0.2)
    (demand,) = study.tables["demands"].rows.to_dicts()
    assert (demand["market"], demand["energy"]) == ("de", 10.0)
    assert demand["price"] == pytest.approx(0.4 * 5 + 0.6 * 3)
    assert study.sentences[0].startswith("The plan costs 38.0000 EUR; with its whole numbers")
    assert study.sentences[1] == "Nothing limits it whose loosening by 1 % would save anything."
    assert study.sentences[2].startswith("Rules of law: 1 binding; the dearest is home, 0.200 EUR")


def test_a_capacity_that_binds_is_worth_what_a_hundredth_saves() -> None:
    """China can make 8 of the 10 GWh: each more saves 2."""
    few = a_table("capacities", "facility period capacity\nworks-cn 2025 8\nworks-de 2025 6")
    more = a_table("capacities", "facility period capacity\nworks-cn 2025 8.08\nworks-de 2025 6")
    world = changed(two_makers(), capacities=few)
    limits = _explained(world).tables["limits"].rows.to_dicts()
    assert [(x["kind"], x["name"], x["when"]) for x in limits] == [("capacity", "works-cn", "2025")]
    saved = optimum(world) - optimum(changed(world, capacities=more))
    assert limits[0]["saves"] == pytest.approx(saved)


def test_a_limit_on_dependence_is_worth_what_a_hundredth_saves() -> None:
    def limited(most: float) -> BuildSettings:
        return BuildSettings(
            limits=(DependenceLimit("stage_share", frozenset({"CHN"}), most, rung="celling"),)
        )

    (limit,) = _explained(two_makers(), limited(0.5)).tables["limits"].rows.to_dicts()
    assert (limit["kind"], limit["when"]) == ("dependence", "the horizon")
    saved = optimum(two_makers(), limited(0.5)) - optimum(two_makers(), limited(0.505))
    assert limit["saves"] == pytest.approx(saved)


def test_of_the_chain_everything_has_a_name() -> None:
    study = _explained(the_chain(), LIMITED)
    limits = study.tables["limits"].rows
    assert (limits["saves"] > 0).all()
    assert limits["saves"].is_sorted(descending=True)
    assert set(limits["kind"]) >= {"capacity", "quota"}
    assert study.tables["rules"].rows.height == 8
    assert study.as_json()["kind"] == "explain"


def test_a_plan_that_breaks_its_limits_has_no_prices() -> None:
    from optimizer.errors import SettingsError

    plan = solved(two_makers()).plan
    assert plan is not None
    impossible = two_makers(HOME | {"kind": "capacity", "level": 9.0})
    with pytest.raises(SettingsError, match="or the plan breaks its own limits"):
        explain(impossible, plan, BuildSettings(), SolveSettings(time_limit=20.0, threads=1))


def test_why_there_is_none() -> None:
    build = BuildSettings(shortfall="forbidden")
    run = solved(two_makers(HOME | {"level": 0.7}), build)
    study = conflict_study(run.instance, run.conflict, build)
    assert study.sentences[0].endswith("a plan would exist if these gave way:")
    assert study.sentences[1] == "home in 2025: 60.0 % instead of at least 70.0 %, 1.00 short"
    assert "not found" in conflict_study(run.instance, (), build).sentences[0]
