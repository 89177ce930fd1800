"""Learning: by hand on one plant at home, all choices one by one, and as text in the chain.

Germany wants 100 GWh a year. From abroad they cost 10 each; a plant at home makes 30 a year at 12,
and cheaper once it has made enough.
"""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from optimizer.data.instance import Instance
from optimizer.run import Run
from optimizer.solve import highs
from tests.small.chain import chain_arrays
from tests.small.equations import charge, equation
from tests.small.instances import EXACT, THREE_YEARS, an_instance, arrays_of, changed, solved

HOME = {
    "parameters": "parameter value\ndiscount_rate 0",
    "periods": THREE_YEARS,
    "segments": "segment unit shortfall_penalty\ncars GWh 50",
    "chemistries": "chemistry commodity energy_per_unit\nnmc cell 1",
    "shares": "segment chemistry period minimum maximum\ncars nmc 2025 0 1",
    "demands": "market segment period energy\nde cars 2025 100\nde cars 2026 100\nde cars 2027 100",
    "supplies": "supply site commodity\nabroad de cell",
    "supply_terms": "supply period price quantity\nabroad 2025 10 -",
    "processes": "process rung throughput activity_unit\nmake celling 1 GWh",
    "recipes": "process commodity coefficient\nmake cell 1",
    "facilities": "facility site unit\nworks de GWh",
    "capacities": "facility period capacity\nworks 2025 30",
    "operations": "facility process variable_cost\nworks make 12",
}


def _home(*steps: str, **tables: Any) -> Instance:
    head = "step rung process area threshold saving"
    return an_instance(**HOME | tables, learning="\n".join([head, *steps]))


def _passed(instance: Instance) -> Run:
    run = solved(instance)
    assert run.plan is not None
    assert run.audit is not None
    assert run.audit.passed, [str(check) for check in run.audit.failures]
    return run


@pytest.mark.solver
@pytest.mark.parametrize(
    ("steps", "cost"),
    [
        ([], 3000),
        # The first year costs 2 more for each of 30; then 30 a year are made for 3 less.
        (["a celling - - 30 5"], 3000 + 60 - 90 - 90),
        (["a - make - 30 5"], 3000 + 60 - 90 - 90),
        (["a celling - EU 30 5"], 3000 + 60 - 90 - 90),
        (["a celling - JPN 30 5"], 3000),
        # One more than a year makes: one in the second year, and only the third is cheap.
        (["a celling - - 31 5"], 3000 + 62 - 90),
        (["a celling - - 44 5"], 3000 + 88 - 90),
        (["a celling - - 50 5"], 3000),
        # Made in the first year is what the second saves, of which the third gets more.
        (["a celling - - 30 5", "b celling - - 60 4"], 3000 + 60 - 90 - 30 * 7),
        (["a celling - - 30 5", "b - make - 30 1"], 3000 + 60 - 2 * 30 * 4),
        # From the start.
        (["a celling - - 0 5"], 3000 - 3 * 90),
    ],
)
def test_what_was_made_often_is_made_cheaper(steps: list[str], cost: float) -> None:
    assert _passed(_home(*steps)).outcome.objective == pytest.approx(cost)


@pytest.mark.solver
def test_nobody_learns_from_what_another_course_made() -> None:
    """In a branch the plant stands still in 2026, so that only the trunk reaches the second step.

    2025: 60 more; trunk: 90 and 210 less; branch: nothing, then 90 less.
    """
    still = "disruption scenario kind target first_period last_period remaining\n"
    instance = changed(
        _home("a celling - - 30 5", "b celling - - 60 4"),
        scenarios="scenario parent from_period probability\nstrike - 2026 0.5",
        disruptions=still + "halt strike facility works 2026 2026 0",
    )
    run = _passed(instance)
    assert run.outcome.objective == pytest.approx(3000 + 60 - 0.5 * (90 + 210) - 0.5 * 90)
    assert run.plan is not None
    rows = run.plan.table("learned").select("step", "scenario", "period", "quantity").rows()
    assert sorted(rows) == [
        ("a", "", "2026", 30.0),
        ("a", "", "2027", 30.0),
        ("a", "strike", "2027", 30.0),
        ("b", "", "2027", 30.0),
    ]


@pytest.mark.solver
@pytest.mark.parametrize("thresholds", [(25, 40), (44, 10), (50, 59)])
def test_of_all_choices_the_best_is_found(thresholds: tuple[int, int]) -> None:
    """Every pattern of what is reached when, each a linear problem."""
    first, second = thresholds
    arrays = arrays_of(_home(f"a celling - - {first} 4", f"b celling - - {second} 3"))
    reached = arrays.decisions["reached"]
    found = []
    for choice in product((0.0, 1.0), repeat=4):
        lower, upper = arrays.lower.copy(), arrays.upper.copy()
        # Nothing is reached in the first year; three years of two steps.
        pattern = np.array([[0.0, *choice[:2]], [0.0, *choice[2:]]]).ravel()
        lower[reached.span] = upper[reached.span] = pattern
        fixed = replace(arrays, lower=lower, upper=upper, integer=np.zeros_like(arrays.integer))
        found.append(highs.solve(fixed, EXACT).objective)
    best = highs.solve(arrays, EXACT).objective
    assert best == pytest.approx(min(cost for cost in found if cost is not None))
    assert best < 3000


def test_threshold_reached() -> None:
    """Europe's plants by themselves; all plants together."""
    rule = "threshold_reached[{}]"
    assert equation(chain_arrays(), rule.format("hands,2026")) == (
        "- activity[works-de|make,2025] + 6 reached[hands,2026] <= 0"
    )
    assert equation(chain_arrays(), rule.format("craft,embargo|2026")) == (
        "- activity[works-cn|make,2025] - activity[works-jp|make,2025] "
        "- activity[works-de|make,2025] + 10 reached[craft,embargo|2026] <= 0"
    )
    assert equation(chain_arrays(), rule.format("hands,2025")) == "6 reached[hands,2025] <= 0"


def test_only_when_reached() -> None:
    """Germany can make 6, and 8 more from the year on in which a line is online."""
    rule = "only_when_reached[hands,{}]"
    text = equation(chain_arrays(), rule.format("2025"))
    assert text == "- 6 reached[hands,2025] + lessened[hands,2025] <= 0"
    text = equation(chain_arrays(), rule.format("2026"))
    assert text == "- 14 reached[hands,2026] + lessened[hands,2026] <= 0"


def test_only_what_is_made() -> None:
    text = equation(chain_arrays(), "only_what_is_made[hands,embargo|2026]")
    assert text == "- activity[works-de|make,embargo|2026] + lessened[hands,embargo|2026] <= 0"


def test_saved_by_learning() -> None:
    text = charge(chain_arrays(), "learning", "2026")
    assert text == "- 0.5 lessened[hands,2026] - 0.25 lessened[craft,2026]"
