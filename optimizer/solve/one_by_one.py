"""Rules that look at their index are called once for each: slower, the same rows.

``compile`` comes here when a rule does with a stand-in what only a label can answer: an ``if`` on
its index, ``len`` of a relation, a sum that is not written with ``total``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from optimizer.errors import FormulationError
from optimizer.formulation.notation import SYMBOLS
from optimizer.solve.entries import in_one
from optimizer.solve.sketch import Linear, NotTemplatableError, Row, linear

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.data.problem import Floats, IndexSet, Integers
    from optimizer.solve.arrays import Family
    from optimizer.solve.entries import Entries
    from optimizer.solve.expand import Expander
    from optimizer.solve.sketch import Sketch

    Part = tuple[Integers, Integers, Floats]


def rows(
    family: Family, rule: Callable[..., Any], sketch: Sketch, expander: Expander
) -> tuple[Entries, Floats, Floats]:
    """Entries and bounds of the rows of a constraint.

    Raises:
        NotTemplatableError: the rule gives no linear row.
    """
    found: list[Part] = []
    lower, upper = np.empty(family.size), np.empty(family.size)
    for at, labels in enumerate(family.labels()):
        row = called(rule, sketch, labels)
        constant, parts = _apart(row.body, at, expander)
        found += [part for same in parts.values() for part in same]
        low, high = sides(row.sense, np.array([constant]))
        lower[at], upper[at] = low[0], high[0]
    return in_one(found, family.size), lower, upper


def amounts(
    over: IndexSet, rule: Callable[..., Any], sketch: Sketch, expander: Expander
) -> tuple[Floats, dict[str, Entries]]:
    """What a cost says at each label: a constant, and entries by decision.

    Raises:
        NotTemplatableError: the rule gives no linear amount.
    """
    constants = np.zeros(len(over))
    found: dict[str, list[Part]] = {}
    for at, label in enumerate(over.labels):
        constants[at], parts = _apart(linear(rule(sketch, label)), at, expander)
        for name, same in parts.items():
            found.setdefault(name, []).extend(same)
    return constants, {name: in_one(parts, len(over)) for name, parts in found.items()}


def bounds(
    family: Family, rule: Callable[..., Any], sketch: Sketch, expander: Expander
) -> tuple[Floats, Floats]:
    """Least and most of each column of a decision; infinite where the rule says nothing.

    Raises:
        FormulationError: a bound depends on a decision.
    """
    both = np.tile([[-np.inf], [np.inf]], family.size)
    for at, labels in enumerate(family.labels()):
        for side, bound in enumerate(rule(sketch, labels)):
            if bound is not None:
                both[side, at], parts = _apart(linear(bound), at, expander)
                if parts:
                    raise FormulationError("a bound depends on a decision")
    return both[0], both[1]


def _apart(amount: Linear, at: int, expander: Expander) -> tuple[float, dict[str, list[Part]]]:
    """The constant of an amount, and its entries by decision, in row ``at``."""
    constant = 0.0
    parts: dict[str, list[Part]] = {}
    for term in amount.terms:
        row, columns, values = expander.entries(term).flat()
        if term.decision is None:
            constant += float(values.sum())
        else:
            part = (np.full_like(row, at), columns, values)
            parts.setdefault(term.decision[0].name, []).append(part)
    return constant, parts


def called(rule: Callable[..., Any], sketch: Sketch, key: tuple[Any, ...]) -> Row:
    """The row a rule speaks of; a settled truth becomes an empty row that holds or never does."""
    row = rule(sketch, key[0] if len(key) == 1 else key)
    if SYMBOLS:
        raise NotTemplatableError("a sum is not written with total()")
    if isinstance(row, Row):
        return row
    if row is pyo.Constraint.Feasible:
        return Row(Linear(()), "<=")
    if row is pyo.Constraint.Infeasible:
        return Row(linear(1.0), "<=")
    raise NotTemplatableError(f"the rule returns a {type(row).__name__}")


def sides(sense: str, constant: Floats) -> tuple[Floats, Floats]:
    """Bounds of a row without its constant."""
    free = np.full(constant.size, np.inf)
    if sense == "<=":
        return -free, -constant
    if sense == ">=":
        return -constant, free
    return -constant, -constant
