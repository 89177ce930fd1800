"""Cases that others have published come out at their published optimum; their plans are audited.

A quick choice of every family is always run; ``pytest -m slow tests/regression`` runs the rest.
"""

import math
from collections.abc import Mapping
from typing import Any

import pytest

from optimizer.run import solve
from optimizer.settings import SolveSettings
from optimizer.solve.outcome import StopReason
from tests.regression.published import collection
from tests.regression.published.draft import Inexpressible

QUICK = frozenset(
    {
        "cflp-cap41",
        "cflp-cap63",
        "cflp-cap102",
        "cflp-cap104",
        "ufl-cap74",
        "sd49-uflp",
        "farmer",
        "lands",
        "airlift_first",
        "pltexpA2_6",
        "trnsport",
        "whouse",
        "pulp_american_steel",
        "williams_distribution1",
        "jump_factory_schedule",
        "ampl_multi",
        "ampl_multmip1",
        "ampl_net3",
        "ampl_steelT",
        "pulp_computer_plant",
        "fcnf-l61x114",
        "fcnf-sp90x180",
        "fcnf-p100x588d",
        "mcnd-r01.1",
        "mcnd-r01.7",
        "mcnd-r02.1",
        "netdes-10-10-L-01",
        "netdes-10-10-H-01",
    }
)
NOT_YET: Mapping[str, str] = dict.fromkeys(
    ("fcnf", "mcnd", "netdes", "ampl_multmip1"), "lanes cannot be opened yet"
)
"""Families and cases that tables can say and the formulation cannot."""


def cases() -> list[Any]:
    """One parameter per case of the collection, marked as it is to be run or passed over."""
    if not collection.index():
        return [pytest.param(None, marks=pytest.mark.skip(collection.ABSENT), id="absent")]
    return [pytest.param(e, marks=marks(e), id=e["id"]) for e in collection.index()]


def marks(entry: Mapping[str, Any]) -> list[pytest.MarkDecorator]:
    """Why a case is passed over, or how long it takes."""
    family, name = entry["family"], entry["id"]
    if family in collection.INEXPRESSIBLE:
        return [pytest.mark.skip(collection.INEXPRESSIBLE[family])]
    if reason := NOT_YET.get(name, NOT_YET.get(family)):
        return [pytest.mark.skip(reason)]
    return [pytest.mark.solver] if name in QUICK else [pytest.mark.slow]


@pytest.mark.parametrize("entry", cases())
def test_a_published_case_comes_out_as_published(entry: Mapping[str, Any]) -> None:
    try:
        case = collection.converted(entry["id"])
    except Inexpressible as reason:
        pytest.skip(str(reason))
    run = solve(case.instance, settings=SolveSettings(gap=0.0, threads=1))
    if entry.get("expected_status") == "infeasible":
        assert run.outcome.reason is StopReason.INFEASIBLE
        return
    assert run.outcome.reason is StopReason.OPTIMAL
    assert run.outcome.objective is not None
    found = case.published(run.outcome.objective)
    assert math.isclose(found, entry["expected"], rel_tol=entry["tolerance"], abs_tol=1e-9)
    assert run.audit is not None
    assert run.audit.passed, run.audit


def test_the_quick_choice_is_of_the_collection() -> None:
    if not collection.index():
        pytest.skip(collection.ABSENT)
    assert {e["id"] for e in collection.index()} >= QUICK
