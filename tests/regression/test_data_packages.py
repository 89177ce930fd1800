"""Shipped instances are Frictionless Data Packages by the word of the standard's own validator."""

import warnings
from pathlib import Path

import pytest

INSTANCES = sorted(
    path.parent for path in Path(__file__).resolve().parents[2].glob("instances/*/datapackage.json")
)


@pytest.mark.slow
@pytest.mark.parametrize("folder", INSTANCES, ids=lambda folder: folder.name)
def test_the_standards_validator_finds_nothing(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries that the validator loads
        from frictionless import Package

        report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "note"])[:5]
