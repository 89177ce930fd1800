"""Who is struck by what; ``test_disruptions`` says what that leaves."""

import pytest

from optimizer.data.network.struck import Struck, places
from tests.optimizer.data.network.test_disruptions import PLACE
from tests.small.instances import an_instance


@pytest.mark.parametrize(
    ("kind", "target", "country", "commodity", "struck"),
    [
        (
            "country",
            "CHN",
            "",
            "",
            {"facilities": [0], "supplies": [0], "contracts": [0], "lanes": [0]},
        ),
        ("country", "EU", "", "", {"facilities": [1], "supplies": [1], "lanes": [2]}),
        ("country", "CHN", "", "cell", {"shipments": [0]}),
        ("site", "fr", "", "", {"lanes": [2]}),
        ("facility", "works-de", "", "", {"facilities": [1]}),
        ("lane", "de-fr", "", "", {"lanes": [1]}),
        ("lane", "de-fr", "", "ore", {}),
        ("chokepoint", "suez", "", "", {"lanes": [0, 2]}),
        ("stage", "cell", "", "", {"operations": [0, 1]}),
        ("stage", "cell", "EU", "cell", {"operations": [1]}),
        ("rung", "recovering", "CHN", "", {}),
        ("commodity", "cell", "CHN", "", {"shipments": [0]}),
        ("country", "nowhere", "", "", {}),
    ],
)
def test_by(
    kind: str, target: str, country: str, commodity: str, struck: dict[str, list[int]]
) -> None:
    row = {"kind": kind, "target": target, "country": country, "commodity": commodity}
    found = Struck(an_instance(**PLACE)).by(row)
    assert {name: hit.tolist() for name, hit in found.items()} == struck


def test_an_instance_with_nothing_to_strike() -> None:
    row = {"kind": "country", "target": "CHN", "country": "", "commodity": ""}
    assert Struck(an_instance()).by(row) == {}


def test_places() -> None:
    where = places(an_instance(**PLACE))
    assert where.members("EU") == {"EU", "DEU", "FRA"}
    assert where.members("CHN") == {"CHN"}
    assert where.within("CHN", "")
    assert not where.within("CHN", "EU")
