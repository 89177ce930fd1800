"""N−1 ratios, each worked out by hand beside it."""

import pytest

from optimizer.data.instance import Instance
from optimizer.results.measures.n_minus_one import n_minus_one
from optimizer.results.measures.view import View
from tests.small.instances import an_instance, solved

# Cells: China can make 6 GWh and Japan 5, cheaper in China; markets want 8 in Germany, 2 in China.
TABLES = {
    "supplies": "supply site commodity\nore-cn cn ore\nore-jp jp ore",
    "supply_terms": "supply period price\nore-cn 2025 1\nore-jp 2025 2",
    "processes": "process rung throughput activity_unit\nmake celling 1 GWh",
    "recipes": "process commodity coefficient\nmake ore -1\nmake cell 1",
    "facilities": "facility site unit\nworks-cn cn GWh\nworks-jp jp GWh",
    "capacities": "facility period capacity\nworks-cn 2025 6\nworks-jp 2025 5",
    "operations": "facility process capacity_use\nworks-cn make 1\nworks-jp make 1.25",
    "lanes": "lane origin destination mode\nsea cn de ship\npolar jp de ship\neast jp cn ship",
    "shipments": "lane commodity cost_per_unit\nsea cell 1\npolar cell 1\neast cell 1",
    "segments": "segment unit shortfall_penalty\ncars GWh 500",
    "chemistries": "chemistry commodity energy_per_unit\nnmc cell 1",
    "shares": "segment chemistry period minimum maximum\ncars nmc 2025 0 1",
    "demands": "market segment period energy\nde cars 2025 8\ncn cars 2025 2",
}


def _row(instance: Instance) -> dict[str, object]:
    run = solved(instance)
    assert run.plan is not None
    frame = n_minus_one(View(instance, run.plan))
    assert frame["rung"].to_list() == ["celling"]
    return frame.row(0, named=True)


def test_the_formula_by_hand() -> None:
    row = _row(an_instance(**TABLES))
    assert row["need"] == pytest.approx(10.0)
    # The plan takes 6 from China and 4 from Japan. Without China 4 are left for the 8 of Germany.
    assert row["used_supplier"] == "CHN"
    assert row["used_share"] == pytest.approx(0.6)
    assert row["used_ratio"] == pytest.approx(4.0 / 8.0)
    # Japan is able to make 5 / 1.25 = 4, China 6: the same here.
    assert row["able_supplier"] == "CHN"
    assert row["able_ratio"] == pytest.approx(4.0 / 8.0)


def test_what_is_missing_is_needed_too() -> None:
    """Of 20 wanted 10 are served: the need is twice the throughput."""
    demands = "market segment period energy\nde cars 2025 18\ncn cars 2025 2"
    row = _row(an_instance(**TABLES | {"demands": demands}))
    assert row["need"] == pytest.approx(20.0)
    assert row["used_ratio"] == pytest.approx(4.0 / 18.0)


def test_idle_capacity_counts_for_those_who_are_able() -> None:
    demands = "market segment period energy\nde cars 2025 4"
    row = _row(an_instance(**TABLES | {"demands": demands}))
    assert row["used_share"] == pytest.approx(1.0)
    assert row["used_ratio"] == pytest.approx(0.0)
    assert row["able_ratio"] == pytest.approx(4.0 / 4.0)


def test_no_need_is_left_where_the_supplier_is_the_only_market() -> None:
    demands = "market segment period energy\ncn cars 2025 5"
    row = _row(an_instance(**TABLES | {"demands": demands}))
    assert row["used_supplier"] == "CHN"
    assert row["used_ratio"] is None


def test_an_idle_chain_has_no_ratios() -> None:
    demands = "market segment period energy\nde cars 2025 0"
    run = solved(an_instance(**TABLES | {"demands": demands}))
    assert run.plan is not None
    assert n_minus_one(View(run.instance, run.plan)).height == 0
