"""What an outage takes; ``tests/optimizer/studies/test_stress.py`` compares it with rebuilding."""

import numpy as np
import pytest

from optimizer.data.network.struck import Struck
from optimizer.data.tree import along
from optimizer.results.restore import point_of
from optimizer.run import formulated, solve
from optimizer.settings import BuildSettings
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from optimizer.solve.outage import Blow, Change, Outages, fraction_left, released
from optimizer.solve.window import between, window
from tests.small.chain import the_chain
from tests.small.instances import EXACT

PLAIN = BuildSettings(strengthening=False, scenarios="all")


def test_fraction_left_counts_days_of_each_period() -> None:
    assert fraction_left([365, 365, 365], 1, 365.0).tolist() == [1.0, 0.0, 1.0]
    assert fraction_left([365, 365], 0, 90.0).tolist() == [1.0 - 90.0 / 365.0, 1.0]
    assert fraction_left([100, 100], 0, 150.0).tolist() == [0.0, 0.5]
    assert fraction_left([100, 100], 0, 150.0, remaining=0.4).tolist() == [0.4, 0.7]
    assert fraction_left([100], 0, 1e6).tolist() == [0.0]


def test_a_longer_outage_leaves_less() -> None:
    days = [30, 31, 365]
    lengths = [1.0, 20.0, 30.0, 45.0, 200.0, 500.0]
    left = np.array([fraction_left(days, 0, length) for length in lengths])
    assert np.all(np.diff(left, axis=0) <= 0.0)


def _sides(kind: str, target: str, country: str, *lefts: float) -> dict[str, float]:
    """New bounds and sides, by name, as fractions of the old ones (0 stays 0)."""
    run = solve(the_chain(), settings=EXACT)
    assert run.plan is not None
    sure = along(the_chain(), "")
    formulation = formulated(sure, PLAIN)
    arrays = compiled(formulation)
    part = window(
        arrays,
        point_of(formulation.problem, arrays, run.plan),
        between(formulation.problem, "2026"),
    )
    row = {"kind": kind, "target": target, "country": country, "commodity": ""}
    struck = Struck(sure).by(row)
    blows = [Blow(struck, np.array([1.0, left])) for left in lefts]
    change = Outages(formulation.problem, arrays, part).change(blows)
    return _named(part.arrays, change)


def _named(arrays: Arrays, change: Change) -> dict[str, float]:
    found = {}
    for at, value in zip(change.columns, change.upper, strict=True):
        old = arrays.upper[at]
        found[arrays.column_name(int(at))] = value if np.isinf(old) else value / (old or 1.0)
    for at, value in zip(change.rows, change.row_upper, strict=True):
        found[arrays.row_name(int(at))] = value / (arrays.row_upper[at] or 1.0)
    return found


def test_a_country_loses_plants_supplies_and_lanes_out_of_it() -> None:
    found = _sides("country", "CHN", "", 0.25)
    assert found["output_limit[works-cn,2026]"] == pytest.approx(0.25)
    assert found["bought[ore-cn,2026]"] == pytest.approx(0.25)
    assert found["flow[sea|cell,2026]"] == pytest.approx(0.25)
    assert found["flow[slow|cell,2026]"] == np.inf  # a fraction of no limit is none
    assert not any("works-jp" in name or "polar" in name for name in found)


def test_what_has_no_limit_is_shut_when_nothing_is_left() -> None:
    assert _sides("country", "CHN", "", 0.0)["flow[slow|cell,2026]"] == 0.0


def test_a_stage_limits_its_operations_one_by_one() -> None:
    """China has 10 GWh a year, and no row for the stage: the activity itself is limited."""
    found = _sides("stage", "cell", "CHN", 0.5)
    assert found == {"activity[works-cn|make,2026]": pytest.approx(0.5 * 10)}


def test_blows_multiply() -> None:
    found = _sides("site", "cn", "", 0.5, 0.4)
    assert found["output_limit[works-cn,2026]"] == pytest.approx(0.2)


def test_a_change_is_applied_to_a_copy() -> None:
    arrays = compiled(formulated(the_chain(), PLAIN))
    before = arrays.upper.copy()
    change = Change(np.array([3]), np.array([0.5]), np.array([0]), np.array([7.0]))
    worse = change.applied(arrays)
    assert worse.upper[3] == 0.5
    assert worse.row_upper[0] == 7.0
    assert np.array_equal(arrays.upper, before)


def test_released_drops_obligations_alone() -> None:
    arrays = compiled(formulated(the_chain(), PLAIN))
    free = released(arrays)
    for name, family in arrays.constraints.items():
        same = np.array_equal(free.row_lower[family.span], arrays.row_lower[family.span])
        assert same == (name not in {"least_output", "least_take", "rule_kept"}), name
