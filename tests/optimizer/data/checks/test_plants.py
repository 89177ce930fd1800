"""Plants, contracts and stores that contradict themselves or do nothing."""

from typing import Any

import pytest

from optimizer.data.checks import plants


def test_the_least_size_is_not_above_the_greatest(bench: Any) -> None:
    row = bench.set("expansions", {"expansion": "leach-b"}, size_max=3.9)
    assert bench.places(plants.builds) == [("expansion.sizes", "expansions", row, "size_max")]


def test_a_build_of_nothing(bench: Any) -> None:
    row = bench.set("expansions", {"expansion": "leach-b"}, size_min=0.0, size_max=0.0)
    assert bench.places(plants.builds) == [("expansion.no_size", "expansions", row, "size_max")]


def test_what_must_be_taken_may_be_taken(bench: Any) -> None:
    row = bench.set("contracts", {"contract": "offtake"}, minimum=2.1)
    assert bench.places(plants.contracts) == [("contract.bounds", "contracts", row, "maximum")]


@pytest.mark.parametrize("column", ["initial", "minimum", "final_minimum"])
def test_stock_has_room(bench: Any, column: str) -> None:
    """The store at kobe has room for 2, and for 3 more if it is enlarged."""
    row = bench.set("storages", {"site": "kobe"}, **{column: 4.9})
    assert bench.places(plants.storages) == [("storage.crowded", "storages", row, column)]
    bench.set("storages", {"site": "kobe"}, **{column: 5.1})
    rule = {
        "initial": "storage.initial",
        "minimum": "storage.minimum",
        "final_minimum": "storage.final_minimum",
    }[column]
    assert bench.places(plants.storages) == [(rule, "storages", row, column)]


def test_a_facility_that_can_do_nothing(bench: Any) -> None:
    row = bench.add("facilities", facility="ruin", site="kobe", unit="kt")
    assert bench.places(plants.idle) == [
        ("facility.no_operation", "facilities", row, "facility"),
        ("facility.no_capacity", "facilities", row, "facility"),
    ]


def test_an_expansion_is_a_way_to_capacity(bench: Any) -> None:
    bench.drop("capacities", facility="kobe-plant")
    assert bench.places(plants.idle) == []


def test_a_process_without_limit_or_place(bench: Any) -> None:
    free = bench.set("operations", {"process": "assemble"}, capacity_use=0.0)
    unused = bench.add("processes", process="dream", activity_unit="kt")
    assert bench.places(plants.idle) == [
        ("operation.free", "operations", free, "capacity_use"),
        ("process.unused", "processes", unused, "process"),
    ]


def test_a_supply_without_terms_supplies_nothing(bench: Any) -> None:
    row = bench.row("supplies", supply="other-kobe")
    bench.drop("supply_terms", supply="other-kobe")
    assert bench.places(plants.idle) == [("supply.no_terms", "supplies", row, "supply")]
