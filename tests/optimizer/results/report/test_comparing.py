"""A plan beside its reference, reckoned by hand."""

from dataclasses import replace

import polars as pl

from optimizer.results.report.comparing import beside


def test_what_changes(measured, without_china):
    found = beside(measured, without_china)
    assert found.sentence.startswith("Costs 40.00 MUSD more")
    assert found.terms == (("capex", "190.7", "230.7", "+40.00"),)
    assert found.shares[0] == ("refining-nickel", "71.4 %", "0 %", "−71 pp")
    assert found.builds == (("refining-nickel, kt/year", "", "FIN +5.00"),)


def test_nothing_changes(measured):
    found = beside(measured, measured)
    assert found.sentence.startswith("Costs the same")
    assert (found.terms, found.builds) == ((), ())


def test_many_countries_are_added_up(measured, nothing):
    countries = ["A", "B", "C", "D", "E", "F"]
    added = [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    builds = pl.concat(
        [
            measured.builds.with_columns(
                country=pl.lit(country), expansion=pl.lit(country), added=pl.lit(amount)
            )
            for country, amount in zip(countries, added, strict=True)
        ]
    )
    ((_, less, more),) = beside(replace(measured, builds=builds), nothing).builds
    assert more == ""
    assert less.startswith("A −6.00, B −5.00")
    assert less.endswith("2 more −3.00")


def test_a_plant_outside_the_chain(measured, nothing):
    outside = measured.builds.with_columns(rung=pl.lit(""))
    ((what, _, more),) = beside(nothing, replace(measured, builds=outside)).builds
    assert (what, more) == ("Outside the chain, kt/year", "FIN +5.00")
