"""Random linear rules over the chain's sets, for comparing the compiler with Pyomo.

A rule is a sum of terms; each term has sums one within the other (over a set, or over a relation at
symbols that are there already), numbers and parameters, and a decision at whatever symbols fit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from optimizer.data.problem import Problem
from optimizer.formulation.notation import total

Scope = list[tuple[str, int]]
"""Set and number of each symbol in reach, the free ones first."""


@dataclass(frozen=True)
class TermPlan:
    """One term: sums from outside in, the parameters and the decision with their symbols."""

    number: float
    sums: tuple[tuple[str, tuple[int, ...]], ...]
    given: tuple[tuple[str, tuple[int, ...]], ...]
    decision: tuple[str, tuple[int, ...]] | None

    def value(self, m: Any, symbols: tuple[Any, ...]) -> Any:
        """The term at the free indices."""
        if len(self.sums) == 0:
            return self._product(m, symbols)
        (name, keys), *rest = self.sums
        inner = TermPlan(self.number, tuple(rest), self.given, self.decision)
        members = getattr(m, name)
        if keys:
            members = members[_key(symbols, keys)]
        return total(inner.value(m, (*symbols, x)) for x in members)

    def _product(self, m: Any, symbols: tuple[Any, ...]) -> Any:
        value: Any = self.number
        for name, at in (*self.given, *((self.decision,) if self.decision else ())):
            value = value * getattr(m, name)[_key(symbols, at)]
        return value


def _key(symbols: tuple[Any, ...], at: tuple[int, ...]) -> Any:
    return symbols[at[0]] if len(at) == 1 else tuple(symbols[a] for a in at)


@dataclass(frozen=True)
class RulePlan:
    """The sets a rule is declared over, and its terms."""

    over: tuple[str, ...]
    terms: tuple[TermPlan, ...]

    def rule(self) -> Callable[..., Any]:
        """The rule; a room that is always there keeps every row from being empty."""

        def random_rule(m: Any, *index: Any) -> Any:
            return sum(t.value(m, index) for t in self.terms) + m.room["de|cell"] <= 1

        return random_rule


@st.composite
def rules(draw: Any, problem: Problem, decisions: dict[str, tuple[str, ...]]) -> RulePlan:
    """Rules over one to three sets, of one to four terms."""
    known = ["moments", "accounts", "shipments", "facilities", "servings", "periods", "returning"]
    over = tuple(draw(st.lists(st.sampled_from(known), min_size=1, max_size=3)))
    terms = draw(st.lists(_terms(problem, decisions, over), min_size=1, max_size=4))
    return RulePlan(over, tuple(terms))


@st.composite
def _terms(
    draw: Any, problem: Problem, decisions: dict[str, tuple[str, ...]], over: tuple[str, ...]
) -> TermPlan:
    scope: Scope = [(name, at) for at, name in enumerate(over)]
    sums: list[tuple[str, tuple[int, ...]]] = []
    for _ in range(draw(st.integers(0, 3))):
        reachable = [
            (r.name, r.member, at)
            for r in problem.relations.values()
            if (at := _fit(draw, scope, r.keys)) is not None
        ]
        whole = [(name, name, ()) for name in ("moments", "shipments", "servings", "storages")]
        name, member, at = draw(st.sampled_from([*reachable, *reachable, *whole]))
        sums.append((name, at))
        scope.append((member, len(scope)))
    numbers = {n: p.over for n, p in problem.parameters.items() if n not in ENDLESS}
    fitting = [(n, at) for n, o in numbers.items() if (at := _fit(draw, scope, o)) is not None]
    given = draw(st.lists(st.sampled_from(fitting), max_size=2)) if fitting else []
    decided = [(n, at) for n, o in decisions.items() if (at := _fit(draw, scope, o)) is not None]
    decision = draw(st.sampled_from(decided)) if decided else None
    return TermPlan(draw(st.sampled_from([1.0, -2.0, 0.5])), tuple(sums), tuple(given), decision)


ENDLESS = frozenset({"flow_max", "bought_max", "sold_max"})
"""Parameters that may be infinite, which no coefficient can be."""


def _fit(draw: Any, scope: Scope, over: tuple[str, ...]) -> tuple[int, ...] | None:
    """Symbols for each of some sets, of those in reach; ``None`` where there is none."""
    found = []
    for name in over:
        fitting = [at for set_name, at in scope if set_name == name]
        if not fitting:
            return None
        found.append(draw(st.sampled_from(fitting)))
    return tuple(found)
