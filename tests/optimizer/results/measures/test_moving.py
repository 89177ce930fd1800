"""Carriage, trade, chokepoints, emissions, stock."""

import polars as pl
import pytest

from optimizer.data.tree import extended
from optimizer.results.measures import moving
from optimizer.results.measures.view import View


def test_transport_by_mode(view):
    rows = {(r["mode"], r["period"]): r for r in moving.transport(view).iter_rows(named=True)}
    sea = rows["sea", "2025"]
    assert (sea["tonnes"], sea["tonne_km"]) == (7500.0, 7500.0 * 20000)
    # By mode: 20000 km · 1e-7 + 1e-5 per t; 0.01 kg/tkm.
    assert sea["cost"] == pytest.approx(7500 * (0.002 + 1e-5))
    assert sea["co2_t"] == pytest.approx(1500.0)
    # The lane's own cost per tonne goes before that of the mode.
    assert rows["rail", "2026"]["cost"] == pytest.approx(4000 * 0.001)


def test_carriage_adds_up_to_the_cost_term(view, chain_plan):
    costs = chain_plan.table("costs")
    paid = costs.filter(costs["term"] == "transport")["amount"].sum()
    assert moving.transport(view)["cost"].sum() == pytest.approx(paid)


def test_trade_between_countries(view):
    assert moving.trade(view).rows() == [
        (
            "CHN",
            "DEU",
            "salt",
            pytest.approx(20.0),
            "kt",
            pytest.approx(20000.0),
            pytest.approx(400.0),
        ),
        ("FIN", "DEU", "salt", 8.0, "kt", 8000.0, 160.0),
    ]


def test_routes_between_sites(view):
    assert moving.routes(view).rows() == [
        ("shanghai", "berlin", "CHN", "salt", pytest.approx(20000.0)),
        ("kokkola", "berlin", "FIN", "salt", 8000.0),
    ]


def test_chokepoints(view):
    rows = {
        (r["chokepoint"], r["period"]): r for r in moving.chokepoints(view).iter_rows(named=True)
    }
    assert rows["malacca", "2025"]["share"] == 1.0
    assert rows["suez", "2027"]["tonnes"] == 4700.0
    assert rows["suez", "2027"]["share"] == pytest.approx(4.7 / 8.7)
    assert rows["malacca", "2025"]["chokepoint_name"] == "Strait of Malacca"


def test_emissions(view):
    rows = {
        (r["name"], r["period"]): r["co2_t"] for r in moving.emissions(view).iter_rows(named=True)
    }
    assert rows["cell", "2026"] == 6000.0
    assert rows["refining-nickel", "2025"] == 75.0
    assert rows["rail", "2027"] == pytest.approx(120.0)
    # 15000 + 280 + 4000 + 240 t over 15 GWh.
    assert moving.co2_per_kwh(view) == pytest.approx(19520 * 1000 / 15e6)


def test_stock(view):
    assert moving.stock(view).rows() == [("berlin", "DEU", "salt", "2026", 0.5, "kt", 500.0)]


def test_freight_that_swings_is_paid_as_it_swings(view):
    columns = "kind target country first_period last_period factor"
    row = dict(zip(columns.split(), ("freight", "sea", "", "2025", "2025", 3.0), strict=True))
    dear = extended(view.instance, {"swings": [{"swing": "crisis", **row}]})
    before, after = moving.transport(view), moving.transport(View(dear, view.plan))
    factors = [
        3.0 if r["mode"] == "sea" and r["period"] == "2025" else 1.0
        for r in before.iter_rows(named=True)
    ]
    assert after["cost"].to_list() == pytest.approx((before["cost"] * pl.Series(factors)).to_list())
    assert after.drop("cost").equals(before.drop("cost"))
