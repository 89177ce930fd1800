"""A study in a terminal."""

from dataclasses import replace

import polars as pl

from optimizer.results.summary import as_text
from optimizer.studies.shown import FORMS, cells, shown
from optimizer.studies.study import Shown, StudyTable
from tests.optimizer.studies.small import a_study


def test_cells_take_the_form_of_their_column() -> None:
    assert cells(a_study().tables["weather"]) == [
        ["=calm", "1,234", "25.0 %", "−3.000", "0.50 s"],
        ["<storm>", "–", "100 %", "+4.000", "5 min 0 s"],
    ]


def test_words_first_then_the_rows_that_matter_most() -> None:
    lines = as_text(shown(a_study())).splitlines()
    assert lines[:2] == ["Weather & other troubles", "  A storm costs <more>."]
    assert lines[-1] == "and 1 more"
    assert not any("<storm>" in line for line in lines)


def test_what_was_stopped_says_so() -> None:
    assert "stopped before the end" in as_text(shown(a_study(complete=False)))


def test_a_table_with_long_names_keeps_to_the_page() -> None:
    names = ["cells-tested-twice + packs-tested-twice", "materials-tested-twice"]
    rows = pl.DataFrame(
        {"levers": names, **{f"{name} {at}": [1.5, -2.5] for at in range(3) for name in names}}
    )
    heads = {name: Shown(name, "signed") for name in rows.columns[1:]}
    table = StudyTable("Saved", rows, {"levers": Shown("pulled", "text"), **heads})
    lines = as_text(shown(replace(a_study(), tables={"saved": table}))).splitlines()
    assert max(map(len, lines)) <= 100
    said = " ".join(lines)
    assert "…" not in said
    assert said.count("+1.500") == said.count("−2.500") == 6


def test_a_count_is_whole() -> None:
    counted = pl.DataFrame({"n": [3.0, None]})
    assert cells(StudyTable("Counts", counted, {"n": Shown("n", "count")})) == [["3"], ["–"]]


def test_a_number_stands_to_the_right_in_the_first_column_too() -> None:
    rows = pl.DataFrame({"point": [1, 11], "cost": [2.0, 3.0]})
    columns = {"point": Shown("point", "count"), "cost": Shown("cost", "number")}
    lines = as_text(
        shown(replace(a_study(), tables={"points": StudyTable("Points", rows, columns)}))
    ).splitlines()
    assert [line[:5] for line in lines[-2:]] == ["    1", "   11"]


def test_what_two_solves_leave_of_nothing_is_no_figure() -> None:
    put = FORMS["signed"]
    assert [put(v) for v in (-5.8e-11, 7.3e-12, 0.0)] == ["≈0", "≈0", "0"]
    assert [put(v) for v in (-0.5, 2e-6)] == ["−0.5000", "+0.000002000"]
