"""Supplies, contracts and outlets: what may enter and leave, at what price."""

import numpy as np
import pytest

from tests.small.instances import THREE_YEARS, a_problem, given, listed

HALF = """
    period  start       days
    2025    2025-01-01  365
    h1      2026-01-01  181
"""
SUPPLY = {"periods": THREE_YEARS, "supplies": "supply site commodity\ns cn ore"}


def test_a_supply_gives_its_quantity_per_year_from_its_first_row_on() -> None:
    problem = a_problem(
        **SUPPLY, supply_terms="supply period price quantity\ns 2026 3 10\ns 2027 4 -"
    )
    assert problem.values("bought_max")[0].tolist() == [0.0, 10.0, np.inf]
    assert problem.values("price")[0].tolist() == [0.0, 3.0, 4.0]


def test_quantities_are_scaled_by_the_length_of_the_period() -> None:
    problem = a_problem(
        periods=HALF,
        supplies="supply site commodity\ns cn ore",
        supply_terms="supply period price quantity\ns 2025 3 10",
        sales="site commodity price quantity\ncn ore 1 4",
    )
    assert given(problem, "bought_max", "s", "h1") == pytest.approx(10 * 181 / 365)
    assert given(problem, "sold_max", "cn|ore", "h1") == pytest.approx(4 * 181 / 365)


def test_a_struck_site_supplies_what_is_left() -> None:
    """Nothing at all where nothing is left, even of a supply without a limit."""
    strike = """
        disruption  kind  target  first_period  last_period  remaining
        half        site  cn      2025          2025         0.5
        all         site  cn      2026          2026         0
    """
    terms = "supply period price quantity\ns 2025 3 {}"
    limited = a_problem(**SUPPLY, disruptions=strike, supply_terms=terms.format(10))
    assert limited.values("bought_max")[0].tolist() == [5.0, 0.0, 10.0]
    endless = a_problem(**SUPPLY, disruptions=strike, supply_terms=terms.format("-"))
    assert endless.values("bought_max")[0].tolist() == [np.inf, 0.0, np.inf]


def test_a_contract_holds_within_its_term() -> None:
    problem = a_problem(
        periods=THREE_YEARS,
        contracts="""
            contract  site  commodity  first_period  last_period  fee  price  minimum  maximum
            early     cn    ore        -             2026         5    2      1        3
            late      cn    ore        2026          -            6    2      0        4
        """,
    )
    assert problem.values("contract_min")[0].tolist() == [1.0, 1.0, 0.0]
    assert problem.values("contract_max").tolist() == [[3.0, 3.0, 0.0], [0.0, 4.0, 4.0]]
    assert problem.values("fee").tolist() == [[5.0, 0.0, 0.0], [0.0, 6.0, 0.0]]
    assert listed(problem, "contracted_by", "cn|ore") == ["early", "late"]


def test_a_disruption_scales_both_bounds_of_a_contract() -> None:
    problem = a_problem(
        disruptions="""
            disruption  kind     target  first_period  last_period  remaining
            strike      country  CHN     2025          2025         0.5
        """,
        contracts="contract site commodity price minimum maximum\nc cn ore 1 2 6",
    )
    assert given(problem, "contract_min", "c", "2025") == 1.0
    assert given(problem, "contract_max", "c", "2025") == 3.0


def test_outlets() -> None:
    problem = a_problem(
        disposals="site commodity cost\ncn slag 0.5",
        sales="site commodity price quantity\njp ore 2 -",
    )
    assert listed(problem, "disposed_from", "cn|slag") == ["cn|slag"]
    assert given(problem, "disposal_cost", "cn|slag") == 0.5
    assert given(problem, "sold_max", "jp|ore", "2025") == np.inf
    assert given(problem, "sale_price", "jp|ore", "2025") == 2.0
