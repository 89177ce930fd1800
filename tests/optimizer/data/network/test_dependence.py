"""What counts as dependence, and limits on it as rows."""

from typing import Any

import pytest

from optimizer.data.assemble import assemble
from optimizer.errors import SettingsError
from optimizer.settings import DependenceLimit
from tests.small.instances import TWO_YEARS, an_instance, given, listed

CHAIN: dict[str, str] = {
    "periods": TWO_YEARS,
    "scenarios": "scenario parent from_period probability\nstorm - 2026 0.25",
    "rungs": """
        rung        stage     energy_per_unit  weight
        celling     cell      2                1
        recovering  recovery  0.5              3
    """,
    "processes": "process rung throughput activity_unit\nmake celling 1.5 GWh\n"
    "recover recovering 1 kt\nother - 1 kt",
    "facilities": "facility site unit\nworks-cn cn GWh\nworks-de de GWh",
    "operations": "facility process\nworks-cn make\nworks-cn other\nworks-de make\n"
    "works-de recover",
    "segments": "segment unit\ncars GWh",
    "chemistries": "chemistry commodity\nnmc cell",
    "shares": "segment chemistry period\ncars nmc 2025",
    "demands": "market segment period energy\nde cars 2025 8",
}
CHINA = frozenset({"CHN"})


def _problem(*limits: DependenceLimit, watched: frozenset[str] = CHINA) -> Any:
    return assemble(an_instance(**CHAIN), limits=limits, watched=watched)


def test_watched_energy_is_throughput_by_energy_and_weight() -> None:
    """1.5 · 2 · 1 in China; nothing of what belongs to no rung, nothing elsewhere."""
    assert _problem().values("watched_energy").tolist() == [3.0, 0.0, 0.0, 0.0]
    assert _problem(watched=frozenset({"EU"})).values("watched_energy").tolist() == [0, 0, 3, 1.5]


def test_what_is_missing_counts_as_wholly_exposed() -> None:
    """At every rung: the sum of the weights."""
    assert given(_problem(), "missing_exposure", "de|cars") == 4.0


def test_exposure_limits_watched_energy_by_energy_served() -> None:
    problem = _problem(DependenceLimit("exposure", CHINA, 0.5))
    (label,) = problem.labels("limits")
    assert listed(problem, "limited_operations", label) == ["works-cn|make"]
    assert given(problem, "limit_activity", label, "works-cn|make") == 3.0
    assert given(problem, "limit_served", label) == 0.5 * 4.0
    assert listed(problem, "limited_servings", label) == ["de|cars|nmc"]
    weights = [given(problem, "limit_weight", label, n) for n in problem.labels("moments")]
    assert weights == [1.0, 0.75, 0.25]


def test_a_stage_share_limits_every_rung_by_itself() -> None:
    problem = _problem(DependenceLimit("stage_share", CHINA, 0.6))
    celling, recovering = problem.labels("limits")
    assert given(problem, "limit_activity", celling, "works-cn|make") == pytest.approx(1.5 * 0.4)
    assert given(problem, "limit_activity", celling, "works-de|make") == pytest.approx(1.5 * -0.6)
    assert listed(problem, "limited_operations", recovering) == ["works-de|recover"]
    assert listed(problem, "limited_servings", celling) == []


def test_a_limit_may_name_one_rung_and_a_first_period() -> None:
    problem = _problem(DependenceLimit("stage_share", CHINA, 0.6, "2026", "celling"))
    first, second = problem.labels("limits")
    assert listed(problem, "limited_moments", first) == ["2026"]
    assert listed(problem, "limited_moments", second) == ["storm|2026"]


def test_the_same_limit_twice_is_one_row() -> None:
    limit = DependenceLimit("exposure", CHINA, 0.5)
    assert len(_problem(limit, limit).labels("limits")) == 1


def test_limits_that_differ_in_the_tenth_digit_are_two() -> None:
    close = [DependenceLimit("exposure", CHINA, x) for x in (0.1, 0.1000000001)]
    assert len(_problem(*close).labels("limits")) == 2


def test_limits_on_different_watched_countries_both_hold() -> None:
    japan = frozenset({"JPN"})
    problem = _problem(
        DependenceLimit("exposure", CHINA, 0.5), DependenceLimit("exposure", japan, 0.5)
    )
    assert len(problem.labels("limits")) == 2


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        (DependenceLimit("exposure", frozenset({"USA"}), 0.5), "USA"),
        (DependenceLimit("exposure", CHINA, 0.5, "2030"), "2030"),
        (DependenceLimit("stage_share", CHINA, 0.5, None, "mining"), "mining"),
    ],
)
def test_a_limit_that_names_what_is_not_there_is_refused(limit: DependenceLimit, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        _problem(limit)
