"""Keys that occur twice, and references to nothing."""

from typing import Any

import pytest

from optimizer.data.checks import keys


def test_the_second_row_with_a_key_names_the_first(bench: Any) -> None:
    first = bench.row("recipes", process="assemble", commodity="other")
    row = bench.add("recipes", process="assemble", commodity="other", coefficient=-4.0)
    (finding,) = bench.findings(keys.duplicates)
    assert (finding.rule, finding.row, finding.column) == ("key.duplicate", row, "process")
    assert finding.message == f"row {first} has the same process and commodity"


def test_an_empty_key_cell_is_a_value_of_its_own(bench: Any) -> None:
    """Rows for any market and rows for one do not collide; two for any market do."""
    bench.add("shares", segment="grid", chemistry="new", market="tokyo", period="2028")
    assert bench.places(keys.duplicates) == []
    row = bench.add("shares", segment="grid", chemistry="new", period="2028")
    assert bench.places(keys.duplicates) == [("key.duplicate", "shares", row, "segment")]


def test_names_that_differ_in_capitals_are_suspicious(bench: Any) -> None:
    row = bench.add("chokepoints", chokepoint="Suez")
    assert bench.places(keys.duplicates) == [("key.case", "chokepoints", row, "chokepoint")]


@pytest.mark.parametrize(
    ("name", "rule", "mend"),
    [
        ("Kobe", "reference.case", "write 'kobe'"),
        ("kobee", "reference.similar", "Did you mean 'kobe'?"),
        ("xyzzy", "reference.unknown", "Add it to sites."),
    ],
)
def test_a_name_that_is_not_there(bench: Any, name: str, rule: str, mend: str) -> None:
    row = bench.set("facilities", {"facility": "kobe-plant"}, site=name)
    (finding,) = bench.findings(keys.references)
    assert (finding.rule, finding.table, finding.row) == (rule, "facilities", row)
    assert (finding.column, finding.value) == ("site", name)
    assert mend in finding.mend


def test_names_in_a_table_without_rows(bench: Any) -> None:
    bench.drop("ramps")
    found = bench.places(keys.references)
    assert found == [("reference.empty", "expansions", row, "ramp") for row in (1, 2)]


def test_areas_are_countries_or_blocs(bench: Any) -> None:
    bench.set("tariffs", {"tariff": "cells-eu"}, origin="CHN", destination="partners")
    assert bench.places(keys.references) == []
    row = bench.set("tariffs", {"tariff": "cells-eu"}, origin="QQQ")
    assert bench.places(keys.references) == [("reference.unknown", "tariffs", row, "origin")]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("country", "partners", "FRA"),
        ("site", "kobe", "CHN"),
        ("facility", "kobe-plant", "kobe"),
        ("lane", "kobe-hamburg", "hamburg"),
        ("chokepoint", "malacca", "gibraltar"),
        ("stage", "making", "cells"),
        ("rung", "cells", "making"),
        ("commodity", "ore", "gold"),
    ],
)
def test_a_disruption_strikes_what_its_kind_says(
    bench: Any, kind: str, good: str, bad: str
) -> None:
    bench.set("disruptions", {"disruption": "fire"}, kind=kind, target=good)
    assert bench.places(keys.targets) == []
    row = bench.set("disruptions", {"disruption": "fire"}, target=bad)
    ((rule, *place),) = bench.places(keys.targets)
    assert rule.startswith("reference.")
    assert place == ["disruptions", row, "target"]


def test_an_outage_strikes_what_its_kind_says(bench: Any) -> None:
    row = bench.set("outage_rates", {"outage": "blaze"}, target="kobe")
    ((rule, *place),) = bench.places(keys.targets)
    assert rule.startswith("reference.")
    assert place == ["outage_rates", row, "target"]


def test_a_bloc_may_not_have_the_name_of_a_country(bench: Any) -> None:
    row = bench.add("blocs", bloc="JPN", country="DEU")
    assert bench.places(keys.areas) == [("bloc.is_country", "blocs", row, "bloc")]


def test_found_means_that_the_source_is_named(bench: Any) -> None:
    row = bench.set("modes", {"mode": "sea"}, confidence="found")
    assert bench.places(keys.provenance) == [("source.none", "modes", row, "source")]
    bench.set("modes", {"mode": "sea"}, source="book")
    assert bench.places(keys.provenance) == []
