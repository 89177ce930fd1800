"""Results that the library made of small instances."""

import json
from pathlib import Path
from typing import Any

import pytest

from optimizer.data import load
from optimizer.data.document import document
from optimizer.data.instance import Instance
from optimizer.results.write import Results
from optimizer.run import solve
from optimizer.settings import BuildSettings, SolveSettings
from tests.small.chain import the_chain

Made = tuple[dict[str, Any], dict[str, Any]]


def made(instance: Instance, build: BuildSettings | None = None) -> Made:
    """The documents of a result and of its instance, as the service gives them."""
    run = solve(instance, build or BuildSettings(), SolveSettings(gap=0.01, threads=1))
    assert run.plan is not None
    assert run.measures is not None
    assert run.audit is not None
    results = Results(run.plan, run.measures, run.audit.as_json())
    given: Made = json.loads(json.dumps((results.as_json(), document(instance))))
    return given


@pytest.fixture(scope="session")
def mini(instances: Path) -> Made:
    """Result and instance of ``japan-eu-mini``."""
    return made(load(instances / "japan-eu-mini"))


@pytest.fixture(scope="session")
def dependence(instances: Path) -> Made:
    """Result and instance of ``toy-dependence``."""
    return made(load(instances / "toy-dependence"))


@pytest.fixture(scope="session")
def branching() -> Made:
    """Result and instance of a chain that an embargo may strike, with a chance of a quarter."""
    return made(the_chain())
