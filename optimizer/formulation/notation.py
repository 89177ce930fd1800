"""The few words in which rules are written.

A rule is a plain function of the model and of indices: ``def lane_limit(m, a, n): return
total(m.tonnes[s] * m.flow[s, n] for s in m.carried_on[a]) <= m.lane_room[a, n]``. It is called in
two ways: by Pyomo, once per index, with Pyomo's components; and by ``optimizer.solve.compile``,
once in all, with stand-ins whose sets yield one symbol. So a rule has no ``if`` on an
index and no loop but those inside ``total``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.errors import FormulationError

if TYPE_CHECKING:
    from optimizer.data.problem import Problem

Rule = Callable[..., Any]

SYMBOLS: list[Any] = []
"""Symbols handed out by stand-in sets and not yet claimed by a ``total``."""


def total(terms: Iterable[Any]) -> Any:
    """Sum over the sets that the generator runs through; zero when they are empty."""
    mark = len(SYMBOLS)
    one_by_one = iter(terms)
    first = next(one_by_one, 0.0)
    if len(SYMBOLS) == mark:
        return pyo.quicksum(chain((first,), one_by_one))
    for _ in one_by_one:
        raise FormulationError("a sum mixes stand-in sets with ordinary ones")
    symbols = tuple(SYMBOLS[mark:])
    del SYMBOLS[mark:]
    return symbols[0].close(first, symbols)


def model_of(problem: Problem) -> pyo.AbstractModel:
    """A Pyomo model, not yet constructed, that knows all sets, relations and parameters by name."""
    m = pyo.AbstractModel(name=problem.instance.name)
    for index_set in problem.sets.values():
        m.add_component(index_set.name, pyo.Set(initialize=index_set.labels, doc=index_set.doc))
    for relation in problem.relations.values():
        keys = [m.component(k) for k in relation.keys]
        made = pyo.Set(*keys, initialize=_members(problem, relation.name), doc=relation.doc)
        m.add_component(relation.name, made)
    for parameter in problem.parameters.values():
        over = [m.component(k) for k in parameter.over]
        given = pyo.Param(
            *over, initialize=_values(problem, parameter.name), doc=parameter.doc, within=pyo.Any
        )
        m.add_component(parameter.name, given)
    return m


def _members(problem: Problem, name: str) -> Rule:
    relation = problem.relations[name]
    positions = [problem.sets[k].position for k in relation.keys]
    labels = problem.labels(relation.member)

    def rule(_: Any, *key: str) -> list[str]:
        flat = 0
        for position, label in zip(positions, key, strict=True):
            flat = flat * len(position) + position[label]
        low, high = relation.pointers[flat : flat + 2]
        return [labels[x] for x in relation.members[low:high]]

    return rule


def _values(problem: Problem, name: str) -> Rule:
    parameter = problem.parameters[name]
    positions = [problem.sets[k].position for k in parameter.over]

    def rule(_: Any, *key: str) -> float:
        return float(parameter.values[tuple(p[k] for p, k in zip(positions, key, strict=True))])

    return rule


def settled(rule: Rule) -> Rule:
    """Let Pyomo accept a rule whose row, for some index, has no variable in it."""

    @wraps(rule)
    def checked(m: Any, *index: Any) -> Any:
        relation = rule(m, *index)
        if isinstance(relation, bool):
            return pyo.Constraint.Feasible if relation else pyo.Constraint.Infeasible
        return relation

    return checked


def constraint(m: pyo.AbstractModel, *over: pyo.Set, rule: Rule) -> None:
    """Declare a family of constraints under the name of its rule."""
    m.add_component(rule.__name__, pyo.Constraint(*over, rule=settled(rule), doc=_sentence(rule)))


def domain_of(variable: Any) -> str:
    """Name of the domain that a decision is declared with, such as ``Binary``.

    A declared variable has no public word for it: Pyomo keeps it as a rule until construction.
    """
    return str(variable._rule_domain(variable.parent_block(), None, variable).local_name)


def _sentence(rule: Rule) -> str:
    return (rule.__doc__ or "").strip().split("\n", 1)[0]
