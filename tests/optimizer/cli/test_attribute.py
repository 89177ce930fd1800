"""``junkan attribute``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver


def test_of_results(junkan, cheapest: Path) -> None:
    """All of the cheapest plan of the toy comes from China."""
    said = junkan("attribute", cheapest)
    assert said.code == Exit.OK
    assert "100.0 % of the energy delivered has passed through CHN" in " ".join(said.out.split())


def test_of_an_instance_for_other_countries(junkan, tmp_path: Path) -> None:
    """What is delivered in Kobe has been in Japan."""
    document = junkan(
        "attribute", "toy-dependence", "--watch", "JPN", "--json", "--progress", "none"
    ).document
    assert document["tables"]["shares"] == [
        {
            "mineral": "anything",
            "chemistry": "all",
            "energy": 20.0,
            "least": 1.0,
            "proportional": 1.0,
            "greatest": 1.0,
        }
    ]


def test_a_country_that_is_not_there(junkan, cheapest: Path) -> None:
    said = junkan("attribute", cheapest, "--watch", "ATL")
    assert said.code == Exit.USAGE
    assert "no country or bloc is called ATL" in said.err
