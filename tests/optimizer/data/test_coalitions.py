"""What a coalition has and wants."""

import polars as pl
import pytest

from optimizer.data import check
from optimizer.data.coalitions import coalition, partners
from optimizer.data.instance import Instance
from optimizer.data.tree import extended, replaced
from optimizer.errors import SettingsError
from tests.small.instances import changed, optimum
from tests.small.pact import ALONE, BOTH, the_pact


def quantity(instance: Instance, supply: str) -> float | None:
    rows = instance.table("supply_terms").filter(pl.col("supply") == supply)
    found: list[float | None] = rows["quantity"].to_list()
    (one,) = found
    return one


def wanted(instance: Instance) -> dict[str, float]:
    return dict(instance.table("demands").select("market", "energy").iter_rows())


def test_partners_have_countries_and_may_need_a_lever() -> None:
    japan, germany, america = partners(the_pact())
    assert [sorted(p.countries) for p in (japan, germany)] == [["JPN"], ["DEU"]]
    assert (japan.at_home, america.at_home) == (True, False)
    with pytest.raises(SettingsError, match="no partners"):
        partners(changed(the_pact(), partners=the_pact().table("partners").clear()))


def test_a_member_keeps_all_the_other_serves_itself_and_abroad_is_shared() -> None:
    alone = coalition(the_pact(), ["germany"])
    assert wanted(alone) == {"jp": 0.0, "de": 10.0}
    assert quantity(alone, "cell-de") == 5.0
    assert quantity(alone, "dear-de") is None
    assert quantity(alone, "cell-jp") == 0.0
    assert quantity(alone, "cell-cn") == 5.0


def test_all_at_home_together_are_the_instance_as_it_is() -> None:
    both = coalition(the_pact(), ["germany", "japan"])
    for name, frame in the_pact().tables.items():
        assert both.table(name).equals(frame)


def test_who_joins_by_a_lever_brings_its_own_and_its_share_of_what_is_abroad() -> None:
    all_ = coalition(the_pact(), ["japan", "germany", "america"])
    assert wanted(all_) == {"jp": 10.0, "de": 10.0, "us": 20.0}
    assert quantity(all_, "cell-cn") == 20.0
    assert quantity(all_, "cell-us") == 30.0
    assert quantity(coalition(the_pact(), ["america"]), "cell-cn") == 10.0


@pytest.mark.solver
def test_coalitions_cost_what_the_hand_says() -> None:
    for name, cost in ALONE.items():
        assert optimum(coalition(the_pact(), [name])) == pytest.approx(cost)
    assert optimum(coalition(the_pact(), list(ALONE))) == pytest.approx(BOTH)
    assert optimum(coalition(the_pact(), ["america"])) == pytest.approx(80.0)


def test_between_members_there_are_no_duties() -> None:
    rows = [
        {"tariff": "among", "origin": "JPN", "destination": "EU", "amount": 1.0},
        {"tariff": "abroad", "origin": "CHN", "destination": "EU", "amount": 1.0},
        {"tariff": "all", "destination": "EU", "amount": 1.0},
    ]
    duties = extended(the_pact(), {"tariffs": rows})
    left = coalition(duties, ["japan", "germany"]).table("tariffs")
    assert left["tariff"].to_list() == ["abroad", "all"]
    assert coalition(duties, ["germany"]).table("tariffs").height == 3


def test_a_quota_abroad_is_shared_and_one_of_a_member_is_its_own() -> None:
    rows = [
        {"quota": "out-of-china", "origin": "CHN", "quantity": 8.0},
        {"quota": "out-of-germany", "origin": "DEU", "quantity": 8.0},
    ]
    limited = coalition(extended(the_pact(), {"quotas": rows}), ["germany"])
    assert dict(limited.table("quotas").select("quota", "quantity").iter_rows()) == {
        "out-of-china": 4.0,
        "out-of-germany": 8.0,
    }


def test_shares_follow_demand_period_by_period() -> None:
    years = """
        period  start       days
        2025    2025-01-01  365
        2026    2026-01-01  365
    """
    demands = """
        market  segment  period  energy
        jp      car      2025    10
        de      car      2025    10
        jp      car      2026    10
        de      car      2026    30
    """
    growing = changed(the_pact(), periods=years, demands=demands)
    rows = coalition(growing, ["germany"]).table("supply_terms")
    offered = rows.filter(pl.col("supply") == "cell-cn").select("period", "quantity")
    assert dict(offered.iter_rows()) == {"2025": 5.0, "2026": 7.5}


def test_every_coalition_is_a_valid_instance() -> None:
    for some in (["japan"], ["germany"], ["america"], ["japan", "america"]):
        assert not check(coalition(the_pact(), some)).errors


def test_what_coalitions_do_not_know_is_refused() -> None:
    with pytest.raises(SettingsError, match="no partner is called korea"):
        coalition(the_pact(), ["korea"])
    terms = the_pact().table("supply_terms").with_columns(scenario=pl.lit("boom"))
    with pytest.raises(SettingsError, match="by scenario"):
        coalition(replaced(the_pact(), {"supply_terms": terms}), ["germany"])
