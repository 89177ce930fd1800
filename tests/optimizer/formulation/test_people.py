"""People: by hand on the toy of a line at home, and as text in the chain.

``toy-hedge`` without its scenarios, but China offers nothing in 2026: 100 t are missing at 50
EUR/t, or made at 12 by lines of 25 t (175 EUR each). Each line needs 25 people.
"""

from pathlib import Path
from typing import Any

import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.tree import extended, reckoned
from optimizer.run import Run, solve
from optimizer.settings import SolveSettings
from tests.small.chain import chain_arrays
from tests.small.equations import bounds, charge, equation

HEDGE = Path(__file__).parents[3] / "instances" / "toy-hedge"
STOP = {
    "swing": "stop", "kind": "supply", "target": "pack", "country": "CHN",
    "first_period": "2026", "last_period": "2026", "factor": 0.0,
}  # fmt: skip
JOBS = {
    "swings": [STOP],
    "skills": [{"skill": "fitter"}],
    "jobs": [{"job": "line", "skill": "fitter", "people": 1.0}],
}


def _hedge(**rows: list[dict[str, Any]]) -> Instance:
    return extended(reckoned(load(HEDGE), "none"), JOBS | rows)


def _free(people: float) -> list[dict[str, Any]]:
    return [{"skill": "fitter", "area": "JPN", "period": "2025", "people": people}]


def _school(**cells: Any) -> list[dict[str, Any]]:
    return [{"training": "school", "skill": "fitter", "area": "JPN", "cost": 1.0} | cells]


def _solved(instance: Instance) -> Run:
    run = solve(instance, settings=SolveSettings(gap=0.0, threads=1))
    assert run.plan is not None
    assert run.audit is not None
    assert run.audit.passed, [str(check) for check in run.audit.failures]
    return run


@pytest.mark.solver
@pytest.mark.parametrize(
    ("rows", "cost", "trained"),
    [
        # Nobody asks for people: four lines, 1000 + 4·175 + 100·12.
        ({}, 2900.0, 0.0),
        ({"workforce": _free(100.0)}, 2900.0, 0.0),
        # People for two lines: 1000 + 350 + 600 + 50·50.
        ({"workforce": _free(60.0)}, 4450.0, 0.0),
        ({"workforce": _free(0.0)}, 6000.0, 0.0),
        # 40 more are trained at 1 EUR each; 2 lines more save 1550.
        ({"workforce": _free(60.0), "trainings": _school()}, 2940.0, 40.0),
        # Places for 10 in each of two years: one line more.
        ({"workforce": _free(60.0), "trainings": _school(most=10.0)}, 3690.0, 15.0),
        # Too slow for 2026; begun in 2026 too late as well.
        ({"workforce": _free(60.0), "trainings": _school(days=400)}, 4450.0, 0.0),
        # A day at school costs more than the line saves: 775 for 15 and then 25 people.
        ({"workforce": _free(60.0), "trainings": _school(cost=60.0)}, 4450.0, 0.0),
        ({"workforce": _free(60.0), "trainings": _school(cost=40.0)}, 4275.0, 15.0),
    ],
)
def test_lines_wait_for_people(rows: dict[str, Any], cost: float, trained: float) -> None:
    run = _solved(_hedge(**rows))
    assert run.plan is not None
    assert run.outcome.objective == pytest.approx(cost)
    assert run.plan.tables["trained"]["people"].sum() == pytest.approx(trained)


def test_trained_bounds() -> None:
    assert bounds(chain_arrays(), "trained[school@2025]") == "0 <= trained[school@2025] <= 7"


def test_enough_people() -> None:
    """Two for each GWh of cells in Germany; the school takes a year."""
    text = equation(chain_arrays(), "enough_people[fitter|EU,2025]")
    assert text == "2 added[line@2025] <= 60"
    text = equation(chain_arrays(), "enough_people[fitter|EU,2026]")
    assert text == (
        "2 added[line@2025] + 2 added[line@2026] + 2 added[hall@2025] - trained[school@2025] <= 80"
    )


def test_training() -> None:
    assert charge(chain_arrays(), "training", "2025") == "0.1 trained[school@2025]"
    assert charge(chain_arrays(), "training", "2026") == "0.1 trained[school@2026]"
