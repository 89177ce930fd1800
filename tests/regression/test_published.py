"""Cases that others have published come out at their published optimum; their plans are audited.

Cases that are quick by what the collection says are always run; the others are marked ``slow``.
"""

import math
from collections.abc import Mapping
from typing import Any

import pytest

from optimizer.data import check
from optimizer.run import solve
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.outcome import StopReason
from tests.regression.published import collection
from tests.regression.published.draft import Inexpressible

EXACT = SolveSettings(gap=0.0, threads=1)
WITHOUT_LINKS = ("cflp-cap41", "cflp-cap104", "ufl-cap74", "jump_factory_schedule", "mcnd-r01.1")
QUICK = 0.2
"""Seconds in which HiGHS alone was seen to solve a case that is always run."""
LONG = 2.0
"""Seconds above which a case is left out unless asked for."""


def cases() -> list[Any]:
    """One parameter per case of the collection, marked as it is to be run or passed over."""
    if not collection.index():
        return [pytest.param(None, marks=pytest.mark.skip(collection.ABSENT), id="absent")]
    return [pytest.param(e, marks=marks(e), id=e["id"]) for e in collection.index()]


def marks(entry: Mapping[str, Any]) -> list[pytest.MarkDecorator]:
    """Why a case is passed over, or how long it takes."""
    family = entry["family"]
    if family in collection.INEXPRESSIBLE:
        return [pytest.mark.skip(collection.INEXPRESSIBLE[family])]
    taken = entry.get("verified", {}).get("cpu_seconds")
    if taken is None or taken > LONG:
        return [pytest.mark.long]
    return [pytest.mark.slow if taken > QUICK else pytest.mark.solver]


@pytest.mark.parametrize("entry", cases())
def test_a_published_case_comes_out_as_published(entry: Mapping[str, Any]) -> None:
    try:
        case = collection.converted(entry["id"])
    except Inexpressible as reason:
        pytest.skip(str(reason))
    run = solve(case.instance, case.build, EXACT)
    if entry.get("expected_status") == "infeasible":
        assert run.outcome.reason is StopReason.INFEASIBLE
        return
    assert run.outcome.reason is StopReason.OPTIMAL
    assert run.outcome.objective is not None
    found = case.published(run.outcome.objective)
    assert math.isclose(found, entry["expected"], rel_tol=entry["tolerance"], abs_tol=1e-9)
    assert run.audit is not None
    assert run.audit.passed, run.audit


@pytest.mark.parametrize("entry", cases())
def test_a_case_becomes_a_valid_instance(entry: Mapping[str, Any]) -> None:
    if entry["family"] == "smps":
        pytest.skip("a slack that must be zero is rightly said to make what cannot leave")
    try:
        case = collection.converted(entry["id"])
    except Inexpressible as reason:
        pytest.skip(str(reason))
    assert not check(case.instance).errors


@pytest.mark.solver
@pytest.mark.parametrize("name", WITHOUT_LINKS)
def test_without_strengthening_the_optimum_is_the_same(name: str) -> None:
    if not collection.index():
        pytest.skip(collection.ABSENT)
    case = collection.converted(name)
    run = solve(case.instance, BuildSettings(strengthening=False), EXACT)
    assert run.outcome.objective is not None
    expected = next(e["expected"] for e in collection.index() if e["id"] == name)
    assert math.isclose(case.published(run.outcome.objective), expected, rel_tol=1e-6)


def test_every_family_is_told_of() -> None:
    """A family is turned into instances, or it is said why not."""
    if not collection.index():
        pytest.skip(collection.ABSENT)
    families = {entry["family"] for entry in collection.index()}
    assert families <= collection.CONVERTERS.keys() | collection.INEXPRESSIBLE.keys()
    assert not collection.CONVERTERS.keys() & collection.INEXPRESSIBLE.keys()
