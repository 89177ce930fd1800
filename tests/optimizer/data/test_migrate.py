"""Older versions, brought up to date."""

from typing import Any

import pytest

from optimizer.data import reading
from optimizer.data.migrate import STEPS, migrate
from optimizer.data.raw import InFile, RawPackage, RawTable
from optimizer.data.tables import FORMAT_VERSION
from optimizer.errors import VersionError


def _old() -> RawPackage:
    cells = {"node": ["kobe"], "land": ["JPN"]}
    table = RawTable("nodes", ("node", "land"), cells, [2], InFile("nodes.csv"))
    return RawPackage("x", version=1, tables={"nodes": table}, readable=True)


def _nodes_become_sites(package: RawPackage) -> None:
    old = package.tables.pop("nodes")
    cells = {"site": old.cells["node"], "land": old.cells["land"]}
    package.tables["sites"] = RawTable("sites", ("site", "land"), cells, old.rows, old.locate)


def _land_becomes_country(package: RawPackage) -> None:
    old = package.tables["sites"]
    cells = {"site": old.cells["site"], "country": old.cells["land"]}
    package.tables["sites"] = RawTable("sites", ("site", "country"), cells, old.rows, old.locate)


def test_steps_are_taken_one_after_another() -> None:
    package = _old()
    migrate(package, steps={1: _nodes_become_sites, 2: _land_becomes_country}, to=3)
    assert package.version == 3
    assert package.findings == []
    assert dict(package.tables["sites"].cells) == {"site": ["kobe"], "country": ["JPN"]}


def test_a_version_from_which_no_step_leads_on() -> None:
    package = _old()
    migrate(package, steps={2: _land_becomes_country}, to=3)
    (finding,) = package.findings
    assert (finding.rule, finding.value) == ("version.too_old", "1")
    assert set(package.tables) == {"nodes"}


@pytest.mark.parametrize("version", [None, FORMAT_VERSION, FORMAT_VERSION + 1])
def test_what_needs_no_step_is_left_alone(version: int | None) -> None:
    package = _old()
    package.version = version
    migrate(package)
    assert package.version == version
    assert package.findings == []


def test_there_is_a_step_from_every_older_version() -> None:
    assert set(STEPS) == set(range(1, FORMAT_VERSION))


@pytest.mark.parametrize("version", [None, 99, "1"])
def test_a_version_that_cannot_be_read_is_an_error_of_its_own(copy: Any, version: Any) -> None:
    copy.describe(**{"junkan:format_version": version})
    with pytest.raises(VersionError):
        reading.load(copy.folder)
