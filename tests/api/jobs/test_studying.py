"""A study as its own process carries it out: to its end, cut short, out of time."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from api.jobs.kinds import KINDS
from api.jobs.states import State, Termination
from api.jobs.studying import Watched, run
from api.jobs.work import Done, Work
from api.settings import Limits
from optimizer import Progress, SettingsError, shipped

pytestmark = pytest.mark.solver


class Ear:
    """Hears of progress, and asks to stop at the first that has a point, if it is to."""

    def __init__(self, *, stops: bool) -> None:
        self.heard: list[Progress] = []
        self._stops = stops

    def __call__(self, event: Progress) -> bool:
        self.heard.append(event)
        return not (self._stops and any(one.point for one in self.heard))


def front(folder: Path, ear: Ear, **more: Any) -> Done:
    asked = {"instance": "toy-dependence", "front": {"points": 4}, **more}
    request = {**KINDS["front"].read(asked, Limits()), "kind": "front"}
    return run(Work(request, shipped()["toy-dependence"], folder), ear)


def test_a_front_that_is_stopped_keeps_what_is_proven(tmp_path: Path) -> None:
    done = front(tmp_path / "found", Ear(stops=True))
    assert (done.state, done.termination) == (State.SUCCEEDED, Termination.STOPPED)
    assert done.has_solution
    document = json.loads((tmp_path / "found" / "study.json").read_text())
    assert document["complete"] is False
    points = document["tables"]["points"]
    assert len(points) == 4
    assert all(point["bound"] <= point["cost"] for point in points if point["cost"] is not None)
    assert points[0]["cost"] == pytest.approx(2300)
    assert document["plans"]


def test_the_time_limit_is_that_of_the_whole_job() -> None:
    ear = Ear(stops=False)
    late = Watched(ear, time.monotonic() - 1.0)
    assert not late(Progress("solve", 0.0))
    assert not late(Progress("solve", 0.0))
    assert late.ended[0] is Termination.TIME_LIMIT
    assert len(ear.heard) == 2
    assert Watched(ear, time.monotonic() + 1000.0)(Progress("solve", 0.0))


def test_it_tells_how_far_it_is_and_when_it_writes(tmp_path: Path) -> None:
    ear = Ear(stops=False)
    done = front(tmp_path / "found", ear, front={"points": 3})
    assert done.termination is Termination.COMPLETE
    assert [event.done for event in ear.heard if event.count][-1] == 3
    assert ear.heard[-1].phase == "write"
    assert (tmp_path / "found" / "plans" / "point-03" / "result.xlsx").is_file()


def test_values_without_gaps_come_without_plans(tmp_path: Path) -> None:
    asked = {"instance": "toy-dependence", "value": {"levers": ["kiln"]}, "build": {"relax": True}}
    request = {**KINDS["value"].read(asked, Limits()), "kind": "value"}
    work = Work(request, shipped()["toy-dependence"], tmp_path / "found")
    assert run(work, Ear(stops=False)).termination is Termination.COMPLETE
    document = json.loads((tmp_path / "found" / "study.json").read_text())
    assert "Builds may be fractions" in document["sentences"][0]
    kiln = document["tables"]["values"][1]
    assert (kiln["low"], kiln["high"]) == pytest.approx((-40.0, -40.0))
    assert document["plans"] == []


def test_what_is_not_in_the_instance_is_not_watched(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="XXX"):
        front(tmp_path / "found", Ear(stops=False), build={"watched": ["XXX"]})
