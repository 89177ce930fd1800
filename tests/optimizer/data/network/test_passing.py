"""What a shipment can be of use for: by itself, by what comes to it, and by what goes on."""

import numpy as np
import pytest

from optimizer.data.network.bounds import bounds
from optimizer.data.network.passing import entering, most_of_use
from tests.small.instances import THREE_YEARS, TWO_YEARS, a_problem

CARS = {
    "segments": "segment unit\ncars GWh",
    "chemistries": "chemistry commodity energy_per_unit\nnmc cell 0.5",
    "shares": "segment chemistry period\ncars nmc 2025",
    "demands": "market segment period energy\nde cars 2025 4",
}
"""Eight units of cells are wanted in Germany in 2025."""

ENDLESS = {
    "supplies": "supply site commodity\nbought cn cell",
    "supply_terms": "supply period price\nbought 2025 1",
}


def _most(lane: str, moment: str = "2025", **tables: str) -> float:
    """Most of the cells on a lane."""
    problem = a_problem(**tables)
    s = problem.sets["shipments"].position[f"{lane}|cell"]
    most = most_of_use(problem, np.array([s]))
    return float(most[0, problem.sets["moments"].position[moment]])


def _entering(account: str, **tables: str) -> list[float]:
    problem = a_problem(**tables)
    found = entering(problem, bounds(problem))
    return [float(x) for x in found[problem.sets["accounts"].position[account]]]


def _lane(columns: str = "", cells: str = "", capacity: str = "-") -> dict[str, str]:
    return {
        "lanes": f"lane origin destination mode {columns}\nx cn de road {cells}",
        "shipments": f"lane commodity capacity\nx cell {capacity}",
    }


def test_no_more_than_is_wanted() -> None:
    assert _most("x", **_lane(), **ENDLESS, **CARS) == 8.0


def test_no_more_than_there_is() -> None:
    some = ENDLESS | {"supply_terms": "supply period price quantity\nbought 2025 1 5"}
    assert _most("x", **_lane(), **some, **CARS) == 5.0


@pytest.mark.parametrize(
    ("columns", "cells", "capacity", "most"),
    [("", "", "7", 7.0), ("capacity_t", "6000", "-", 6.0), ("capacity_t", "6000", "3", 3.0)],
)
def test_no_more_than_shipment_and_lane_carry(
    columns: str, cells: str, capacity: str, most: float
) -> None:
    assert _most("x", **_lane(columns, cells, capacity), **ENDLESS, **CARS) == most


def test_no_more_than_a_quota_lets_pass() -> None:
    quota = {"quotas": "quota origin destination commodity quantity\nq CHN DEU cell 2"}
    assert _most("x", **_lane(), **ENDLESS, **CARS, **quota) == 2.0


def test_nothing_limits_what_is_bought_and_thrown_away() -> None:
    waste = {"disposals": "site commodity\nde cell"}
    assert _most("x", **_lane(), **ENDLESS, **CARS, **waste) == np.inf


RING = {
    "lanes": """
        lane  origin  destination  mode
        out   cn      jp           road
        home  jp      cn           road
        on    jp      de           road
        x     cn      de           road
    """,
    "shipments": "lane commodity\nout cell\nhome cell\non cell\nx cell",
}


@pytest.mark.parametrize("lane", ["out", "home", "on", "x"])
def test_going_round_in_a_circle_is_of_no_use(lane: str) -> None:
    assert _most(lane, **RING, **ENDLESS, **CARS) == 8.0


def test_what_limited_shipments_bring_is_limited() -> None:
    """Without limit in China and in Germany; to and fro from Japan, where 3 + 1 come in."""
    tables = {
        "lanes": """
            lane   origin  destination  mode
            feed   cn      jp           road
            yard   jp      port         road
            back   port    jp           road
            x      port    de           road
        """,
        "sites": "site country\ncn CHN\njp JPN\nport JPN\nde DEU",
        "shipments": "lane commodity capacity\nfeed cell 3\nyard cell -\nback cell -\nx cell -",
        "arrivals": "site commodity period quantity\nport cell 2025 1",
        "disposals": "site commodity\nde cell",
    }
    assert _most("x", **tables, **ENDLESS) == 4.0
    assert _most("back", **tables, **ENDLESS) == 4.0


def test_each_commodity_is_wanted_by_itself() -> None:
    """As in network design: the factor of a commodity is its own demand, not that of all."""
    tables = CARS | {
        "chemistries": "chemistry commodity\nnmc cell\nsalt ore",
        "segments": "segment unit\ncars GWh\ngrid GWh",
        "shares": "segment chemistry period\ncars nmc 2025\ngrid salt 2025",
        "demands": "market segment period energy\nde cars 2025 4\nde grid 2025 90",
        "shipments": "lane commodity\nx cell\nx ore",
        "lanes": "lane origin destination mode capacity_t\nx cn de road 50000",
    }
    assert _most("x", **tables, **ENDLESS) == 4.0


