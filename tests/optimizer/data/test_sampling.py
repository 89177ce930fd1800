"""Scenarios sampled from rates of outages."""

from collections import Counter
from datetime import date

import numpy as np
import polars as pl
import pytest

from optimizer.data import Instance, check
from optimizer.data.network.moments import Calendar
from optimizer.data.sampling import Rates, apart, sampled
from optimizer.data.tree import courses, reckoned, replaced
from optimizer.errors import SettingsError
from tests.small.hedge import the_hedge


def with_rates(
    *rates: tuple[str, float, int, float], days: tuple[int, ...] = (365,) * 4
) -> Instance:
    """The toy of the hedge over other periods; each rate: name, chance, days, remaining."""
    starts = np.cumsum([0, *days[:-1]])
    first = date(2025, 1, 1).toordinal()
    periods = pl.DataFrame(
        {
            "period": [f"p{at + 1}" for at in range(len(days))],
            "start": [date.fromordinal(first + int(start)) for start in starts],
            "days": list(days),
        }
    )
    rows = pl.DataFrame(
        [
            {
                "outage": name,
                "kind": "country",
                "target": "CHN",
                "annual_probability": chance,
                "days": length,
                "remaining": remaining,
            }
            for name, chance, length, remaining in rates
        ]
    )
    return replaced(reckoned(the_hedge(), "none"), {"periods": periods, "outage_rates": rows})


def test_the_same_seed_gives_the_same_scenarios() -> None:
    assert sampled(the_hedge(), 30, 5).digest == sampled(the_hedge(), 30, 5).digest
    assert sampled(the_hedge(), 30, 5).digest != sampled(the_hedge(), 30, 6).digest


def test_the_draws_are_those_of_every_machine() -> None:
    """What numpy's PCG64 draws with the seed 7 is part of its promise."""
    assert Rates.of(the_hedge()).drawn(4, 7) == [((), ()), ((), (0,)), ((), ()), ((), ())]


def test_rows_may_stand_in_any_order() -> None:
    turned = replaced(the_hedge(), {"outage_rates": the_hedge().table("outage_rates").reverse()})
    assert sampled(turned, 30, 5).digest == sampled(the_hedge(), 30, 5).digest


def test_fewer_samples_are_the_first_of_more() -> None:
    rates = Rates.of(the_hedge())
    assert rates.drawn(10, 3) == rates.drawn(25, 3)[:10]


def test_sampling_once_more_changes_nothing() -> None:
    once = reckoned(the_hedge(), "sample:20:1")
    assert reckoned(once, "sample:20:1").digest == once.digest
    assert reckoned(once, "planned") is once
    assert once.digest == sampled(the_hedge(), 20, 1).digest


def test_a_sampled_instance_has_no_errors() -> None:
    found = check(sampled(the_hedge(), 20, 1))
    assert not found.errors


def test_equal_samples_are_one_course_and_chances_add_up() -> None:
    tree = sampled(the_hedge(), 200, 1)
    counted = Counter(Rates.of(the_hedge()).drawn(200, 1))
    found = courses(tree)
    assert len(found) == len(counted)
    assert sorted(c.probability for c in found) == pytest.approx(
        sorted(n / 200 for n in counted.values())
    )


def test_nothing_differs_before_something_has_happened() -> None:
    """Samples share a branch as long as the same began in them: the tree has no foresight."""
    rates = Rates.of(with_rates(("half", 0.3, 365, 0.5), ("stop", 0.2, 365, 0.0)))
    drawn = rates.drawn(60, 2)
    tree = Calendar(sampled(with_rates(("half", 0.3, 365, 0.5), ("stop", 0.2, 365, 0.0)), 60, 2))
    for period in range(4):
        pasts = {begun[: period + 1] for begun in drawn}
        assert sum(m.period == period for m in tree.moments) == len(pasts)


