"""The sourced tables and the three instances that are built from them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from instances.generators.facts import Facts
from optimizer.data import load
from optimizer.data.instance import Instance

REAL = ("japan-eu", "japan-eu-mini", "graphite-embargo")


@pytest.fixture(scope="session")
def facts(shared: Path) -> Facts:
    return Facts(shared / "data")


@pytest.fixture(scope="session")
def shipped(instances: Path) -> Callable[[str], Instance]:
    read: dict[str, Instance] = {}

    def get(name: str) -> Instance:
        if name not in read:
            read[name] = load(instances / name)
        return read[name]

    return get
