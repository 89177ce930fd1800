"""Findings: their order, their forms, and how they read."""

import json

from optimizer.data.findings import Findings, Severity, clip, error, warning

BAD = error("a.bad", "{what} is bad", "Mend {what}.")
ODD = warning("a.odd", "odd", "Look.")


def test_a_rule_fills_its_words() -> None:
    finding = BAD.finding({"what": "x{y}"}, table="sites", row=3, column="name", value="v")
    assert (finding.message, finding.mend) == ("x{y} is bad", "Mend x{y}.")
    assert finding.severity is Severity.ERROR


def test_errors_come_first_and_nothing_is_said_twice() -> None:
    one, two = BAD.finding({"what": "a"}), BAD.finding({"what": "b"})
    findings = Findings([ODD.finding(), two, one, two])
    assert list(findings) == [two, one, ODD.finding()]
    assert findings.errors == (two, one)
    assert findings.warnings == (ODD.finding(),)
    assert list(findings[1:]) == [one, ODD.finding()]
    assert findings[0] == two
    assert repr(findings) == "Findings(2 errors, 1 warnings)"


def test_a_finding_reads_as_a_line() -> None:
    finding = BAD.finding({"what": "it"}, place="lanes.csv:17", column="days", value="-1")
    assert str(finding) == "error lanes.csv:17 [days] '-1': it is bad (a.bad). Mend it."


def test_as_table_and_as_json() -> None:
    findings = Findings([BAD.finding({"what": "it"}, table="lanes", row=17), ODD.finding()])
    table = findings.as_table()
    assert table["rule"].to_list() == ["a.bad", "a.odd"]
    assert table["row"].to_list() == [17, None]
    assert json.loads(json.dumps(findings.as_json()))[0]["severity"] == "error"
    assert Findings().as_table().columns == table.columns


def test_values_are_shown_on_one_line_and_not_at_length() -> None:
    assert clip("a\nb\0") == "a\\nb\\x00"
    assert clip("x" * 100) == "x" * 60 + "..."
    assert clip("é") == "é"
