"""``junkan audit``."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from optimizer.cli.exits import Exit
from optimizer.data import write_package
from tests.small.chain import the_chain

pytestmark = pytest.mark.solver


@pytest.fixture
def copied(cheapest: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    shutil.copytree(cheapest, folder)
    return folder


def _edit(folder: Path, change: Any) -> None:
    path = folder / "plan.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_a_plan_as_solved_passes(junkan, cheapest: Path) -> None:
    said = junkan("audit", cheapest)
    assert said.code == Exit.OK
    assert "audit passed" in said.out
    assert "cost recomputed 2,300.000000" in said.out


def test_all_rules_can_be_listed(junkan, cheapest: Path) -> None:
    said = junkan("audit", cheapest, "--all")
    kept = [line for line in said.out.splitlines() if line.startswith("kept")]
    assert len(kept) > 20


def test_a_changed_quantity_is_caught(junkan, copied: Path) -> None:
    def more(document: dict[str, Any]) -> None:
        document["tables"]["flow"][0]["quantity"] += 1.0

    _edit(copied, more)
    said = junkan("audit", copied)
    assert said.code == Exit.FINDINGS
    assert "audit FAILED" in said.out
    assert "balance" in said.out
    assert junkan("audit", copied, "--json").document["passed"] is False


def test_a_limit_that_was_not_kept_is_caught(junkan, copied: Path) -> None:
    limit = {"measure": "exposure", "watched": ["CHN"], "limit": 0.5}

    def limited(document: dict[str, Any]) -> None:
        document["record"]["settings"]["build"]["limits"] = [limit]

    _edit(copied, limited)
    said = junkan("audit", copied)
    assert said.code == Exit.FINDINGS
    assert "exposure" in said.out


def test_another_instance_is_noticed(junkan, cheapest: Path) -> None:
    said = junkan("audit", cheapest, "--instance", "toy-loop")
    assert said.code == Exit.FINDINGS
    assert "it has changed since, or is another" in said.err


def test_results_that_name_no_instance_need_one(junkan, copied: Path) -> None:
    _edit(copied, lambda document: document["record"].pop("instance"))
    assert junkan("audit", copied).code == Exit.USAGE
    assert junkan("audit", copied, "--instance", "toy-dependence").code == Exit.OK


def test_a_plan_is_audited_over_the_scenarios_it_reckons_with(junkan, tmp_path: Path) -> None:
    """The record says which; with others the same plan would be judged by another tree."""
    chain = tmp_path / "chain"
    write_package(the_chain(), chain)
    folder = tmp_path / "results"
    solved = junkan("solve", chain, "--scenarios", "none", "--out", folder, "--progress", "none")
    assert solved.code == Exit.OK
    said = junkan("audit", folder)
    assert (said.code, said.err) == (Exit.OK, "")

    def planned(document: dict[str, Any]) -> None:
        document["record"]["settings"]["build"]["scenarios"] = "planned"

    _edit(folder, planned)
    said = junkan("audit", folder)
    assert said.code == Exit.FINDINGS
    assert "is not what was solved" in said.err


def test_a_folder_without_a_plan_is_a_usage_error(junkan, tmp_path: Path) -> None:
    said = junkan("audit", tmp_path)
    assert said.code == Exit.USAGE
    assert "plan.json does not exist" in said.err
