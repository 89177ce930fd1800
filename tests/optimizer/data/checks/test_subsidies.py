"""Subsidies that nobody can earn, or that pay more than all."""

from typing import Any

import pytest

from optimizer.data.checks import subsidies


@pytest.mark.parametrize(
    ("per", "rate", "found"), [("capex", 1.2, True), ("capex", 1.0, False), ("energy", 7.0, False)]
)
def test_a_share_of_capital_is_at_most_one(bench: Any, per: str, rate: float, found: bool) -> None:
    row = bench.add("subsidies", subsidy="seed", per=per, rate=rate)
    expected = [("subsidy.more_than_all", "subsidies", row, "rate")] if found else []
    assert bench.places(subsidies.rates) == expected


def test_nobody_runs_what_it_covers(bench: Any) -> None:
    row = bench.add(
        "subsidies", subsidy="seed", per="activity", rate=1.0, area="CHN", stage="recovery"
    )
    assert bench.places(subsidies.scopes) == [("subsidy.nobody", "subsidies", row, "subsidy")]


def test_what_is_on_no_rung_supports_no_energy(bench: Any) -> None:
    process = bench.tables["operations"]["process"][0]
    bench.set("processes", {"process": process}, rung="")
    row = bench.add("subsidies", subsidy="seed", per="energy", rate=1.0, process=process)
    assert bench.places(subsidies.scopes) == [("subsidy.no_energy", "subsidies", row, "per")]
    bench.set("subsidies", {"subsidy": "seed"}, per="activity")
    assert bench.places(subsidies.scopes) == []


def test_a_budget_of_a_programme_that_nobody_has(bench: Any) -> None:
    bench.add("subsidies", subsidy="seed", per="activity", rate=1.0)
    row = bench.add("subsidy_budgets", budget="purse", programme="lost", amount=1.0)
    bench.add("subsidy_budgets", budget="other", programme="seed", amount=1.0)
    assert bench.places(subsidies.budgets) == [
        ("subsidy.no_programme", "subsidy_budgets", row, "programme")
    ]
