"""``junkan check``."""

import json
import shutil
from pathlib import Path

import pytest

from optimizer.cli.exits import Exit


@pytest.fixture
def spoiled(instances: Path, tmp_path: Path) -> Path:
    """toy-loop with two mistakes."""
    folder = tmp_path / "spoiled"
    shutil.copytree(instances / "toy-loop", folder)
    sites = folder / "sites.csv"
    sites.write_text(sites.read_text("utf-8").replace("DEU", "GER"), encoding="utf-8")
    rates = folder / "collections.csv"
    rates.write_text(rates.read_text("utf-8").replace("0.8", "8"), encoding="utf-8")
    return folder


def test_a_sound_instance_passes(junkan) -> None:
    said = junkan("check", "toy-loop")
    assert said.code == Exit.OK
    assert said.err == "no errors, no warnings\n"


def test_every_mistake_is_reported_at_its_cell(junkan, spoiled: Path) -> None:
    said = junkan("check", spoiled)
    assert said.code == Exit.FINDINGS
    assert "sites.csv:2 [country] 'GER'" in said.out
    assert "collections.csv:2 [rate] '8'" in said.out
    assert said.err.startswith("2 errors")


def test_findings_as_json_are_the_only_thing_on_standard_output(junkan, spoiled: Path) -> None:
    said = junkan("check", spoiled, "--json")
    assert said.code == Exit.FINDINGS
    assert said.document["ok"] is False
    assert {"sites", "collections"} <= {f["table"] for f in said.document["findings"]}


def test_warnings_fail_only_a_strict_check(junkan, instances: Path, tmp_path: Path) -> None:
    folder = tmp_path / "warned"
    shutil.copytree(instances / "toy-loop", folder)
    with (folder / "sites.csv").open("a", encoding="utf-8") as sites:
        sites.write("nowhere,Nowhere,DEU,example\n")
    assert junkan("check", folder, "--json").document["findings"]
    assert junkan("check", folder).code == Exit.OK
    assert junkan("check", folder, "--strict").code == Exit.FINDINGS


def test_an_unknown_instance_is_a_usage_error_that_names_what_there_is(junkan) -> None:
    said = junkan("check", "toy-lop")
    assert said.code == Exit.USAGE
    assert "toy-loop" in said.err
    told = junkan("check", "toy-lop", "--json")
    assert told.code == Exit.USAGE
    assert json.loads(told.out)["error"]["kind"] == "UsageError"
