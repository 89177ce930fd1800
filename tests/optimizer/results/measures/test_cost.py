"""Cost by term, by period, per energy."""

import pytest

from optimizer.results.measures.cost import (
    cost_by_period,
    cost_by_term,
    discounted_energy,
    landed_cost,
)

FACTORS = [1.1**-0.5, 1.1**-1.5, 1.1**-2.5]
ENERGY = 4 * FACTORS[0] + 6 * FACTORS[1] + 5 * FACTORS[2]
RAW = 60 * FACTORS[0] + 62.4 * FACTORS[1] + 37.6 * FACTORS[2]


def test_terms_come_in_their_order_with_share_and_cost_of_energy(view, chain_plan):
    rows = cost_by_term(view)
    assert rows["term"].to_list() == ["raw_material", "capex", "subsidy", "transport", "shortfall"]
    total = chain_plan.table("costs")["present"].sum()
    raw = rows.row(0, named=True)
    assert raw["amount"] == pytest.approx(160.0)
    assert raw["present"] == pytest.approx(RAW)
    assert raw["share"] == pytest.approx(RAW / total)
    assert raw["per_energy"] == pytest.approx(RAW / ENERGY)  # MUSD/GWh = USD/kWh
    assert rows["share"].sum() == pytest.approx(1.0)


def test_discounted_energy(view):
    assert discounted_energy(view) == pytest.approx(ENERGY)


def test_by_period(view):
    rows = {(p, t): a for p, t, a, _ in cost_by_period(view).iter_rows()}
    assert rows[("2025", "capex")] == 200.0
    assert rows[("2027", "shortfall")] == 25.0
    assert ("2026", "capex") not in rows


def test_landed_cost_by_period_and_levelised_over_all(view, chain_plan):
    rows = landed_cost(view).rows(named=True)
    # 2026: 62.4 + 19.678 for 6 GWh.
    assert rows[1]["per_energy"] == pytest.approx(82.078 / 6)
    whole = rows[-1]
    assert whole["period"] == ""
    assert whole["energy"] == 15.0
    assert whole["per_energy"] == pytest.approx(chain_plan.table("costs")["present"].sum() / ENERGY)


def test_here_and_now_costs_are_not_weighed_but_those_of_moments_are(branching):
    rows = {row["term"]: row for row in cost_by_term(branching).iter_rows(named=True)}
    # capex is paid in every branch; raw material 0.75 · 20 + 0.25 · 40.
    assert rows["capex"]["amount"] == 10.0
    assert rows["raw_material"]["amount"] == 25.0
    assert rows["raw_material"]["present"] == 22.0
