"""Instances as folders."""

import json
from pathlib import Path
from typing import Any

import pytest

from optimizer.data import Instance, check, load, write_package
from optimizer.data.package import read_package


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_written_reads_back(complete: Instance, written: Path) -> None:
    instance = load(written)
    assert instance.digest == complete.digest
    assert (instance.name, instance.title) == ("complete", "Everything once")
    assert instance.currency == "EUR"
    assert instance.metadata == complete.metadata
    assert load(written / "datapackage.json").digest == complete.digest


def test_the_same_instance_gives_the_same_bytes(
    complete: Instance, written: Path, tmp_path: Path
) -> None:
    write_package(load(written), tmp_path / "again")
    assert _files(tmp_path / "again") == _files(written)


def test_what_says_nothing_is_not_written(written: Path) -> None:
    header = (written / "modes.csv").read_text("utf-8").splitlines()[0]
    assert header == "mode,cost_per_tkm,handling_per_t,co2_kg_per_tkm"


def test_tables_that_are_gone_are_removed(complete: Instance, tmp_path: Path) -> None:
    write_package(complete, tmp_path)
    (tmp_path / "README.md").write_text("mine")
    tables = {name: frame for name, frame in complete.tables.items() if name != "sales"}
    write_package(Instance.of("less", tables), tmp_path)
    assert not (tmp_path / "sales.csv").exists()
    assert (tmp_path / "README.md").read_text() == "mine"
    assert not [f for f in check(tmp_path) if f.rule.startswith(("file.", "package."))]


def _rules(copy: Any) -> set[str]:
    return {f.rule for f in copy.check()}


def test_no_descriptor(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        (finding,) = check(folder)
        assert finding.rule == "package.missing"


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a": 1, "a": 2}', b"\xff", b"3"])
def test_a_descriptor_that_is_not_a_json_object(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "datapackage.json").write_bytes(content)
    (finding,) = check(tmp_path)
    assert (finding.rule, finding.place) == ("package.not_json", "datapackage.json")


def test_no_list_of_resources(copy: Any) -> None:
    copy.describe(resources=None)
    assert _rules(copy) == {"package.no_resources", "file.unlisted"}


def _resources(copy: Any) -> list[Any]:
    text = (copy.folder / "datapackage.json").read_text("utf-8")
    resources: list[Any] = json.loads(text)["resources"]
    return resources


@pytest.mark.parametrize(
    "resource", ["lanes", {}, {"name": "x"}, {"name": "x", "path": ["a", "b"]}]
)
def test_a_resource_without_name_or_path(copy: Any, resource: Any) -> None:
    copy.describe(resources=[*_resources(copy), resource])
    assert _rules(copy) == {"package.resource"}


def test_two_resources_of_one_name(copy: Any) -> None:
    copy.describe(resources=[*_resources(copy), {"name": "lanes", "path": "modes.csv"}])
    assert _rules(copy) == {"table.duplicate"}


@pytest.mark.parametrize(
    "path", ["../x.csv", "/etc/passwd", "a/../../x.csv", "http://x.y/z.csv", "..\\x.csv", ""]
)
def test_a_path_stays_in_the_folder(copy: Any, path: str) -> None:
    copy.describe(resources=[*_resources(copy), {"name": "x", "path": path}])
    assert _rules(copy) == {"package.path"}


def test_a_file_that_is_missing_and_one_that_is_not_listed(copy: Any) -> None:
    (copy.folder / "sales.csv").rename(copy.folder / "sold.csv")
    package = read_package(copy.folder)
    assert [(f.rule, f.table) for f in package.findings] == [
        ("file.missing", "sales"),
        ("file.unlisted", ""),
    ]


def test_a_table_in_a_folder_of_its_own(copy: Any, complete: Instance) -> None:
    (copy.folder / "deep").mkdir()
    (copy.folder / "sales.csv").rename(copy.folder / "deep" / "sales.csv")
    copy.replace("datapackage.json", b'"sales.csv"', b'"deep/sales.csv"')
    assert load(copy.folder).digest == complete.digest