def test_what_finds_room_may_wait() -> None:
    """For later, or for the worth of what is left at the end."""
    tables = _lane() | CARS | ENDLESS | {"periods": TWO_YEARS}
    tables["storages"] = "site commodity capacity expansion_max\nde cell 1.25 3"
    assert _most("x", "2025", **tables) == 12.25
    assert _most("x", "2026", **tables) == 4.25


def test_what_was_there_before_may_be_sent() -> None:
    tables = _lane() | CARS | {"periods": TWO_YEARS}
    tables["demands"] += "\nde cars 2026 50"
    stored = "site commodity capacity initial loss\ncn cell 4 3 0.5"
    assert _most("x", "2025", storages=stored, **tables) == pytest.approx(1.5)
    assert _most("x", "2026", storages=stored, **tables) == pytest.approx(0.75)


def test_what_arrives_later_is_of_use_then() -> None:
    """A year under way, in each branch; what arrives after the end has no use that limits it."""
    tables = _lane("days", "365") | CARS | ENDLESS | {"periods": THREE_YEARS}
    tables["scenarios"] = "scenario parent from_period probability\nstorm - 2026 0.5"
    tables["demands"] = """
        market  segment  period  energy  scenario
        de      cars     2025    4       -
        de      cars     2026    3       -
        de      cars     2026    2       storm
        de      cars     2027    1       -
    """
    assert _most("x", "2025", **tables) == 4.0
    assert _most("x", "2026", **tables) == 2.0
    assert _most("x", "2027", **tables) == np.inf


def test_what_came_late_is_sent_on() -> None:
    tables = {
        "periods": TWO_YEARS,
        "lanes": "lane origin destination mode days\nslow cn jp ship 365\nx jp de road 0",
        "shipments": "lane commodity capacity\nslow cell 5\nx cell -",
        "disposals": "site commodity\nde cell",
    }
    assert _most("x", "2025", **tables, **ENDLESS) == 0.0
    assert _most("x", "2026", **tables, **ENDLESS) == 5.0


WORKS = {
    "processes": "process rung activity_unit\nmake celling GWh\nlean celling GWh",
    "recipes": """
        process  commodity  coefficient
        make     ore        -2
        make     cell       1
        lean     ore        -1.5
        lean     cell       1
    """,
    "facilities": "facility site unit\nworks cn GWh",
    "capacities": "facility period capacity\nworks 2025 10",
    "operations": "facility process capacity_use\nworks make 1\nworks lean 2",
    "disposals": "site commodity\ncn cell",
}

SERVING = {
    "segments": "segment unit\ncars GWh\ngrid GWh",
    "chemistries": """
        chemistry  commodity  energy_per_unit  eol_commodity  eol_per_energy
        nmc        cell       1                spent          2
        next       cell       4                -              0
    """,
    "shares": """
        segment  chemistry  period
        cars     nmc        2025
        cars     next       2025
        grid     next       2025
    """,
    "demands": """
        market  segment  period  energy
        de      cars     2025    8
        de      grid     2025    4
        de      cars     2026    6
    """,
}


def test_what_is_bought_contracted_and_under_way_enters() -> None:
    most = _entering(
        "cn|ore",
        periods=TWO_YEARS,
        supplies="supply site commodity\na cn ore\nb cn ore",
        supply_terms="supply period price quantity\na 2025 1 5\nb 2026 1 -",
        contracts="contract site commodity price maximum\nc cn ore 1 2",
        arrivals="site commodity period quantity\ncn ore 2025 0.5",
    )
    assert most == [7.5, np.inf]


def test_processes_share_the_capacity_of_their_facility() -> None:
    assert _entering("cn|cell", **WORKS) == [10.0]


def test_what_uses_no_capacity_has_no_limit() -> None:
    works = WORKS | {"operations": "facility process capacity_use\nworks make 0"}
    assert _entering("cn|cell", **works) == [np.inf]


def test_all_that_may_be_built_counts_once_it_works() -> None:
    """Two builds of 3 in one year or two, of which half works at first; ready a year later."""
    most = _entering(
        "cn|cell",
        periods=THREE_YEARS,
        expansions="expansion facility size_max lead_days max_builds ramp\nx works 3 365 2 slow",
        ramps="ramp age fraction\nslow 0 0.5\nslow 1 1",
        **WORKS,
    )
    assert most == [10.0, 13.0, 16.0]


def test_disruptions_leave_a_part_of_the_capacity() -> None:
    struck = "disruption kind target first_period last_period remaining\nd site cn 2025 2025 0.3"
    assert _entering("cn|cell", disruptions=struck, **WORKS) == [pytest.approx(3.0)]


def test_all_sold_by_one_chemistry_and_what_was_sold_before_comes_back() -> None:
    """Half of what retires, two units a GWh: 0.1 · 8 of 2025, and 3 from before the horizon."""
    most = _entering(
        "de|spent",
        periods=TWO_YEARS,
        lifetimes="segment age fraction\ncars 1 0.1",
        collections="market period rate\nde 2025 0.5",
        past_returns="market segment chemistry period energy\nde cars nmc 2026 3",
        **SERVING,
    )
    assert most == [0.0, pytest.approx(0.8 + 3.0)]
