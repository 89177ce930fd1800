"""Builds one by one, or gathered by rung and country when there are many."""

from dataclasses import replace

import polars as pl

from optimizer.results.built import MOST_BUILDS, builds, by_rung_and_country, in_order
from optimizer.results.summary import as_text


def squeezed(measures) -> list[str]:
    return [" ".join(line.split()) for line in as_text(builds(measures)).splitlines()]


def changed(measured, **columns):
    return measured.builds.with_columns(**{name: pl.lit(v) for name, v in columns.items()})


def test_few_builds_one_by_one_and_closures(measured):
    lines = squeezed(measured)
    assert "rung where country added a year decided online capex, MUSD" in lines
    assert "refining-nickel ref_fin FIN 5.00 kt 2025 2026 200" in lines
    assert "refining-nickel ref_jpn JPN 2026" in lines


def test_nothing_built_nothing_said(nothing):
    assert builds(nothing) is None


def test_builds_that_add_nothing_are_not_told(measured):
    idle = changed(measured, added=0.0, capex=0.0, facility_name="idle")
    assert "idle" not in as_text(
        builds(replace(measured, builds=pl.concat([measured.builds, idle])))
    )


def test_many_builds_are_gathered(measured):
    early = pl.concat([measured.builds] * MOST_BUILDS)
    late = changed(measured, period="2026", online="")
    lines = squeezed(replace(measured, builds=pl.concat([late, early])))
    assert lines[0] == f"Built, {MOST_BUILDS + 1} builds"
    assert "refining-nickel FIN 21 105 kt 2025–2026 2026–later 4,200" in lines


def test_the_dearest_groups_are_shown_and_the_rest_counted(measured):
    places = [
        changed(measured, country=f"X{at:02}", capex=float(at)) for at in range(1, MOST_BUILDS + 3)
    ]
    lines = squeezed(replace(measured, builds=pl.concat(places)))
    assert "and 2 more for 3.00 MUSD, see measures/builds.csv" in lines
    assert not any("X02" in line for line in lines)
    assert any("X03" in line for line in lines)


def test_a_plant_outside_the_chain_is_called_by_its_name(measured):
    outside = changed(measured, rung="")
    lines = squeezed(replace(measured, builds=pl.concat([outside] * 21)))
    assert "ref_fin FIN 21 105 kt 2025 2026 4,200" in lines
    assert in_order(measured, "") > in_order(measured, "refining-nickel, cell")


def test_groups_keep_units_apart():
    build = {"rung": "cell", "facility": "a", "country": "DEU", "unit": "GWh"}
    assert len(by_rung_and_country([build, {**build, "unit": "kt"}, build])) == 2


def test_many_closures_are_counted(measured):
    many = replace(measured, closures=pl.concat([measured.closures] * 14))
    assert any(line.startswith("2 more") for line in squeezed(many))


def test_names_are_shown_as_they_are(measured):
    odd = "[bold]plant[/] [2]"
    assert odd in as_text(builds(replace(measured, builds=changed(measured, facility_name=odd))))


def test_long_names_give_way_to_figures_and_stay_apart(measured):
    names = [f"a very long name that goes on and on, and on again, line {at}" for at in (1, 2)]
    long = pl.concat([changed(measured, facility_name=name) for name in names])
    lines = [
        line
        for line in as_text(builds(replace(measured, builds=long))).splitlines()
        if "very long" in line
    ]
    assert all(len(line) <= 100 and line.endswith("200") for line in lines)
    assert ["line 1" in line for line in lines] == [True, False]
