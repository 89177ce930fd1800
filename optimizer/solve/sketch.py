"""Stand-ins for Pyomo's components: a rule called with them says once what holds for every index.

A ``Sketch`` answers ``m.flow[s, n]``, ``m.price[s, n]`` and ``for s in m.leaving[k]`` with symbols
instead of labels. What comes back is a ``Linear``: terms of numbers, parameters and at most one
decision, each with the symbols it is summed over. With labels instead of symbols it answers for one
index; that is how rules are treated that look at their index.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from optimizer.errors import FormulationError
from optimizer.formulation.notation import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.problem import IndexSet, Parameter, Problem, Relation


class NotTemplatableError(FormulationError):
    """A rule does with a symbol what only a label can answer."""


Index = Any
"""A ``Symbol``, or a label."""


@dataclass(frozen=True, eq=False)
class Symbol:
    """Any member of a set, or of a relation at some keys."""

    over: IndexSet
    relation: Relation | None = None
    keys: tuple[Index, ...] = ()

    def close(self, amount: Any, symbols: tuple[Symbol, ...]) -> Linear:
        """``amount`` summed over ``symbols``."""
        made = linear(amount)
        return Linear(tuple(replace(t, summed=symbols + t.summed) for t in made.terms))

    def __eq__(self, other: object) -> bool:
        raise NotTemplatableError(f"the rule compares an index of {self.over.name}")

    def __hash__(self) -> int:
        raise NotTemplatableError(f"the rule looks an index of {self.over.name} up")

    def __bool__(self) -> bool:
        raise NotTemplatableError(f"the rule decides by an index of {self.over.name}")


@dataclass(frozen=True)
class Decision:
    """A family of variables: name and the sets it is indexed by."""

    name: str
    over: tuple[IndexSet, ...]


@dataclass(frozen=True, eq=False)
class Term:
    """number · Π parameters · decision, summed over symbols (outer first)."""

    number: float
    given: tuple[tuple[Parameter, tuple[Index, ...]], ...] = ()
    decision: tuple[Decision, tuple[Index, ...]] | None = None
    summed: tuple[Symbol, ...] = ()


@dataclass(frozen=True, eq=False)
class Linear:
    """A sum of terms; the arithmetic a rule may do with it."""

    terms: tuple[Term, ...]

    def __add__(self, other: Any) -> Linear:
        return Linear(self.terms + linear(other).terms)

    __radd__ = __add__

    def nargs(self) -> int:
        """Asked by Pyomo's ``quicksum``, which leaves a sum of several as it is."""
        return 2

    def __neg__(self) -> Linear:
        return Linear(tuple(replace(t, number=-t.number) for t in self.terms))

    def __sub__(self, other: Any) -> Linear:
        return self + -linear(other)

    def __rsub__(self, other: Any) -> Linear:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Linear:
        return Linear(tuple(_times(a, b) for a in self.terms for b in linear(other).terms))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Linear:
        if not isinstance(other, int | float):
            raise NotTemplatableError("the rule divides by something other than a number")
        return self * (1.0 / other)

    def __rtruediv__(self, other: Any) -> Linear:
        raise NotTemplatableError("the rule divides by something other than a number")

    def __le__(self, other: Any) -> Row:
        return Row(self - other, "<=")

    def __ge__(self, other: Any) -> Row:
        return Row(self - other, ">=")

    def __lt__(self, other: Any) -> Row:
        raise NotTemplatableError("the rule asks which of two values is the greater")

    __gt__ = __lt__

    def __eq__(self, other: object) -> Row:  # type: ignore[override]
        return Row(self - other, "==")

    def __bool__(self) -> bool:
        raise NotTemplatableError("the rule decides by a value that differs by index")

    __hash__ = object.__hash__


@dataclass(frozen=True)
class Row:
    """``body`` compared with zero."""

    body: Linear
    sense: str

    def __bool__(self) -> bool:
        raise NotTemplatableError("the rule chains comparisons or decides by one")


