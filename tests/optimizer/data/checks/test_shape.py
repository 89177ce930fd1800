"""Tables and columns that are missing, unknown or empty."""

from typing import Any


def test_an_unknown_table_is_answered_with_the_nearest(copy: Any) -> None:
    copy.replace("datapackage.json", b'"name": "lanes"', b'"name": "lane"')
    finding = next(f for f in copy.check() if f.rule == "table.unknown")
    assert (finding.table, finding.value) == ("lane", "lane")
    assert "'lanes'" in finding.mend


def test_a_required_table_may_not_be_missing(copy: Any, found: Any) -> None:
    copy.replace("datapackage.json", b'"name": "sites"', b'"name": "sources2"')
    assert found(copy.check(), "table.missing") == [("sites", None, "")]


def test_a_missing_file_is_not_also_a_missing_table(copy: Any, found: Any) -> None:
    (copy.folder / "sites.csv").unlink()
    findings = copy.check()
    assert found(findings, "file.missing") == [("sites", None, "")]
    assert found(findings, "table.missing") == []


def test_a_required_table_needs_rows(copy: Any, found: Any) -> None:
    copy.write("stages", [["stage", "order"]])
    assert found(copy.check(), "table.empty") == [("stages", None, "")]


def test_an_unknown_column_is_answered_with_the_nearest_that_is_absent(copy: Any) -> None:
    copy.set("lanes", ("kobe-tokyo",), "nite", "x")
    finding = next(f for f in copy.check() if f.rule == "column.unknown")
    assert (finding.table, finding.column) == ("lanes", "nite")
    assert "'note'" in finding.mend


def test_a_column_needs_a_name(copy: Any, found: Any) -> None:
    copy.set("lanes", ("kobe-tokyo",), "", "x")
    assert found(copy.check(), "column.nameless") == [("lanes", None, "")]


def test_a_required_column_may_not_be_missing(copy: Any, found: Any) -> None:
    rows = copy.read("recipes")
    copy.write("recipes", [row[:2] for row in rows])
    assert found(copy.check(), "column.missing") == [("recipes", None, "coefficient")]


def test_columns_with_a_default_may_be_missing(copy: Any) -> None:
    rows = copy.read("modes")
    copy.write("modes", [row[:1] for row in rows])
    assert not copy.check().errors
