"""Units that are unknown, or do not fit where two meet."""

from typing import Any

import pytest

from optimizer.data.checks import units


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("commodities", "unit"),
        ("processes", "activity_unit"),
        ("facilities", "unit"),
        ("segments", "unit"),
        ("capacities", "unit"),
        ("demands", "unit"),
    ],
)
@pytest.mark.parametrize(
    ("unit", "rule"), [("ton", "unit.unknown"), ("kt/year", "unit.odd"), ("kt", "")]
)
def test_units_are_known_wherever_they_stand(
    bench: Any, table: str, column: str, unit: str, rule: str
) -> None:
    row = bench.set(table, {}, **{column: unit})
    found = [p for p in bench.places(units.known) if p[0] != "unit.not_energy"]
    assert found == ([(rule, table, row, column)] if rule else [])


def test_segments_are_counted_in_energy(bench: Any) -> None:
    row = bench.set("segments", {"segment": "grid"}, unit="kt")
    assert bench.places(units.known) == [("unit.not_energy", "segments", row, "unit")]


def test_a_rung_may_say_of_what_its_unit_is(bench: Any) -> None:
    bench.set("rungs", {"rung": "mining"}, unit="kt Li")
    assert bench.places(units.known) == []
    row = bench.set("rungs", {"rung": "mining"}, unit="heaps")
    assert bench.places(units.known) == [("unit.unknown_rung", "rungs", row, "unit")]


@pytest.mark.parametrize(
    ("table", "keys"),
    [("capacities", {"facility": "kobe-plant"}), ("demands", {"segment": "cars"})],
)
def test_rows_convert_into_the_unit_of_what_they_are_about(
    bench: Any, table: str, keys: Any
) -> None:
    bench.set(table, keys, unit="MWh")
    assert bench.places(units.convertible) == []
    row = bench.set(table, keys, unit="t")
    assert bench.places(units.convertible) == [("unit.not_convertible", table, row, "unit")]


@pytest.mark.parametrize("unit", ["MWh", "t"])
def test_a_process_counts_in_the_unit_of_its_facility(bench: Any, unit: str) -> None:
    bench.set("processes", {"process": "assemble"}, activity_unit=unit)
    row = bench.row("operations", process="assemble")
    assert bench.places(units.plants) == [("unit.operation", "operations", row, "capacity_use")]


def test_capacity_use_converts(bench: Any) -> None:
    bench.set("processes", {"process": "assemble"}, activity_unit="MWh")
    row = bench.set("operations", {"process": "assemble"}, capacity_use=0.0012)
    assert bench.places(units.plants) == []
    bench.set("operations", {"process": "assemble"}, capacity_use=1.2)
    assert bench.places(units.plants) == [("unit.capacity_use", "operations", row, "capacity_use")]


def test_a_process_counts_in_the_unit_of_its_rung(bench: Any) -> None:
    row = bench.set("processes", {"process": "refine"}, activity_unit="t")
    assert bench.places(units.rungs) == [("unit.throughput", "processes", row, "throughput")]
    bench.set("processes", {"process": "refine"}, throughput=0.001)
    assert bench.places(units.rungs) == []


@pytest.mark.parametrize(
    ("tonnes", "rule"),
    [(1000.0, ""), (None, ""), (1.0, "unit.mass"), (5300.0, "unit.part_of_mass")],
)
def test_mass_is_said_once_or_twice_the_same(bench: Any, tonnes: float, rule: str) -> None:
    row = bench.set("commodities", {"commodity": "other"}, tonnes_per_unit=tonnes)
    expected = [(rule, "commodities", row, "tonnes_per_unit")] if rule else []
    assert bench.places(units.masses) == expected


def test_what_is_carried_by_the_tonne_has_a_mass(bench: Any) -> None:
    row = bench.set("commodities", {"commodity": "cell"}, tonnes_per_unit=None)
    assert bench.places(units.weightless) == [
        ("commodity.no_mass", "commodities", row, "tonnes_per_unit")
    ]
    for lane in ("kobe-hamburg", "kobe-tokyo"):
        bench.set("shipments", {"lane": lane, "commodity": "cell"}, cost_per_unit=1.0)
        bench.set("lanes", {"lane": lane}, capacity_t=None)
    assert bench.places(units.weightless) == []


def test_a_lane_limited_in_tonnes_needs_masses(bench: Any) -> None:
    row = bench.set("commodities", {"commodity": "cell"}, tonnes_per_unit=None)
    for lane in ("kobe-hamburg", "kobe-tokyo"):
        bench.set("shipments", {"lane": lane, "commodity": "cell"}, cost_per_unit=1.0)
    bench.set("lanes", {"lane": "kobe-tokyo"}, capacity_t=1e6)
    assert bench.places(units.weightless) == [
        ("commodity.no_mass", "commodities", row, "tonnes_per_unit")
    ]


def test_energy_in_a_unit_of_energy_is_a_matter_of_units(bench: Any) -> None:
    bench.set("chemistries", {"chemistry": "nmc"}, energy_per_unit=0.97)
    assert bench.places(units.deliveries) == []
    row = bench.set("chemistries", {"chemistry": "nmc"}, energy_per_unit=1000.0)
    assert bench.places(units.deliveries) == [
        ("unit.delivery", "chemistries", row, "energy_per_unit")
    ]
