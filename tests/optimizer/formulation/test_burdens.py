"""Burdens: by hand on the toy of two ports, and as text in the chain.

At 1 kg for a tonne and km a tonne of packs causes 0.1 t of CO2 from Kobe to Osaka, 0.4 t to Tokyo,
0.6 t from Hakata to Osaka, 1.1 t to Tokyo. Kobe's 60 t are always used; with *x* of them to Osaka
(at most 40) all of it costs 1590 − x and causes 54 + 0.2·x.
"""

from pathlib import Path
from typing import Any

import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.tree import extended
from optimizer.run import solve
from optimizer.settings import SolveSettings
from tests.small.chain import chain_arrays
from tests.small.equations import bounds, charge, equation
from tests.small.instances import arrays_of

PORTS = Path(__file__).parents[3] / "instances" / "toy-two-ports"
CO2 = {"burdens": [{"burden": "co2", "unit": "t"}]}
BY_TRUCK = {"rate": "truck", "burden": "co2", "kind": "mode", "target": "truck", "amount": 0.001}


def _ports(**rows: list[dict[str, Any]]) -> Instance:
    return extended(load(PORTS), CO2 | {"burden_rates": [BY_TRUCK]} | rows)


def _cost(instance: Instance) -> tuple[float, dict[str, float]]:
    run = solve(instance, settings=SolveSettings(gap=0.0, threads=1))
    assert run.plan is not None
    assert run.audit is not None
    assert run.audit.passed, run.audit
    costs = run.plan.tables["costs"].select("term", "present").group_by("term").sum()
    assert run.outcome.objective is not None
    return run.outcome.objective, dict(zip(costs["term"], costs["present"], strict=True))


def _limit(**cells: Any) -> list[dict[str, Any]]:
    return [{"limit": "cap", "burden": "co2", "per": "year"} | cells]


def _price(**cells: Any) -> list[dict[str, Any]]:
    return [{"price_of": "tax", "burden": "co2"} | cells]


@pytest.mark.solver
@pytest.mark.parametrize(
    ("rows", "cost", "term", "paid"),
    [
        ({}, 1550.0, "burden", 0.0),
        # Below 5 EUR/t the cheapest plan, x = 40, is still the best; above, x = 0.
        ({"burden_prices": _price(price=1.0)}, 1612.0, "burden", 62.0),
        ({"burden_prices": _price(price=10.0)}, 2130.0, "burden", 540.0),
        ({"burden_prices": _price(price=10.0, area="CHN")}, 1550.0, "burden", 0.0),
        # At most 58 t: x = 20.
        ({"burden_limits": _limit(most=58.0)}, 1570.0, "excess", 0.0),
        ({"burden_limits": _limit(most=58.0 / 22.0, per="energy")}, 1570.0, "excess", 0.0),
        ({"burden_limits": _limit(most=58.0, price=2.0)}, 1558.0, "excess", 8.0),
        ({"burden_limits": _limit(most=58.0, price=10.0)}, 1570.0, "excess", 0.0),
        ({"burden_limits": _limit(most=58.0, area="CHN")}, 1550.0, "excess", 0.0),
    ],
)
def test_the_two_ports_by_hand(rows: dict[str, Any], cost: float, term: str, paid: float) -> None:
    found, terms = _cost(_ports(**rows))
    assert found == pytest.approx(cost)
    assert terms.get(term, 0.0) == pytest.approx(paid)


@pytest.mark.solver
def test_what_is_bought_has_its_burden_where_it_is_bought() -> None:
    ore = {"rate": "mined", "burden": "co2", "kind": "commodity", "target": "pack", "amount": 2.0}
    rows = {"burden_rates": [BY_TRUCK, ore], "burden_prices": _price(price=1.0, area="JPN")}
    assert _cost(_ports(**rows))[0] == pytest.approx(1612.0 + 220.0)


@pytest.mark.solver
def test_a_limit_that_nothing_keeps_is_explained() -> None:
    """54 t are the least for all that is wanted; of 53 t and less, demand is the least to give."""
    run = solve(_ports(burden_limits=_limit(most=53.0)), settings=SolveSettings(gap=0.0))
    assert run.plan is None
    assert {rule.rule.partition("[")[0] for rule in run.conflict} == {"demand_met"}


def test_burden_limit() -> None:
    text = equation(arrays_of(_ports(burden_limits=_limit(most=58.0))), "burden_limit[cap|2025]")
    assert text == (
        "0.1 flow[kobe-osaka|pack,2025] + 0.4 flow[kobe-tokyo|pack,2025] "
        "+ 0.6 flow[hakata-osaka|pack,2025] + 1.1 flow[hakata-tokyo|pack,2025] <= 58"
    )
    text = equation(chain_arrays(), "burden_limit[cap|embargo|2026]")
    assert text == (
        "0.5 bought[ore-cn,embargo|2026] + 0.25 activity[works-cn|make,embargo|2026] "
        "- exceeded[cap,embargo|2026] <= 20"
    )


def test_exceeded_bounds() -> None:
    """The limit begins in 2026; the one on CO2 has no price."""
    assert bounds(chain_arrays(), "exceeded[cap,2025]") == "0 <= exceeded[cap,2025] <= 0"
    assert bounds(chain_arrays(), "exceeded[cap,2026]") == "0 <= exceeded[cap,2026] <= inf"
    assert chain_arrays().decisions["exceeded"].over[0].labels == ("cap",)


def test_burden() -> None:
    """Harm at 0.01 everywhere: ore 0.5, cells 0.25; CO2 at 0.003 in Germany, from 2026."""
    assert charge(chain_arrays(), "burden", "2025") == (
        "0.005 taken[deal,2025] + 0.005 bought[ore-cn,2025] + 0.005 bought[ore-jp,2025] "
        "+ 0.005 bought[dear-jp,2025] + 0.005 bought[ore-de,2025] "
        "+ 0.0025 activity[works-cn|make,2025]"
    )
    text = charge(chain_arrays(), "burden", "2026")
    assert "0.006 activity[works-de|make,2026]" in text
    assert "0.27 flow[back|spent,2026]" in text


def test_border() -> None:
    assert charge(chain_arrays(), "border", "2025") == "0"
    text = charge(chain_arrays(), "border", "2026")
    assert text == "0.5 flow[sea|cell,2026] + 0.5 flow[slow|cell,2026]"


def test_excess_paid() -> None:
    assert charge(chain_arrays(), "excess", "2026") == "7 exceeded[cap,2026]"
