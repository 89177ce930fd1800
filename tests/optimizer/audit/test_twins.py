"""Every twin is asked for everything that it has to say."""

import importlib
import pkgutil

import pytest

from optimizer import audit
from optimizer.audit import twins

MODULES = [
    importlib.import_module(f"optimizer.audit.{m.name}")
    for m in pkgutil.iter_modules(audit.__path__)
]
CLOSING = {
    "optimizer.audit.balance",
    "optimizer.audit.costs",
    "optimizer.audit.dependence",
    "optimizer.audit.emissions",
    "optimizer.audit.passthrough",
    "optimizer.audit.risk",
    "optimizer.audit.shape",
}


@pytest.mark.parametrize(
    ("saying", "asked"),
    [("checks", twins.CHECKS), ("movements", twins.MOVEMENTS), ("charges", twins.CHARGES)],
)
def test_no_twin_is_forgotten(saying: str, asked: tuple[object, ...]) -> None:
    said = {
        getattr(module, saying)
        for module in MODULES
        if hasattr(module, saying) and module.__name__ not in CLOSING
    }
    assert said == set(asked)
    assert len(asked) == len(said)
