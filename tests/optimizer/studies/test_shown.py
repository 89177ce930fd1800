"""A study in a terminal."""

import polars as pl

from optimizer.results.summary import as_text
from optimizer.studies.shown import cells, shown
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


def test_a_count_is_whole() -> None:
    counted = pl.DataFrame({"n": [3.0, None]})
    assert cells(StudyTable("Counts", counted, {"n": Shown("n", "count")})) == [["3"], ["–"]]
