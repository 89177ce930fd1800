"""What measures share: expected quantities, throughput, tonnes, time."""

import polars as pl
import pytest


def test_periods_carry_years_and_factors(view):
    assert view.periods["period"].to_list() == ["2025", "2026", "2027"]
    assert view.periods["years"].to_list() == [1.0, 1.0, 1.0]
    assert view.periods["factor"].to_list() == pytest.approx([1.1**-0.5, 1.1**-1.5, 1.1**-2.5])


def test_without_scenarios_expected_quantities_are_the_plans(view, chain_plan):
    flow = view.expected("flow").sort("lane", "period")
    assert flow.equals(chain_plan.table("flow").drop("scenario").sort("lane", "period"))


def test_moments_count_with_their_probability(branching):
    # 2026: 0.75 · 4 on the trunk + 0.25 · 8 in the boom.
    served = dict(branching.expected("served").select("period", "energy").iter_rows())
    assert served == {"2025": 4.0, "2026": 5.0}
    assert branching.energy.rows() == [("2025", 4.0), ("2026", 5.0)]


def test_throughput_and_the_energy_it_supports(view):
    rows = view.throughput.filter((pl.col("country") == "CHN") & (pl.col("period") == "2026"))
    assert rows.select("rung", "throughput", "energy").rows() == [("refining-nickel", 7.8, 3.9)]
    # Shredding belongs to no rung.
    assert set(view.throughput["rung"]) == {"refining-nickel", "cell", "leaching"}


def test_tonnes_from_the_column_or_from_a_unit_of_mass(view):
    tonnes = dict(view.tonnes.iter_rows())
    assert tonnes["pack"] == 5000.0
    assert tonnes["salt"] == 1000.0


def test_names_fall_back_to_ids(view):
    names = dict(view.sites.select("site", "site_name").iter_rows())
    assert names["berlin"] == "Berlin"
    assert names["osaka"] == "osaka"


def test_rows_are_put_in_the_order_of_time(view):
    frame = pl.DataFrame({"period": ["2027", "2025", "2026"], "value": [3, 1, 2]})
    assert view.by_time(frame)["value"].to_list() == [1, 2, 3]


def test_no_rate_means_no_discount(chain, chain_plan):
    from dataclasses import replace

    from optimizer.results.measures import View

    tables = {**chain.tables, "parameters": chain.table("parameters").clear()}
    free = View(replace(chain, tables=tables), chain_plan)
    assert free.periods["factor"].to_list() == [1.0, 1.0, 1.0]
