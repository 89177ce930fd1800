"""What is said of a front that found nothing."""

from optimizer.data import load
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.front import Front
from optimizer.solve.outcome import StopReason
from optimizer.studies.front import FrontSettings, Traced
from optimizer.studies.front_told import told


def test_without_a_plan() -> None:
    front = Front((), None, StopReason.INFEASIBLE, complete=False)
    instance = load("instances/toy-dependence")
    build, settings = BuildSettings(), SolveSettings()
    study = told(Traced(instance, FrontSettings(), build, settings, front, (), (), {}))
    assert study.sentences == ("No plan was found: infeasible.",)
    assert not study.tables
    assert not study.complete
