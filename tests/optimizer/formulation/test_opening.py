"""Opening, read as text in the chain, where two lanes must be opened; and held to all choices."""

from itertools import combinations

import polars as pl
import pytest

from optimizer.data.instance import Instance
from tests.small.chain import chain_arrays
from tests.small.equations import charge, equation
from tests.small.instances import TWO_YEARS, an_instance, changed, optimum, solved

SERVING = {
    "segments": """
        segment  unit  shortfall_penalty
        cars     GWh   50
        grid     GWh   9
    """,
    "chemistries": """
        chemistry  commodity  energy_per_unit
        nmc        cell       1
        salt       slag       1
    """,
    "shares": """
        segment  chemistry  period
        cars     nmc        2025
        grid     salt       2025
    """,
}


def test_opened_before_used() -> None:
    """The shipment's capacity; the lane's, in kt; and what works in Japan can make, 4 / 1.25."""
    used = "opened_before_used[{}]"
    assert equation(chain_arrays(), used.format("sea|cell,2025")) == (
        "flow[sea|cell,2025] - 8 opened[sea] <= 0"
    )
    assert equation(chain_arrays(), used.format("sea|ore,2025")) == (
        "flow[sea|ore,2025] - 9 opened[sea] <= 0"
    )
    assert equation(chain_arrays(), used.format("polar|cell,2025")) == (
        "flow[polar|cell,2025] - 3.2 opened[polar] <= 0"
    )


def test_opened_before_loaded() -> None:
    text = equation(chain_arrays(), "opened_before_loaded[sea,2025]")
    assert text == "1000 flow[sea|cell,2025] + 1000 flow[sea|ore,2025] - 9000 opened[sea] <= 0"


def test_opening() -> None:
    """In the first period only, whenever the lane is used."""
    assert charge(chain_arrays(), "opening", "2025") == "6 opened[sea] + 3 opened[polar]"
    assert charge(chain_arrays(), "opening", "2026") == "0"


def test_a_lane_that_is_open_is_no_choice() -> None:
    assert [label for (label,) in chain_arrays().decisions["opened"].labels()] == ["sea", "polar"]


@pytest.mark.solver
@pytest.mark.parametrize(("demand", "cost", "lane"), [(5, 20.0, "dear"), (10, 30.0, "cheap")])
def test_the_more_is_carried_the_more_an_opening_may_cost(
    demand: int, cost: float, lane: str
) -> None:
    """20 and 1 a unit, or 5 and 3 a unit: equal at 7.5 units."""
    run = solved(
        an_instance(
            supplies="supply site commodity\nstore cn cell",
            supply_terms="supply period price\nstore 2025 0",
            lanes="""
                lane   origin  destination  mode  opening_cost
                cheap  cn      de           road  20
                dear   cn      de           road  5
            """,
            shipments="lane commodity cost_per_unit\ncheap cell 1\ndear cell 3",
            demands=f"market segment period energy\nde cars 2025 {demand}",
            **SERVING,
        )
    )
    assert run.outcome.objective == pytest.approx(cost)
    assert run.plan is not None
    assert run.plan.table("opened").rows() == [(lane, 1.0)]
    paid = dict(run.plan.table("costs").select("term", "amount").iter_rows())
    assert paid["opening"] == pytest.approx(cost - demand * {"dear": 3, "cheap": 1}[lane])
    assert run.audit is not None
    assert run.audit.passed


RING = an_instance(
    periods=TWO_YEARS,
    supplies="supply site commodity\na cn cell\nb jp cell\nc cn slag",
    supply_terms="""
        supply  period  price  quantity
        a       2025    1      9
        b       2025    2      3
        c       2025    0      -
    """,
    lanes="""
        lane   origin  destination  mode  capacity_t  opening_cost
        east   cn      jp           road  6000        7
        west   jp      cn           road  -           1
        far    jp      de           road  9000        11
        near   cn      de           road  -           20
    """,
    shipments="""
        lane  commodity  cost_per_unit  capacity
        east  cell       0.5            -
        east  slag       0              -
        west  cell       0.5            -
        far   cell       1              -
        far   slag       1              5
        near  cell       2              7
        near  slag       2              -
    """,
    storages="site commodity capacity\nde cell 2",
    demands="""
        market  segment  period  energy
        de      cars     2025    6
        de      cars     2026    8
        de      grid     2025    3
        jp      grid     2026    4
    """,
    **SERVING | {"commodities": """
        commodity  unit  tonnes_per_unit
        cell       GWh   1000
        slag       kt    -
    """},
)  # fmt: skip
"""Two commodities share lanes of which two make a ring."""


def _with_open(instance: Instance, opened: tuple[str, ...]) -> Instance:
    """Only these lanes, and they are open."""
    lanes, shipments = instance.table("lanes"), instance.table("shipments")
    return changed(
        instance,
        lanes=lanes.filter(pl.col("lane").is_in(opened)).with_columns(
            opening_cost=pl.lit(None, pl.Float64)
        ),
        shipments=shipments.filter(pl.col("lane").is_in(opened)),
    )


@pytest.mark.solver
@pytest.mark.parametrize("scale", [1.0, 0.25, 8.0])
def test_the_best_of_all_choices_of_lanes(scale: float) -> None:
    """Each choice solved alone, without any link: no factor may cut off the best of them."""
    lanes = RING.table("lanes").with_columns(pl.col("opening_cost") * scale)
    price = dict(lanes.select("lane", "opening_cost").iter_rows())
    found = {
        opened: optimum(_with_open(RING, opened)) + sum(price[lane] for lane in opened)
        for count in range(len(price) + 1)
        for opened in combinations(price, count)
    }
    run = solved(changed(RING, lanes=lanes))
    assert run.outcome.objective == pytest.approx(min(found.values()))
    assert run.plan is not None
    chosen = tuple(run.plan.table("opened")["lane"])
    assert found[chosen] == pytest.approx(min(found.values()))
    assert run.audit is not None
    assert run.audit.passed
