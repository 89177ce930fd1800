"""What fraction disruptions leave, of what, when, and in which branch."""

import numpy as np
import pytest

from optimizer.data.network.disruptions import Remaining, places, remaining
from optimizer.data.network.moments import Calendar
from tests.small.instances import THREE_YEARS, an_instance

PLACE = {
    "countries": "country name\nCHN China\nJPN Japan\nDEU Germany\nFRA France",
    "blocs": "bloc country\nEU DEU\nEU FRA",
    "sites": "site country\ncn CHN\njp JPN\nde DEU\nfr FRA",
    "periods": THREE_YEARS,
    "processes": "process rung activity_unit\nmake celling GWh\nrecover recovering kt\nidle - 1",
    "facilities": "facility site unit\nworks-cn cn GWh\nworks-de de GWh",
    "operations": "facility process\nworks-cn make\nworks-de make\nworks-de recover\nworks-de idle",
    "supplies": "supply site commodity\nore-cn cn ore\nore-de de ore",
    "contracts": "contract site commodity price maximum\ndeal cn ore 1 1",
    "lanes": "lane origin destination mode\ncn-de cn de road\nde-fr de fr road\nfr-cn fr cn road",
    "shipments": "lane commodity\ncn-de cell\nde-fr cell\nfr-cn ore",
    "chokepoints": "chokepoint name\nsuez Suez",
    "lane_chokepoints": "lane chokepoint\ncn-de suez\nfr-cn suez",
}
HEADER = "disruption kind target country commodity scenario first_period last_period remaining"


def _left(rows: str, **more: str) -> Remaining:
    instance = an_instance(**PLACE, disruptions=f"{HEADER}\n{rows}", **more)
    return remaining(instance, Calendar(instance))


@pytest.mark.parametrize(
    ("row", "what", "struck"),
    [
        ("country CHN - -", "of_facility", [True, False]),
        ("country CHN - -", "of_supply", [True, False]),
        ("country CHN - -", "of_contract", [True]),
        ("country CHN - -", "of_lane", [True, False, False]),
        ("country CHN - -", "of_operation", [False] * 4),
        ("country EU - -", "of_facility", [False, True]),
        ("country EU - -", "of_lane", [False, False, True]),
        ("country CHN - cell", "of_shipment", [True, False, False]),
        ("country CHN - cell", "of_facility", [False, False]),
        ("country DEU - cell", "of_shipment", [False, True, False]),
        ("country DEU - -", "of_lane", [False, True, False]),
        ("site de - -", "of_facility", [False, True]),
        ("site de - -", "of_lane", [False, True, False]),
        ("facility works-de - -", "of_facility", [False, True]),
        ("facility works-de - -", "of_supply", [False, False]),
        ("lane cn-de - -", "of_lane", [True, False, False]),
        ("lane cn-de - cell", "of_shipment", [True, False, False]),
        ("lane cn-de - cell", "of_lane", [False] * 3),
        ("lane cn-de - ore", "of_shipment", [False] * 3),
        ("chokepoint suez - -", "of_lane", [True, False, True]),
        ("stage cell - -", "of_operation", [True, True, False, False]),
        ("stage cell EU -", "of_operation", [False, True, False, False]),
        ("rung recovering DEU -", "of_operation", [False, False, True, False]),
        ("commodity cell - -", "of_shipment", [True, True, False]),
        ("commodity cell CHN -", "of_shipment", [True, False, False]),
        ("commodity ore EU -", "of_shipment", [False, False, True]),
    ],
)
def test_each_kind_strikes_what_it_says(row: str, what: str, struck: list[bool]) -> None:
    left = getattr(_left(f"d {row} - 2026 2026 0.5"), what)
    assert left[:, 1].tolist() == [0.5 if hit else 1.0 for hit in struck]
    assert np.all(left[:, [0, 2]] == 1.0), "only while it lasts"


def test_within_a_bloc_no_border_of_the_bloc_is_crossed() -> None:
    """From Germany to France cells leave a country, not the bloc."""
    bloc = _left("d commodity cell EU - - 2025 2025 0")
    assert bloc.of_shipment[:, 0].tolist() == [1.0, 1.0, 1.0]
    anywhere = _left("d commodity cell - - - 2025 2025 0")
    assert anywhere.of_shipment[:, 0].tolist() == [0.0, 0.0, 1.0]


def test_several_that_strike_the_same_thing_multiply() -> None:
    left = _left("a site cn - - - 2025 2026 0.5\nb country CHN - - - 2026 2027 0.4")
    assert left.of_facility[0] == pytest.approx([0.5, 0.2, 0.4])


def test_a_disruption_of_a_branch_strikes_there_and_below() -> None:
    left = _left(
        "d site cn - - storm 2025 2027 0.5",
        scenarios="""
            scenario  parent  from_period  probability
            storm     -       2026         0.5
            flood     storm   2027         0.5
        """,
    )
    # 2025, 2026, storm|2026, 2027, storm|2027, flood|2027
    assert left.of_facility[0].tolist() == [1.0, 1.0, 0.5, 1.0, 0.5, 0.5]


def test_places() -> None:
    where = places(an_instance(**PLACE))
    assert where.country_of_site["fr"] == "FRA"
    assert where.within("FRA", "EU")
    assert where.within("FRA", "FRA")
    assert where.within("FRA", "")
    assert not where.within("CHN", "EU")
