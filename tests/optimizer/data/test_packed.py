"""A row of a pack put into the words of an instance."""

from datetime import date
from typing import Any

import pytest

from optimizer.data.packed import SaysNothingError, Words
from optimizer.data.tree import extended, replaced
from tests.small.chain import the_chain
from tests.small.law import two_makers

PACKED: dict[str, Any] = {
    "kind": "made_share",
    "scope": "EU",
    "stage": "cell",
    "element": "",
    "segment": "",
    "origin": "",
    "sense": "least",
    "level": 0.4,
    "price_usd": None,
    "first_date": None,
    "last_date": None,
}
TRADED: dict[str, Any] = {
    "origin": "CHN",
    "destination": "",
    "stage": "cell",
    "element": "",
    "word": "",
    "first_date": None,
    "last_date": None,
}


def test_a_stage_goes_by_its_id_or_what_its_name_holds() -> None:
    assert Words(two_makers()).stage("cell") == "cell"
    named = two_makers()
    stages = named.table("stages").with_columns(
        stage=named.table("stages")["stage"].replace({"cell": "s6"}),
        name=named.table("stages")["stage"].replace({"cell": "Making of cells"}),
    )
    assert Words(replaced(named, {"stages": stages})).stage("cell") == "s6"
    with pytest.raises(SaysNothingError, match="no stage is one of mining"):
        Words(two_makers()).stage("mining")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"scope": "US"}, "no country or bloc is called US"),
        ({"element": "Xx"}, "no commodity says how much Xx it holds"),
        ({"segment": "lmt"}, "no segment is called lmt"),
        ({"first_date": date(2040, 1, 1)}, "it is in force in no period of the horizon"),
        ({"stage": "recovery"}, "nothing of the kind is done in EU, nor could be"),
        ({"kind": "bought_share", "origin": "JPN", "element": "Li"}, "bought from outside in JPN"),
        ({"price_usd": 5.0}, "its price is in USD, the instance counts in EUR"),
    ],
)
def test_what_says_nothing(change: dict[str, Any], why: str) -> None:
    with pytest.raises(SaysNothingError, match=why):
        Words(two_makers()).rule("r", PACKED | change)


def test_a_rule_that_holds() -> None:
    made = Words(two_makers()).rule("r", PACKED | {"element": "Li"})
    assert (made["rule"], made["stage"], made["level"]) == ("r", "cell", 0.4)


def test_trade_is_about_what_a_stage_makes_and_a_lane_carries() -> None:
    """Slag is made as well, but no lane carries it; ore is bought, not made by the stage."""
    found = dict(Words(the_chain()).trade(TRADED))
    assert set(found) == {"cell"}
    assert found["cell"]["origin"] == "CHN"
    with pytest.raises(SaysNothingError, match="no lane carries it"):
        dict(Words(the_chain()).trade(TRADED | {"destination": "JPN"}))
    with pytest.raises(SaysNothingError, match="no such commodity"):
        dict(Words(the_chain()).trade(TRADED | {"word": "battery"}))


def test_tonnes_of_an_element_become_units_of_the_commodity() -> None:
    """A GWh of cells holds 30 t, so 600 t are 20 GWh."""
    row = TRADED | {"element": "Li", "word": "cell", "tonnes": 600.0}
    (made,) = dict(Words(the_chain()).trade(row)).values()
    assert made["quantity"] == pytest.approx(20.0)


def test_waste_is_no_product() -> None:
    """What recovery uses is not meant by the product of a stage."""
    rows = [{"process": "make", "commodity": "spent", "coefficient": 0.1}]
    world = extended(the_chain(), {"recipes": rows})
    assert set(dict(Words(world).trade(TRADED | {"origin": ""}))) == {"cell"}
