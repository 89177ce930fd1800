"""Every proved row of the catalogue comes out as it says, and passes the audit."""

import csv
import shlex
from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

CATALOGUE = Path(__file__).resolve().parents[2] / "instances" / "catalogue.csv"
COLUMNS = ["instance", "title", "kind", "settings", "objective", "tolerance", "status", "shows"]
STATUSES = {"proved", "infeasible", "best known"}

with CATALOGUE.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))

TOYS = [row for row in ROWS if row["kind"] == "toy"]
REAL = [row for row in ROWS if row["kind"] == "real" and row["instance"] != "japan-eu"]
"""The largest takes minutes; ``make japan-eu`` solves and audits it."""


def name_of(row: dict[str, str]) -> str:
    return " ".join([row["instance"], row["settings"]]).strip()


def test_the_catalogue_lists_every_instance_and_no_other(instances: Path) -> None:
    folders = {path.parent.name for path in instances.glob("*/datapackage.json")}
    assert {row["instance"] for row in ROWS} == folders


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_rows_are_complete(row: dict[str, str]) -> None:
    assert list(row) == COLUMNS
    assert row["status"] in STATUSES
    assert (row["objective"] == "") == (row["status"] == "infeasible")
    assert row["kind"] == "toy" or not row["instance"].startswith("toy-")


@pytest.mark.parametrize("name", sorted({row["instance"] for row in ROWS}))
def test_no_instance_has_errors(junkan, name: str) -> None:
    assert junkan("check", name).code == Exit.OK


@pytest.mark.parametrize("name", sorted({row["instance"] for row in TOYS}))
def test_toys_have_no_warnings_and_are_marked_as_examples(
    junkan, instances: Path, name: str
) -> None:
    assert junkan("check", name, "--strict").code == Exit.OK
    assert junkan("show", name, "--json").document["confidence"].keys() == {"example"}
    assert (instances / name / "README.md").is_file()


@pytest.mark.solver
@pytest.mark.parametrize("row", TOYS, ids=name_of)
def test_a_toy_comes_out_as_worked_out_by_hand(junkan, row: dict[str, str]) -> None:
    said = junkan(
        "solve",
        row["instance"],
        *shlex.split(row["settings"]),
        *["--gap", "0", "--threads", "1", "--json", "--no-write", "--no-reference"],
    )
    if row["status"] == "infeasible":
        assert said.code == Exit.INFEASIBLE
        assert said.document["record"]["status"] == "infeasible"
        return
    assert said.code == Exit.OK, said.err
    found = said.document
    cost = found["measures"]["headline"]["cost"]
    assert cost == pytest.approx(float(row["objective"]), rel=float(row["tolerance"]))
    assert found["audit"]["passed"]
    assert max(found["audit"]["mass_balance"].values()) <= 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("row", REAL, ids=name_of)
def test_a_real_instance_costs_what_is_known(junkan, row: dict[str, str]) -> None:
    said = junkan("solve", row["instance"], *shlex.split(row["settings"]), "--json", "--no-write")
    assert said.code == Exit.OK, said.err
    found = said.document
    cost = found["measures"]["headline"]["cost"]
    assert cost == pytest.approx(float(row["objective"]), rel=float(row["tolerance"]))
    assert found["audit"]["passed"]
    assert max(found["audit"]["mass_balance"].values()) <= 1e-6


@pytest.mark.parametrize("row", TOYS, ids=name_of)
def test_the_readme_of_a_toy_states_its_optimum(instances: Path, row: dict[str, str]) -> None:
    readme = (instances / row["instance"] / "README.md").read_text(encoding="utf-8")
    assert row["objective"] in readme.replace(",", "")