def test_samples_in_which_nothing_happens_stay_in_the_trunk() -> None:
    calm = sum(not any(begun) for begun in Rates.of(the_hedge()).drawn(50, 3))
    assert calm > 0
    (trunk,) = [c for c in courses(sampled(the_hedge(), 50, 3)) if c.scenario == ""]
    assert trunk.probability == pytest.approx(calm / 50)


def test_frequencies_are_those_of_the_rates() -> None:
    """20,000 samples: four standard errors of a chance of 0.2 are 0.0113."""
    drawn = Rates.of(the_hedge()).drawn(20_000, 11)
    half, nothing = (
        [sum(o in begun[t] for begun in drawn) / 20_000 for t in (0, 1)] for o in (0, 1)
    )
    assert half == pytest.approx([0.2, 0.2], abs=4 * np.sqrt(0.2 * 0.8 / 20_000))
    assert nothing == pytest.approx([0.1, 0.1], abs=4 * np.sqrt(0.1 * 0.9 / 20_000))
    both = sum(begun[0] == (0, 1) for begun in drawn) / 20_000
    assert both == pytest.approx(0.02, abs=4 * np.sqrt(0.02 * 0.98 / 20_000))


def test_a_shorter_period_has_a_smaller_chance() -> None:
    rates = Rates.of(with_rates(("stop", 0.19, 30, 0.0), days=(365, 146, 219)))
    assert rates.chances[:, 0] == pytest.approx(1 - 0.81 ** np.array([1.0, 0.4, 0.6]))


def test_what_is_under_way_does_not_begin_again() -> None:
    """500 days of periods of 365 reach into the second; in the third it may begin again."""
    rates = Rates.of(with_rates(("stop", 1.0, 500, 0.0)))
    assert rates.drawn(1, 0) == [((0,), (), (0,), ())]
    assert Rates.of(with_rates(("stop", 1.0, 365, 0.0))).drawn(1, 0) == [((0,), (0,), (0,), (0,))]


def test_what_is_left_in_a_period_is_the_mean_over_its_days() -> None:
    tree = sampled(with_rates(("stop", 1.0, 438, 0.4)), 1, 0)
    rows = tree.table("disruptions").sort("first_period")
    assert rows["first_period"].to_list() == ["p1", "p2", "p3", "p4"]
    assert rows["remaining"].to_list() == pytest.approx([0.4, 1 - 0.6 * 0.2] * 2)


def test_an_outage_that_leaves_all_strikes_nothing() -> None:
    assert sampled(with_rates(("calm", 1.0, 365, 1.0)), 3, 0).table("disruptions").is_empty()


def test_own_scenarios_give_way_to_samples() -> None:
    names = sampled(the_hedge(), 20, 1).table("scenarios")["scenario"].to_list()
    assert all(name.startswith("sample-") for name in names)


def test_apart() -> None:
    """Courses leave the trunk at their first outage, or when the trunk is no longer known."""
    instance = with_rates(("stop", 0.5, 365, 0.0))
    struck = [((), (0,), (), ()), ((), (), (), ()), ((0,), (0,), (), ())]
    tree = apart(instance, struck)
    assert dict(tree.table("scenarios").select("scenario", "from_period").iter_rows()) == {
        "course-3": "p1",
        "course-1": "p2",
    }
    assert {c.scenario: c.probability for c in courses(tree)} == pytest.approx(
        {"": 1 / 3, "course-1": 1 / 3, "course-3": 1 / 3}
    )
    known = apart(instance, struck, known=1).table("scenarios")
    assert dict(known.select("scenario", "from_period").iter_rows()) == {
        "course-3": "p1",
        "course-1": "p2",
        "course-2": "p2",
    }


def test_without_rates_there_is_nothing_to_sample() -> None:
    none = replaced(the_hedge(), {"outage_rates": the_hedge().table("outage_rates").clear()})
    with pytest.raises(SettingsError, match="toy-hedge has no outage_rates"):
        sampled(none, 3, 0)
    with pytest.raises(SettingsError, match="samples = 0"):
        sampled(the_hedge(), 0, 0)
