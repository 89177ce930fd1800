"""Who keeps which fraction, when."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from optimizer.audit import disruptions
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Struck = Callable[..., Case]
COLUMNS = "disruption scenario kind target country commodity first_period last_period remaining"


@pytest.fixture
def struck(
    changed_chain: Callable[..., Instance],
    make_plan: Callable[..., Any],
    make_case: Callable[..., Case],
) -> Struck:
    """The chain struck by ``(kind, target, country, commodity)`` in 2026, half of it remaining."""

    def strike(*hits: tuple[str, str, str, str], scenario: str = "") -> Case:
        rows = [
            (f"hit{number}", scenario, *hit, "2026", "2026", 0.5) for number, hit in enumerate(hits)
        ]
        chain = changed_chain(
            disruptions=(COLUMNS, rows),
            scenarios=("scenario from_period probability", [("war", "2026", 0.5)]),
            chokepoints=("chokepoint name", [("suez", "Suez"), ("malacca", "Malacca")]),
            lane_chokepoints=("lane chokepoint", [("sea", "suez"), ("sea", "malacca")]),
            lanes=(
                "lane origin destination mode",
                [
                    ("sea", "ningbo", "berlin", "ship"),
                    ("home", "ningbo", "ningbo", "ship"),
                    ("truck", "paris", "berlin", "road"),
                    ("polar", "kobe", "berlin", "ship"),
                    ("back", "berlin", "kobe", "ship"),
                ],
            ),
            shipments=(
                "lane commodity",
                [
                    ("sea", "cell"),
                    ("sea", "ore"),
                    ("home", "ore"),
                    ("truck", "ore"),
                    ("polar", "cell"),
                    ("back", "ore"),
                ],
            ),
        )
        return make_case(chain, make_plan())

    return strike


def names(frame: pl.DataFrame, *keys: str) -> set[Any]:
    """Keys struck in 2026 on the trunk, to half."""
    rows = frame.filter(pl.col("scenario") == "")
    assert set(rows["period"]) <= {"2026"}
    assert set(rows["remaining"]) <= {0.5}
    return {row if len(keys) > 1 else row[0] for row in rows.select(keys).iter_rows()}


def test_a_country_keeps_part_of_its_plants_places_and_lanes_abroad(struck: Struck) -> None:
    case = struck(("country", "CHN", "", ""))
    assert names(disruptions.on_places(case), "site") == {"ningbo"}
    assert names(disruptions.on_facilities(case), "facility") == {"ningbo-works"}
    assert names(disruptions.on_lanes(case), "lane") == {"sea"}


def test_a_bloc_is_struck_in_each_of_its_countries(struck: Struck) -> None:
    case = struck(("country", "EU", "", ""))
    assert names(disruptions.on_places(case), "site") == {"berlin", "paris"}
    assert names(disruptions.on_lanes(case), "lane") == {"back"}


def test_a_country_struck_in_one_commodity_keeps_its_plants(struck: Struck) -> None:
    case = struck(("country", "CHN", "", "ore"))
    assert disruptions.on_facilities(case).is_empty()
    assert disruptions.on_lanes(case).is_empty()
    assert names(disruptions.on_shipments(case), "lane", "commodity") == {("sea", "ore")}


def test_a_site_takes_its_plants_and_all_lanes_that_leave_it(struck: Struck) -> None:
    case = struck(("site", "ningbo", "", ""))
    assert names(disruptions.on_facilities(case), "facility") == {"ningbo-works"}
    assert names(disruptions.on_lanes(case), "lane") == {"sea", "home"}


def test_a_facility_is_struck_alone(struck: Struck) -> None:
    case = struck(("facility", "kobe-works", "", ""))
    assert names(disruptions.on_facilities(case), "facility") == {"kobe-works"}
    assert disruptions.on_places(case).is_empty()


def test_stage_and_rung_strike_operations_somewhere_or_everywhere(struck: Struck) -> None:
    everywhere = disruptions.on_operations(struck(("stage", "cell", "", "")))
    assert names(everywhere, "facility") == {"ningbo-works", "kobe-works", "berlin-works"}
    in_japan = disruptions.on_operations(struck(("rung", "celling", "JPN", "")))
    assert names(in_japan, "facility", "process") == {("kobe-works", "make")}
    in_europe = disruptions.on_operations(struck(("rung", "celling", "EU", "")))
    assert names(in_europe, "facility") == {"berlin-works"}


def test_a_lane_is_struck_whole_or_in_one_commodity(struck: Struck) -> None:
    assert names(disruptions.on_lanes(struck(("lane", "sea", "", ""))), "lane") == {"sea"}
    one = struck(("lane", "sea", "", "ore"))
    assert disruptions.on_lanes(one).is_empty()
    assert names(disruptions.on_shipments(one), "lane", "commodity") == {("sea", "ore")}


def test_a_chokepoint_strikes_the_lanes_that_pass_it(struck: Struck) -> None:
    assert names(disruptions.on_lanes(struck(("chokepoint", "suez", "", ""))), "lane") == {"sea"}


def test_a_commodity_is_struck_at_all_borders_or_at_one(struck: Struck) -> None:
    everywhere = disruptions.on_shipments(struck(("commodity", "ore", "", "")))
    assert names(everywhere, "lane") == {"sea", "truck", "back"}
    out_of_europe = disruptions.on_shipments(struck(("commodity", "ore", "EU", "")))
    assert names(out_of_europe, "lane") == {"back"}


def test_what_strikes_the_same_thing_multiplies(struck: Struck) -> None:
    case = struck(
        ("chokepoint", "suez", "", ""),
        ("chokepoint", "malacca", "", ""),
        ("country", "CHN", "", ""),
    )
    rows = disruptions.on_lanes(case).filter(pl.col("scenario") == "")
    assert rows["remaining"].to_list() == [0.125]


def test_a_disruption_of_a_scenario_spares_the_others(struck: Struck) -> None:
    case = struck(("site", "kobe", "", ""), scenario="war")
    assert disruptions.on_places(case).select("site", "scenario", "period").rows() == [
        ("kobe", "war", "2026")
    ]


def test_one_of_no_scenario_strikes_in_all(struck: Struck) -> None:
    case = struck(("site", "kobe", "", ""))
    assert sorted(disruptions.on_places(case)["scenario"]) == ["", "war"]
