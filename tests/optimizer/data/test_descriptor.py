"""The descriptor of a data package."""

import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from optimizer.data import Instance, load, new, write_package
from optimizer.data.descriptor import describe, metadata_of, resource
from optimizer.data.raw import RawPackage
from optimizer.data.tables import FORMAT_VERSION, TABLES

GOOD = {"name": "x", "junkan:format_version": FORMAT_VERSION, "junkan:currency": "EUR"}


def _taken(**changes: Any) -> RawPackage:
    package = RawPackage()
    kept = {key: value for key, value in (GOOD | changes).items() if value is not None}
    metadata_of(kept, package, "datapackage.json")
    return package


def test_what_is_said_of_the_whole() -> None:
    package = _taken(title="X", licenses=[{"name": "CC0-1.0"}])
    assert (package.name, package.title, package.currency) == ("x", "X", "EUR")
    assert package.version == FORMAT_VERSION
    assert package.metadata == {"licenses": [{"name": "CC0-1.0"}]}
    assert package.findings == []


def test_without_a_title_the_name_is_one() -> None:
    assert _taken().title == "x"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"name": None}, "package.property"),
        ({"name": 5}, "package.property"),
        ({"junkan:currency": " "}, "package.property"),
        ({"junkan:format_version": None}, "version.missing"),
        ({"junkan:format_version": "1"}, "version.unknown"),
        ({"junkan:format_version": True}, "version.unknown"),
        ({"junkan:format_version": 0}, "version.unknown"),
        ({"junkan:format_version": FORMAT_VERSION + 1}, "version.too_new"),
    ],
)
def test_what_is_wrong_with_it(change: dict[str, Any], rule: str) -> None:
    (finding,) = _taken(**change).findings
    assert (finding.rule, finding.column) == (rule, next(iter(change)))
    assert finding.place == "datapackage.json"


def test_a_schema_says_kinds_bounds_keys_and_references(complete: Instance) -> None:
    written = {name: [c.name for c in table.columns] for name, table in TABLES.items()}
    shipments = resource(TABLES["shipments"], written["shipments"], written)["schema"]
    assert shipments["primaryKey"] == ["lane", "commodity"]
    assert {
        "fields": ["lane"],
        "reference": {"resource": "lanes", "fields": ["lane"]},
    } in shipments["foreignKeys"]
    expansions = resource(TABLES["expansions"], written["expansions"], written)["schema"]
    fields = {field["name"]: field for field in expansions["fields"]}
    assert fields["subsidy"]["constraints"] == {"minimum": 0.0, "maximum": 1.0}
    assert fields["size_max"]["constraints"]["required"] is True
    assert fields["unit_capex"]["junkan:unit"] == "money per unit/year"
    scenarios = resource(TABLES["scenarios"], written["scenarios"], written)["schema"]
    own = [k for k in scenarios["foreignKeys"] if k["fields"] == ["parent"]]
    assert own[0]["reference"]["resource"] == ""


def test_what_the_standard_cannot_say_is_not_said_wrongly() -> None:
    """Areas are in one of two tables; step tables have keys that may be empty."""
    written = {name: [c.name for c in table.columns] for name, table in TABLES.items()}
    tariffs = resource(TABLES["tariffs"], written["tariffs"], written)["schema"]
    assert not [k for k in tariffs["foreignKeys"] if k["fields"] == ["origin"]]
    assert "primaryKey" not in resource(TABLES["shares"], written["shares"], written)["schema"]


def test_the_same_instance_has_the_same_descriptor(complete: Instance) -> None:
    columns = {"sites": ["site", "country"]}
    assert describe(complete, columns) == describe(complete, columns)
    assert list(json.loads(describe(complete, columns)))[:2] == ["name", "title"]


@pytest.mark.filterwarnings("ignore")
def test_the_standard_tool_finds_written_packages_valid(written: Path, tmp_path: Path) -> None:
    write_package(load(written), tmp_path / "complete")
    new("first", tmp_path / "first")
    for name in ("complete", "first"):
        report = Package(str(tmp_path / name / "datapackage.json")).validate()
        assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("table", "keys", "column", "value"),
    [
        ("lanes", ("kobe-tokyo",), "days", "-1"),
        ("lanes", ("kobe-tokyo",), "origin", "atlantis"),
        ("facilities", ("kobe-plant",), "closable", "yes"),
        ("disruptions", ("fire",), "kind", "whim"),
    ],
)
def test_the_standard_tool_finds_what_the_schema_says(
    copy: Any, table: str, keys: tuple[str, ...], column: str, value: str
) -> None:
    copy.set(table, keys, column, value)
    assert not Package(str(copy.folder / "datapackage.json")).validate().valid
