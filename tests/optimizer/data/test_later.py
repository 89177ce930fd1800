"""Levers that are pulled from a period on."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.levers import pulled
from optimizer.data.tree import extended, reckoned
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings
from optimizer.studies.value import valued
from tests.optimizer.data.test_levers import DEARER, with_levers
from tests.small.instances import EXACT, changed

FIRST, EVE, SECOND, LAST = (
    date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30),
)  # fmt: skip
ADD = ("more", "tariffs", "add", "", "tariff = more; origin = CHN; commodity = cell; amount = 5")
ALTER = ("less", "permissions", "change", "permission = papers", "cost = 1")
DROP = ("free", "tariffs", "drop", "tariff = duty", "")
SCHOOL = (
    "school", "trainings", "add", "",
    "training = night; skill = fitter; area = EU; cost = 1; most = 3",
)  # fmt: skip
BIGGER = ("bigger", "trainings", "change", "training = school", "most = 9")


def between(first: date | None, last: date | None, *changes: tuple[Any, ...]) -> Instance:
    """The chain, in which papers and duty hold between two days."""
    whole = with_levers(*changes)
    days = {"first_date": pl.lit(first, pl.Date), "last_date": pl.lit(last, pl.Date)}
    tables = {name: whole.table(name).with_columns(**days) for name in ("permissions", "tariffs")}
    return changed(whole, **tables)


def windows(instance: Instance, table: str, *columns: str) -> list[tuple[Any, ...]]:
    key = instance.table(table).columns[0]
    return instance.table(table).select(key, *columns).rows()


@pytest.mark.parametrize(
    ("lever", "first", "last", "rows"),
    [
        (ADD, None, None, [("duty", None, None), ("more", SECOND, None)]),
        (DROP, None, None, [("duty", None, EVE)]),
        (DROP, None, FIRST, [("duty", None, FIRST)]),
        (DROP, SECOND, None, []),
        (ALTER, None, LAST, [("papers", None, EVE), ("papers/from-2026", SECOND, LAST)]),
        (ALTER, None, FIRST, [("papers", None, FIRST)]),
        (ALTER, LAST, None, [("papers", LAST, None)]),
    ],
)
def test_rows_begin_end_or_are_cut_in_two(
    lever: tuple[Any, ...], first: date | None, last: date | None, rows: list[tuple[Any, ...]]
) -> None:
    found = pulled(between(first, last, lever), [f"{lever[0]}@2026"])
    assert windows(found, lever[1], "first_date", "last_date") == rows
    assert pulled(found, [f"{lever[0]}@2026"]) is found


def test_classes_begin_and_grow_with_a_period() -> None:
    found = pulled(with_levers(SCHOOL, BIGGER), ["school@2026", "bigger@2026"])
    rows = windows(found, "trainings", "most", "first_period", "last_period")
    before = windows(with_levers(SCHOOL), "trainings", "most")[0][1]
    assert sorted(rows) == [
        ("night", 3.0, "2026", ""),
        ("school", before, "", "2025"),
        ("school/from-2026", 9.0, "2026", ""),
    ]


def test_from_the_first_period_on_is_at_once_and_of_several_the_first_counts() -> None:
    whole = between(None, None, ALTER)
    now = pulled(whole, ["less"]).table("permissions")
    assert pulled(whole, ["less@2025"]).table("permissions")["cost"].to_list() == [1.0]
    assert pulled(whole, ["less@2026", "less"]).table("permissions").equals(now)
    both = pulled(whole, ["less@2026", "less@2025"]).table("permissions")
    assert both["cost"].to_list() == [1.0]


def test_its_price_falls_due_with_it() -> None:
    rows = {"levers": with_levers(ADD).table("levers").with_columns(cost=pl.lit(7.0))}
    found = pulled(changed(with_levers(ADD), **rows), ["more@2026"])
    assert found.table("levers")["period"].to_list() == ["2026"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("more@2031", "2031 is no period; there are 2025, 2026"),
        ("most@2026", "no lever is called most"),
        ("dearer@2026", "dearer@2026: it changes operations"),
    ],
)
def test_what_cannot_be_is_refused(name: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        pulled(with_levers(ADD, DEARER), [name])


@pytest.mark.solver
def test_a_duty_from_a_year_on_costs_what_falls_in_its_years(instances: Path) -> None:
    """The toy of a line at home buys 100 t a year from China at 10, and to make them costs 19."""
    toy = reckoned(load(instances / "toy-hedge"), "none")
    said = {"table": "tariffs", "change": "add", "set": "tariff = duty; origin = CHN; amount = 5"}
    rows = {
        "levers": [{"lever": "duty"}],
        "lever_changes": [{"lever": "duty", "step": 1, **said}],
    }
    found = valued(extended(toy, rows), ("duty", "duty@2026"), BuildSettings(), EXACT)
    worth = {name: found.value(frozenset({name})).low for name in found.levers}
    assert worth == pytest.approx({"duty": -1000.0, "duty@2026": -500.0})
    assert frozenset(found.levers) not in found.found
    assert found.complete
