"""Pulling levers."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from optimizer.data import load, write_document, write_package, write_workbook
from optimizer.data.instance import Instance
from optimizer.data.levers import pulled
from optimizer.data.tree import extended
from optimizer.errors import DataError, SettingsError
from tests.small.chain import the_chain
from tests.small.instances import changed


def with_levers(*changes: tuple[Any, ...], instance: Instance | None = None) -> Instance:
    """The chain with levers: ``(lever, table, change, where, set)`` each, steps in that order."""
    chain = the_chain() if instance is None else instance
    base = changed(chain, levers=chain.table("levers").clear())
    rows = [
        {"lever": lever, "step": at, "table": table, "change": kind, "where": where, "set": said}
        for at, (lever, table, kind, where, said) in enumerate(changes, 1)
    ]
    names = dict.fromkeys(row["lever"] for row in rows)
    return extended(base, {"levers": [{"lever": n} for n in names], "lever_changes": rows})


CHEAPER = ("cheaper", "operations", "change", "facility = works-jp", "variable_cost = * 0.5")
DEARER = ("dearer", "operations", "change", "facility = works-jp", "variable_cost = + 2")
GONE = ("gone", "facilities", "drop", "facility = recovery-jp", "")


def cost(instance: Instance) -> float:
    rows = instance.table("operations").filter(pl.col("facility") == "works-jp")
    return float(rows["variable_cost"][0])


def test_pulling_changes_the_tables_and_marks_the_lever() -> None:
    whole = with_levers(CHEAPER, DEARER)
    found = pulled(whole, ["cheaper"])
    assert cost(found) == cost(whole) / 2
    assert dict(found.table("levers").select("lever", "pulled").iter_rows()) == {
        "cheaper": True,
        "dearer": False,
    }


def test_pulling_twice_changes_nothing() -> None:
    once = pulled(with_levers(CHEAPER), ["cheaper"])
    assert pulled(once, ["cheaper"]) is once
    assert pulled(once, []) is once


def test_several_are_pulled_in_the_order_of_the_table() -> None:
    whole = with_levers(CHEAPER, DEARER)
    assert cost(pulled(whole, ["dearer", "cheaper"])) == cost(whole) / 2 + 2
    assert pulled(whole, ["dearer", "cheaper"]).digest == (
        pulled(whole, ["cheaper", "dearer", "cheaper"]).digest
    )


def test_what_an_earlier_lever_took_away_is_not_missed() -> None:
    again = ("again", "facilities", "change", "facility = recovery-jp", "fixed_cost = 1")
    whole = with_levers(GONE, again)
    assert pulled(whole, ["again"]).table("facilities").height == 4
    both = pulled(whole, ["gone", "again"])
    assert "recovery-jp" not in both.table("facilities")["facility"].to_list()


def test_a_lever_may_change_scenarios() -> None:
    calm = ("calm", "scenarios", "drop", "scenario = embargo", "")
    found = pulled(with_levers(calm), ["calm"])
    assert found.table("scenarios").is_empty()
    assert found.table("disruptions")["disruption"].to_list() == ["typhoon"]
    assert found.table("guarantees").is_empty()


def test_an_unknown_lever_is_named() -> None:
    with pytest.raises(SettingsError, match="no lever is called cheper; there are cheaper"):
        pulled(with_levers(CHEAPER), ["cheper"])
    with pytest.raises(SettingsError, match="the instance has none"):
        pulled(changed(the_chain(), levers=the_chain().table("levers").clear()), ["x"])


def test_a_change_that_cannot_be_made_is_told_with_its_place() -> None:
    whole = with_levers(("bad", "operations", "change", "facility = works-jp", "variable_cost = a"))
    with pytest.raises(DataError, match="lever bad, step 1"):
        pulled(whole, ["bad"])


def test_a_lever_that_leaves_no_valid_instance_is_refused() -> None:
    whole = with_levers(("bad", "sites", "change", "site = jp", "country = JPX"))
    with pytest.raises(DataError, match="with bad pulled"):
        pulled(whole, ["bad"])


def test_levers_are_the_same_in_every_form(tmp_path: Path) -> None:
    note = 'note = "as agreed; see | below"; variable_cost = * 0.5'
    whole = with_levers(("said", "operations", "change", "facility = works-*", note))
    write_package(whole, tmp_path / "folder")
    write_document(whole, tmp_path / "document.json")
    write_workbook(whole, tmp_path / "book.xlsx")
    expected = pulled(whole, ["said"]).digest
    for form in ("folder", "document.json", "book.xlsx"):
        assert pulled(load(tmp_path / form), ["said"]).digest == expected
