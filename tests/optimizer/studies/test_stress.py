"""The stress test against rebuilding and solving each failure from nothing."""

from typing import Any

import pytest

from optimizer.data.instance import Instance
from optimizer.data.tree import along
from optimizer.errors import SettingsError
from optimizer.results.plan import Plan
from optimizer.run import solve
from optimizer.solve.outage import fraction_left
from optimizer.studies.failures import KINDS, Failure
from optimizer.studies.stress import Stressed, StressSettings, stressed
from tests.small.chain import the_chain
from tests.small.instances import EXACT
from tests.small.rebuilt import cheapest, fullest, rebuilt

ALL = slice(None)


def a_plan(instance: Instance) -> Plan:
    plan = solve(instance, settings=EXACT).plan
    assert plan is not None
    return plan


def _rows(found: Stressed, failure: Failure) -> list[dict[str, object]]:
    """A failure as rows of ``disruptions``, a row for each period it touches."""
    held, settings = found.held, found.settings
    left = fraction_left(held.days, held.first, settings.days, settings.remaining)
    names = held.problem.labels("periods")
    return [
        {**failure.row, "first_period": name, "last_period": name, "remaining": float(fraction)}
        for name, fraction in zip(names, left, strict=True)
        if fraction < 1.0
    ]


def assert_as_rebuilt(
    instance: Instance, plan: Plan, settings: StressSettings, some: slice = ALL
) -> int:
    """Some of the failures, each solved anew, give the same; how many."""
    found = stressed(instance, plan, settings)
    sure = along(instance, found.held.course)
    solve_anew = cheapest if found.first == "cost" else fullest
    pairs = list(zip(found.tried, found.answers, strict=True))[some]
    for failure, answer in pairs:
        anew = rebuilt(sure, plan, found.held.period, _rows(found, failure), found.held.course)
        theirs = solve_anew(anew)
        if theirs is None:
            assert answer.cost is None, failure
            continue
        assert answer.cost == pytest.approx(theirs[0], rel=1e-6, abs=1e-5), failure
        assert answer.short == pytest.approx(theirs[1], rel=1e-6, abs=1e-5), failure
    return len(pairs)


@pytest.mark.parametrize(
    ("strike", "days", "first", "offset"),
    [
        ("2025", 90, "cost", 0),
        ("2025", 500, "shortfall", 1),
        ("2025", 365, "cost", 2),
        ("2026", 90, "shortfall", 3),
        ("2026", 365, "cost", 4),
        ("2026", 500, "cost", 5),
    ],
)
def test_failures_of_the_chain_are_as_rebuilt(
    strike: str, days: float, first: str, offset: int
) -> None:
    settings = StressSettings(KINDS, strike, days, first=first)  # type: ignore[arg-type]
    assert (
        assert_as_rebuilt(the_chain(), a_plan(the_chain()), settings, slice(offset, None, 12)) > 1
    )


LENGTHS = [30.0, 180.0, 365.0, 400.0, 730.0]


@pytest.mark.parametrize("first", ["cost", "shortfall"])
def test_a_longer_outage_never_costs_less(first: str) -> None:
    plan = a_plan(the_chain())
    before: tuple[float, ...] | None = None
    for days in LENGTHS:
        settings = StressSettings(KINDS, "2025", days, first=first, survive=False)  # type: ignore[arg-type]
        found = stressed(the_chain(), plan, settings)
        aim = [a.cost if first == "cost" else a.short for a in found.answers]
        now = tuple(float("inf") if value is None else value for value in aim)
        if before is not None:
            assert all(b <= n + 1e-6 for b, n in zip(before, now, strict=True)), days
        before = now


def test_closing_more_never_loses_less() -> None:
    """With the least shortfall asked for: a country at a stage, and the stage everywhere."""
    settings = StressSettings(("stage", "country-stage"), "2025", first="shortfall", survive=False)
    found = stressed(the_chain(), a_plan(the_chain()), settings)
    short = {f: a.short for f, a in zip(found.tried, found.answers, strict=True)}
    whole = {f.target: value for f, value in short.items() if f.kind == "stage"}
    parts = [(whole[f.target], value) for f, value in short.items() if f.kind == "country-stage"]
    assert len(parts) == 4
    assert all(all_of_it is None or part <= all_of_it + 1e-6 for all_of_it, part in parts)  # type: ignore[operator]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": ()},
        {"kinds": ("planet",)},
        {"days": 0},
        {"remaining": 1.0},
        {"first": "profit"},
        {"threads": 0},
    ],
)
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        stressed(the_chain(), a_plan(the_chain()), StressSettings(**wrong))
