"""``junkan policies`` and ``solve --policy``."""

import pytest

from optimizer.cli.exits import Exit
from optimizer.data.packs import known


def test_every_pack_has_its_line(junkan) -> None:
    said = junkan("policies")
    assert [line.split()[0] for line in said.out.splitlines()] == list(known())


def test_rows_of_a_pack(junkan) -> None:
    said = junkan("policies", "eu-nzia")
    assert said.out.startswith("eu-nzia/cells  Capacity for cells in the Union; ")
    document = junkan("policies", "eu-nzia", "--json").document
    assert [row["row"] for row in document["eu-nzia"]] == ["cells", "packs"]


def test_what_a_pack_does_in_an_instance(junkan) -> None:
    said = junkan("policies", "eu-crma,japan-battery-strategy", "--in", "japan-eu-mini")
    assert "in force        eu-crma/processing-Li  Processing of lithium in the Union" in said.out
    assert "does not apply  eu-crma/extraction-Li and" in said.out
    assert "no country or bloc is called makers-of-Japan" in said.out
    document = junkan("policies", "eu-nzia", "--in", "japan-eu-mini", "--json").document
    assert [effect["status"] for effect in document] == ["in force", "in force"]


def test_no_such_pack(junkan) -> None:
    said = junkan("policies", "eu-crm")
    assert said.code == Exit.USAGE
    assert "no policy is called eu-crm" in said.err


@pytest.mark.solver
def test_a_solve_under_packs_says_what_they_come_to(junkan) -> None:
    words = ("--gap", "0.01", "--threads", "1", "--progress", "none", "--no-write")
    said = junkan("solve", "japan-eu-mini", "--policy", "eu-nzia,drc-cobalt-quota", *words)
    assert said.code == Exit.OK, said.err
    assert "Rules of law, each where it is tightest" in said.out
    assert "eu-nzia/cells" in said.out
    assert "does not apply" in said.out + said.err
    assert "MUSD more" in said.out
