"""Levers whose changes cannot be made, each reported at its cell."""

from optimizer.data import check
from tests.optimizer.data.test_levers import CHEAPER, GONE, with_levers


def test_each_mistake_is_reported_at_its_row_and_column() -> None:
    whole = with_levers(
        CHEAPER,
        ("bad", "operation", "drop", "facility = works-jp", ""),
        ("bad", "operations", "drop", "facility = works-kr", ""),
        ("bad", "operations", "change", "facility = works-jp", "variable_cost = cheap"),
    )
    found = [f for f in check(whole).errors if f.table == "lever_changes"]
    assert [(f.rule, f.row, f.column) for f in found] == [
        ("lever.table", 2, "table"),
        ("lever.value_absent", 3, "where"),
        ("lever.value", 4, "set"),
    ]
    assert "Did you mean 'operations'?" in found[0].mend


def test_a_change_may_be_about_what_one_before_it_added() -> None:
    whole = with_levers(
        ("new", "sites", "add", "", "site = kobe; country = JPN"),
        ("new", "sites", "change", "site = kobe", "name = Kobe"),
    )
    assert not check(whole).errors


def test_a_lever_without_changes_is_idle() -> None:
    assert [f.rule for f in check(with_levers(CHEAPER, GONE)) if f.table == "levers"] == []
    whole = with_levers(CHEAPER)
    empty = whole.table("lever_changes").clear()
    from tests.small.instances import changed

    found = check(changed(whole, lever_changes=empty))
    assert "lever.idle" in [f.rule for f in found]