def linear(amount: Any) -> Linear:
    """A number, or already a ``Linear``, as a ``Linear``."""
    if isinstance(amount, Linear):
        return amount
    if hasattr(amount, "is_potentially_variable") and not amount.is_potentially_variable():
        amount = amount()  # the constant of Pyomo's that its own quicksum begins with
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        raise NotTemplatableError(f"the rule adds a {type(amount).__name__}")
    return Linear((Term(float(amount)),) if amount else ())


def _times(a: Term, b: Term) -> Term:
    if a.decision is not None and b.decision is not None:
        raise NotTemplatableError("the rule multiplies two decisions")
    return Term(
        a.number * b.number, a.given + b.given, a.decision or b.decision, a.summed + b.summed
    )


@dataclass(frozen=True)
class _Members:
    """What a stand-in set, or a relation at a key, yields: one symbol, or labels."""

    over: IndexSet
    relation: Relation | None = None
    keys: tuple[Index, ...] = ()
    labels: tuple[str, ...] | None = None

    def __iter__(self) -> Iterator[Any]:
        if self.labels is not None:
            yield from self.labels
            return
        symbol = Symbol(self.over, self.relation, self.keys)
        SYMBOLS.append(symbol)
        yield symbol

    def __contains__(self, item: object) -> bool:
        if isinstance(item, Symbol):
            raise NotTemplatableError(f"the rule asks whether an index is in {self.over.name}")
        return item in (self.labels if self.labels is not None else self.over.position)

    def __len__(self) -> int:
        if self.labels is None and self.relation is not None:
            raise NotTemplatableError(f"the rule counts {self.relation.name}")
        return len(self.labels if self.labels is not None else self.over)


class Sketch:
    """Stands in for the model: attributes are its sets, relations, parameters and decisions."""

    def __init__(self, problem: Problem, decisions: dict[str, Decision], *, expand: bool) -> None:
        self._problem = problem
        self._decisions = decisions
        self._expand = expand

    def __getattr__(self, name: str) -> Any:
        problem = self._problem
        if name in self._decisions:
            decision = self._decisions[name]
            return _Indexed(lambda key: Linear((Term(1.0, (), (decision, key)),)), self)
        if name in problem.parameters:
            parameter = problem.parameters[name]
            return _Indexed(lambda key: self._given(parameter, key), self)
        if name in problem.relations:
            relation = problem.relations[name]
            return _Indexed(lambda key: self._related(relation, key), self)
        if name in problem.sets:
            index_set = problem.sets[name]
            return _Members(index_set, labels=index_set.labels if self._expand else None)
        raise NotTemplatableError(f"the rule uses {name}, which is not declared before it")

    def _given(self, parameter: Parameter, key: tuple[Index, ...]) -> Any:
        if any(isinstance(k, Symbol) for k in key):
            return Linear((Term(1.0, ((parameter, key),)),))
        sets = (self._problem.sets[s] for s in parameter.over)
        return float(parameter.values[tuple(s.position[k] for s, k in zip(sets, key, strict=True))])

    def _related(self, relation: Relation, key: tuple[Index, ...]) -> _Members:
        member = self._problem.sets[relation.member]
        if any(isinstance(k, Symbol) for k in key):
            return _Members(member, relation, key)
        flat = 0
        for name, label in zip(relation.keys, key, strict=True):
            flat = flat * len(self._problem.sets[name]) + self._problem.sets[name].position[label]
        low, high = relation.pointers[flat : flat + 2]
        labels = tuple(member.labels[x] for x in relation.members[low:high])
        return _Members(member, relation, key, labels)


class _Indexed:
    """``component[index]`` with one index or several."""

    def __init__(self, answer: Any, _owner: Sketch) -> None:
        self._answer = answer

    def __getitem__(self, key: Any) -> Any:
        return self._answer(key if isinstance(key, tuple) else (key,))
