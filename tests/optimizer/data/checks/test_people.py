"""Pools of people."""

from typing import Any

from optimizer.data.checks import people


def test_a_training_that_fills_no_pool_is_said(bench: Any) -> None:
    bench.add("skills", skill="fitter")
    bench.add("workforce", skill="fitter", area="EU", period="2025", people=5.0)
    bench.add("trainings", training="school", skill="fitter", area="EU", cost=1.0)
    row = bench.add("trainings", training="exchange", skill="fitter", area="JPN", cost=1.0)
    assert bench.places(people.pools) == [("training.no_pool", "trainings", row, "area")]


def test_people_whom_no_job_asks_for_are_said(bench: Any) -> None:
    bench.add("skills", skill="smelter")
    bench.add("skills", skill="driver")
    bench.add("jobs", job="cells", skill="smelter", people=1.0)
    bench.add("workforce", skill="smelter", area="EU", period="2025", people=5.0)
    row = bench.add("workforce", skill="driver", area="EU", period="2025", people=5.0)
    assert bench.places(people.posts) == [("workforce.unneeded", "workforce", row, "skill")]
