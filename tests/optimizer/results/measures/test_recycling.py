"""What comes back, what is recovered, and its share in new cells."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results.measures import View
from optimizer.results.measures.recycling import contained, recovered, recycled_content, returns
from optimizer.results.plan import Plan


def with_tables(view: View, **tables: pl.DataFrame) -> View:
    changed = {
        name: pl.concat([view.instance.table(name), rows], how="diagonal")
        for name, rows in tables.items()
    }
    return View(replace(view.instance, tables={**view.instance.tables, **changed}), view.plan)


def test_returns(view):
    # 2026: 4 · 0.1; 2027: 6 · 0.1 + 4 · 0.5; half is collected, 5 kt per GWh.
    rows = returns(view).rows(named=True)
    assert [r["retiring"] for r in rows] == pytest.approx([1.0, 0.4, 2.6])
    assert [r["collected_energy"] for r in rows] == pytest.approx([0.5, 0.2, 1.3])
    assert [r["collected_tonnes"] for r in rows] == pytest.approx([2500.0, 1000.0, 6500.0])


def test_a_chemistrys_own_lifetimes_go_before_those_of_any(view):
    own = pl.DataFrame({"segment": ["ev"], "chemistry": ["nmc"], "age": [1], "fraction": [0.2]})
    rows = returns(with_tables(view, lifetimes=own))
    # Only the own rows count: 2026: 4 · 0.2, 2027: 6 · 0.2.
    assert rows["retiring"].to_list() == pytest.approx([1.0, 0.8, 1.2])


def test_recovered_counts_neither_black_mass_nor_slag(view):
    # Leaching 1.0, 0.4, 2.6 kt of black mass gives half of it as salt with 220 t/kt of nickel.
    assert recovered(view).rows() == [
        ("Ni", "2025", pytest.approx(110.0)),
        ("Ni", "2026", pytest.approx(44.0)),
        ("Ni", "2027", pytest.approx(286.0)),
    ]


def test_sold_slag_counts_but_not_sold_black_mass(view):
    for_sale = pl.DataFrame({"site": ["berlin"], "commodity": ["slag"], "price": [1.0]})
    # 0.3 kt of slag per kt, with 5 t/kt of nickel.
    assert recovered(with_tables(view, sales=for_sale))["tonnes"][0] == pytest.approx(111.5)


def test_what_recovery_uses_of_its_own_kind_is_taken_off(view):
    uses = pl.DataFrame({"process": ["shred"], "commodity": ["salt"], "coefficient": [-0.02]})
    assigned = view.instance.table("processes").with_columns(
        rung=pl.when(pl.col("process") == "shred").then(pl.lit("leaching")).otherwise("rung")
    )
    changed = with_tables(view, recipes=uses)
    tables = {**changed.instance.tables, "processes": assigned}
    again = View(replace(changed.instance, tables=tables), view.plan)
    # 2025: 0.5 kt made, 2.5 · 0.02 kt used.
    assert recovered(again)["tonnes"][0] == pytest.approx(0.45 * 220)


def test_recycled_content(view):
    rows = recycled_content(view).rows()
    assert rows[0] == ("Ni", "", pytest.approx(440.0), 6000.0, pytest.approx(440 / 6000))
    assert rows[3] == ("Ni", "2027", pytest.approx(286.0), 2000.0, pytest.approx(0.143))


def test_elements_of_cells_stand_in_where_batteries_state_none(view):
    contents = view.instance.table("contents").filter(pl.col("commodity") != "pack")
    cell = pl.DataFrame({"commodity": ["pack"], "element": ["Li"], "tonnes": [100.0]})
    recipes = view.instance.table("recipes").with_columns(
        commodity=pl.when(pl.col("commodity") == "pack").then(pl.lit("cell")).otherwise("commodity")
    )
    tables = {
        **view.instance.tables,
        "recipes": recipes,
        "contents": pl.concat(
            [contents, cell.with_columns(commodity=pl.lit("cell"))], how="diagonal"
        ),
    }
    again = View(replace(view.instance, tables=tables), view.plan)
    assert contained(again).rows() == [
        ("Li", "2025", 400.0),
        ("Li", "2026", 600.0),
        ("Li", "2027", 500.0),
    ]


def test_returns_of_a_tree_are_expected_ones(branching):
    # 4 GWh sold in 2025, a tenth retires in 2026 on either branch.
    rows = dict(returns(branching).select("period", "retiring").iter_rows())
    assert rows == {"2025": 1.0, "2026": pytest.approx(0.4)}


def test_an_empty_plan_gives_back_only_what_was_sold_before(view):
    empty = View(view.instance, Plan())
    assert returns(empty)["retiring"].to_list() == [1.0]
    assert recovered(empty).height == 0
