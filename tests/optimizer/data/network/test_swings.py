"""By how much demand and prices swing: where, when, in which branch."""

import pytest

from optimizer.data.instance import Instance
from optimizer.data.network.moments import Calendar
from optimizer.data.network.serving import collection_rates
from optimizer.data.network.swings import swung
from tests.small.instances import THREE_YEARS, a_problem, an_instance, given

SCENARIOS = """
    scenario  parent  from_period  probability
    boom      -       2026         0.5
    frenzy    boom    2027         0.5
"""
HEADER = "swing kind target country scenario first_period last_period factor"
THINGS = [("cn", "ore"), ("jp", "ore"), ("de", "ore"), ("de", "cell")]


def _world(*rows: str) -> Instance:
    swings = "\n".join([HEADER, *rows])
    return an_instance(periods=THREE_YEARS, scenarios=SCENARIOS, swings=swings)


@pytest.mark.parametrize(
    ("row", "hit"),
    [
        ("price - -", [True, True, True, True]),
        ("price ore -", [True, True, True, False]),
        ("price ore EU", [False, False, True, False]),
        ("price - DEU", [False, False, True, True]),
        ("demand ore -", [False] * 4),
    ],
)
def test_what_swings_is_named_by_target_and_area(row: str, hit: list[bool]) -> None:
    instance = _world(f"s {row} - 2026 2026 3")
    factors = swung(instance, Calendar(instance), "price", THINGS)
    labels = [(m.scenario, m.period) for m in Calendar(instance).moments]
    for thing, is_hit in enumerate(hit):
        for n, (_, period) in enumerate(labels):
            assert factors[thing, n] == (3.0 if is_hit and period == 1 else 1.0)


def test_swings_multiply_and_those_of_a_branch_hold_in_its_children() -> None:
    instance = _world("s price - - - 2025 2027 2", "t price ore - boom 2025 2027 5")
    calendar = Calendar(instance)
    factors = swung(instance, calendar, "price", THINGS)[0]
    seen = {m.label(calendar.periods): f for m, f in zip(calendar.moments, factors, strict=True)}
    assert seen == {
        "2025": 2.0,
        "2026": 2.0,
        "boom|2026": 10.0,
        "2027": 2.0,
        "boom|2027": 10.0,
        "frenzy|2027": 10.0,
    }


def test_nothing_swings_without_rows() -> None:
    instance = an_instance(periods=THREE_YEARS)
    assert (swung(instance, Calendar(instance), "demand", THINGS) == 1.0).all()


def test_demand_and_prices_of_buying_and_selling_swing_and_contracts_do_not() -> None:
    problem = a_problem(
        periods=THREE_YEARS,
        scenarios=SCENARIOS,
        swings=f"{HEADER}\na demand ev - boom 2026 2026 1.5\nb price ore - boom 2026 2027 4",
        segments="segment unit shortfall_penalty\nev GWh 9",
        demands="market segment period energy scenario\nde ev 2026 10 -\nde ev 2027 20 boom",
        supplies="supply site commodity\nore-cn cn ore",
        supply_terms="supply period price quantity scenario\n"
        "ore-cn 2025 2 9 -\nore-cn 2027 3 9 boom",
        contracts="contract site commodity price maximum\ndeal cn ore 7 1",
        sales="site commodity price quantity\njp ore 5 1",
    )
    assert given(problem, "demand", "de|ev", "2026") == 10.0
    assert given(problem, "demand", "de|ev", "boom|2026") == 15.0
    assert given(problem, "demand", "de|ev", "frenzy|2027") == 20.0
    assert given(problem, "shortfall_max", "de|ev", "boom|2026") == 15.0
    assert given(problem, "price", "ore-cn", "2026") == 2.0
    assert given(problem, "price", "ore-cn", "boom|2026") == 8.0
    assert given(problem, "price", "ore-cn", "frenzy|2027") == 12.0
    assert given(problem, "bought_max", "ore-cn", "boom|2026") == 9.0
    assert given(problem, "sale_price", "jp|ore", "2026") == 5.0
    assert given(problem, "sale_price", "jp|ore", "boom|2026") == 20.0
    assert given(problem, "contract_price", "deal") == 7.0


def test_costs_of_a_rung_and_freight_by_a_mode_swing() -> None:
    problem = a_problem(
        periods=THREE_YEARS,
        swings=f"{HEADER}\na cost celling CHN - 2026 2026 3\nb freight ship EU - 2026 2027 2",
        processes="process rung activity_unit\nmake celling GWh\nidle - 1",
        facilities="facility site unit\nworks-cn cn GWh\nworks-de de GWh",
        operations="facility process variable_cost\n"
        "works-cn make 5\nworks-cn idle 7\nworks-de make 9",
        lanes="lane origin destination mode cost_per_t\n"
        "out de jp ship 0.001\nover de jp road 0.001\nin jp de ship 0.001",
        shipments="lane commodity\nout cell\nover cell\nin cell",
    )
    costs = [given(problem, "variable_cost", o, "2026") for o in problem.labels("operations")]
    assert costs == [15.0, 7.0, 9.0]
    assert given(problem, "variable_cost", "works-cn|make", "2027") == 5.0
    carriage = [given(problem, "carriage", s, "2027") for s in problem.labels("shipments")]
    assert carriage == pytest.approx([2.0, 1.0, 1.0])
    assert given(problem, "carriage", "out|cell", "2025") == pytest.approx(1.0)


def test_plants_offers_and_collection_swing() -> None:
    problem = a_problem(
        periods=THREE_YEARS,
        scenarios=SCENARIOS,
        swings=f"{HEADER}\na capacity celling EU boom 2026 2027 0.5\nb capacity - - - 2027 2027 3"
        "\nc supply ore - boom 2026 2026 4\nd collection ev - boom 2026 2027 1.5",
        processes="process rung activity_unit\nmake celling GWh\nidle - 1",
        facilities="facility site unit\nworks-cn cn GWh\nworks-de de GWh",
        capacities="facility period capacity\nworks-cn 2025 8\nworks-de 2025 10",
        operations="facility process\nworks-cn make\nworks-de make\nworks-de idle",
        supplies="supply site commodity\nore-cn cn ore",
        supply_terms="supply period price quantity\nore-cn 2025 2 9",
    )
    seen = {
        (plant, moment): given(problem, "step_capacity", plant, moment)
        for plant in ("works-cn", "works-de")
        for moment in ("2026", "2027", "boom|2026", "boom|2027")
    }
    assert [seen["works-cn", m] for m in ("2026", "2027", "boom|2027")] == [8.0, 24.0, 24.0]
    assert [seen["works-de", m] for m in ("2026", "boom|2026", "boom|2027")] == [10.0, 5.0, 15.0]
    assert given(problem, "bought_max", "ore-cn", "boom|2026") == 36.0
    assert given(problem, "bought_max", "ore-cn", "2026") == 9.0


def test_never_more_is_collected_than_comes_back() -> None:
    instance = an_instance(
        periods=THREE_YEARS,
        swings=f"{HEADER}\nd collection ev - - 2026 2027 1.5\ne collection - JPN - 2025 2027 0.5",
        segments="segment unit\nev GWh",
        demands="market segment period energy\nde ev 2025 10\njp ev 2025 10",
        collections="market segment period rate\nde - 2025 0.8\njp ev 2025 0.6",
    )
    rates = collection_rates(instance, Calendar(instance), [("de", "ev", "x"), ("jp", "ev", "x")])
    assert rates[0].tolist() == [0.8, 1.0, 1.0]
    assert rates[1].tolist() == pytest.approx([0.3, 0.45, 0.45])
