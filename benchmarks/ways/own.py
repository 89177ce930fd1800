"""Our way: the Pyomo rules, called once, evaluated as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.formulation import build as formulate
from optimizer.settings import SolveSettings
from optimizer.solve import highs
from optimizer.solve.compile import compiled

if TYPE_CHECKING:
    from optimizer.data.problem import Problem
    from optimizer.solve.arrays import Arrays


def build(p: Problem) -> Arrays:
    """Declare the formulation and compile it."""
    return compiled(formulate(p))


def hand_over(arrays: Arrays) -> Any:
    """The HiGHS object that holds it."""
    return highs.loaded(arrays, SolveSettings())
