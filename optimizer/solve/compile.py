"""From a declared formulation to arrays, at array speed.

Every rule is called once with stand-ins (``sketch``); what it says is evaluated over all indices by
``expand``. A rule that looks at its index is called once per index instead (``one_by_one``).
The Pyomo model is read (components, sets, domains, rules), never constructed. The only private
names of Pyomo used are those of a variable's domain and bounds rules, in ``notation.domain_of``
and ``_bounds_rule``.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from optimizer.errors import FormulationError
from optimizer.formulation.ledger import Cost
from optimizer.formulation.notation import SYMBOLS, domain_of
from optimizer.formulation.objective import parts_of
from optimizer.solve import one_by_one
from optimizer.solve.arrays import Arrays, CostPart, Family, RatioPart
from optimizer.solve.entries import Entries, added_up
from optimizer.solve.expand import Expander
from optimizer.solve.one_by_one import called, sides
from optimizer.solve.sketch import Decision, NotTemplatableError, Sketch, Symbol, linear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer.data.problem import Floats, IndexSet, Integers, Problem
    from optimizer.formulation import Formulation
    from optimizer.formulation.ledger import Ratio
    from optimizer.solve.sketch import Linear, Row


UNANSWERED = (NotTemplatableError, TypeError)
"""What a rule raises that asks a stand-in for what only a label can answer."""


@dataclass
class _Block:
    """The rows of one family of constraints."""

    family: Family
    entries: list[Entries]
    lower: Floats
    upper: Floats


def compiled(formulation: Formulation) -> Arrays:
    """The arrays of a formulation; equal, row by row, to those Pyomo makes of the same rules.

    Raises:
        FormulationError: a rule is not linear, or its row can never hold.
    """
    SYMBOLS.clear()
    with _collector_off():
        return _Compiler(formulation).arrays()


@contextmanager
def _collector_off() -> Iterator[None]:
    """Arrays make no cycles, and looking for some costs time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Compiler:
    def __init__(self, formulation: Formulation) -> None:
        self._formulation = formulation
        self._problem: Problem = formulation.problem
        self._model = formulation.model
        self._columns = self._families(pyo.Var)
        known = {name: Decision(name, f.over) for name, f in self._columns.items()}
        self._offsets = {name: f.start for name, f in self._columns.items()}
        self._once = Sketch(self._problem, known, expand=False)
        self._each = Sketch(self._problem, known, expand=True)
        self._single = Expander(self._problem, self._offsets, ())

    def arrays(self) -> Arrays:
        """Columns, rows, matrix and costs."""
        lower, upper, integer = self._bounds()
        blocks = [
            self._block(name, family) for name, family in self._families(pyo.Constraint).items()
        ]
        starts, columns, values = _matrix(blocks)
        costs = tuple(self._cost(c) for c in self._formulation.book.costs)
        book = self._formulation.book
        expected = _objective(costs, lower.size)
        aims = {"cost": expected, "expected_cost": expected}
        for aim in [*(["cost"] if book.averse else []), *(aim.term for aim in book.aims)]:
            aims[aim] = _objective(tuple(map(self._cost, parts_of(book, aim))), lower.size)
        cost, offset = aims[self._formulation.objective]
        return Arrays(
            cost,
            offset,
            lower,
            upper,
            integer,
            np.concatenate([b.lower for b in blocks]),
            np.concatenate([b.upper for b in blocks]),
            starts,
            columns,
            values,
            self._columns,
            {b.family.name: b.family for b in blocks},
            costs,
            aims,
            {ratio.name: self._ratio(ratio) for ratio in book.ratios},
        )

    def _families(self, kind: type) -> dict[str, Family]:
        families: dict[str, Family] = {}
        start = 0
        for component in self._model.component_objects(kind, descend_into=False):
            family = Family(component.local_name, self._sets(component), start)
            families[family.name] = family
            start += family.size
        return families

    def _sets(self, component: Any) -> tuple[IndexSet, ...]:
        """The sets a component is declared over, as the problem knows them."""
        if not component.is_indexed():
            return ()
        names = [s.local_name for s in component.index_set().subsets(False)]
        if unknown := [name for name in names if name not in self._problem.sets]:
            raise FormulationError(
                f"{component.local_name} is declared over {', '.join(unknown)}; "
                "only sets of the problem can be compiled"
            )
        return tuple(self._problem.sets[name] for name in names)

    def _bounds(self) -> tuple[Floats, Floats, Any]:
        size = sum(f.size for f in self._columns.values())
        lower, upper = np.zeros(size), np.full(size, np.inf)
        integer = np.zeros(size, dtype=bool)
        for name, family in self._columns.items():
            variable = self._model.component(name)
            low, high, whole = _DOMAINS[_domain(variable)]
            lower[family.span], upper[family.span], integer[family.span] = low, high, whole
            rule = _bounds_rule(variable)
            if rule is not None and family.size:
                least, most = self._given_bounds(family, rule)
                lower[family.span] = np.maximum(lower[family.span], least)
                upper[family.span] = np.minimum(upper[family.span], most)
        return lower, upper, integer

    def _given_bounds(self, family: Family, rule: Callable[..., Any]) -> tuple[Any, Any]:
        symbols = tuple(Symbol(s) for s in family.over)
        with self._named(family.name):
            try:
                low, high = rule(self._once, symbols)
                least = -np.inf if low is None else self._constants(linear(low), symbols)
                most = np.inf if high is None else self._constants(linear(high), symbols)
            except UNANSWERED:
                SYMBOLS.clear()
                return one_by_one.bounds(family, rule, self._each, self._single)
            return least, most

    @contextmanager
    def _named(self, name: str) -> Iterator[None]:
        """Say of what an error speaks."""
        try:
            yield
        except FormulationError as error:
            raise FormulationError(f"{name}: {error}") from error
        finally:
            SYMBOLS.clear()

    def _constants(self, amount: Linear, symbols: tuple[Symbol, ...]) -> Floats:
        expander = Expander(self._problem, self._offsets, symbols)
        values = np.zeros(expander.rows)
        for term in amount.terms:
            if term.decision is not None:
                raise FormulationError("a bound depends on a decision")
            values += expander.entries(term).by_row()
        return values

    def _block(self, name: str, family: Family) -> _Block:
        if not family.size:
            return _Block(family, [], np.zeros(0), np.zeros(0))
        rule = self._model.component(name).rule
        symbols = tuple(Symbol(s) for s in family.over)
        with self._named(name):
            try:
                row = called(rule, self._once, symbols)
                return self._rows(family, row, symbols)
            except UNANSWERED:
                SYMBOLS.clear()
                entries, lower, upper = one_by_one.rows(family, rule, self._each, self._single)
                return _Block(family, [entries], lower, upper)

    def _rows(self, family: Family, row: Row, symbols: tuple[Symbol, ...]) -> _Block:
        expander = Expander(self._problem, self._offsets, symbols)
        constant = np.zeros(expander.rows)
        by_decision: dict[str, list[Entries]] = {}
        for term in row.body.terms:
            if term.decision is None:
                constant += expander.entries(term).by_row()
            else:
                found = expander.entries(term, traced=True)
                by_decision.setdefault(term.decision[0].name, []).append(found)
        entries: list[Entries] = []
        for same in by_decision.values():
            entries.extend(added_up(same, expander.rows))
        return _Block(family, entries, *sides(row.sense, constant))

    def _cost(self, cost: Cost) -> CostPart:
        over = self._problem.sets[cost.over]
        weight = self._problem.values(cost.weight) if cost.weight else np.ones(len(over))
        with self._named(f"the cost {cost.term}"):
            try:
                constant, pieces = self._amount(over, cost.rule)
            except UNANSWERED:
                SYMBOLS.clear()
                constant, found = one_by_one.amounts(over, cost.rule, self._each, self._single)
                pieces = [(self._columns[name], entries) for name, entries in found.items()]
        return CostPart(cost.term, over, tuple(pieces), constant, weight)

    def _ratio(self, ratio: Ratio) -> RatioPart:
        halves = [
            self._cost(Cost(ratio.name, ratio.who, ratio.over, "", rule))
            for rule in (ratio.numerator, ratio.denominator)
        ]
        return RatioPart(ratio.name, self._problem.sets[ratio.over], *halves)

    def _amount(
        self, over: IndexSet, rule: Callable[..., Any]
    ) -> tuple[Floats, list[tuple[Family, Entries]]]:
        symbol = Symbol(over)
        amount = linear(rule(self._once, symbol))
        if SYMBOLS:
            raise NotTemplatableError("a sum is not written with total()")
        expander = Expander(self._problem, self._offsets, (symbol,))
        constant = np.zeros(len(over))
        pieces: list[tuple[Family, Entries]] = []
        for term in amount.terms:
            if term.decision is None:
                constant += expander.entries(term).by_row()
            elif (family := self._columns[term.decision[0].name]).size:
                pieces.append((family, expander.entries(term)))
        return constant, pieces


def _matrix(blocks: list[_Block]) -> tuple[Any, Any, Floats]:
    """Starts, columns and values by rows."""
    starts = np.zeros(sum(block.family.size for block in blocks) + 1, dtype=np.int64)
    for block in blocks:
        for entries in block.entries:
            entries.layout.add_count(starts[1:][block.family.span])
    np.cumsum(starts, out=starts)
    if starts[-1] > np.iinfo(np.int32).max:
        raise FormulationError("the matrix has more non-zeros than a solver can index")
    columns = np.empty(starts[-1], dtype=np.int32)
    values = np.empty(starts[-1])
    for block in blocks:
        at = starts[block.family.span].copy()
        for entries in block.entries:
            entries.fill(at, columns, values)
    return _without_zeros(starts, columns, values)


def _without_zeros(starts: Integers, columns: Any, values: Floats) -> tuple[Any, Any, Floats]:
    """The same matrix; a coefficient that is zero by the data needs no place."""
    if np.count_nonzero(values) == values.size:
        return starts.astype(np.int32), columns, values
    kept = values != 0.0
    before = np.concatenate([[0], np.cumsum(kept)])
    return before[starts].astype(np.int32), columns[kept], values[kept]


def _objective(parts: tuple[CostPart, ...], size: int) -> tuple[Floats, float]:
    cost, offset = np.zeros(size), 0.0
    for part in parts:
        for family, entries in part.pieces:
            entries.add_to(cost, family.start, family.shape, part.weight)
        offset += float(part.constant @ part.weight)
    return cost, offset


_DOMAINS: dict[str, tuple[float, float, bool]] = {
    "NonNegativeReals": (0.0, np.inf, False),
    "Reals": (-np.inf, np.inf, False),
    "NonPositiveReals": (-np.inf, 0.0, False),
    "NonNegativeIntegers": (0.0, np.inf, True),
    "Integers": (-np.inf, np.inf, True),
    "Binary": (0.0, 1.0, True),
}


def _domain(variable: Any) -> str:
    """Name of a variable's domain, which is declared, not a rule."""
    name = domain_of(variable)
    if name not in _DOMAINS:
        raise FormulationError(
            f"{variable.local_name} has a domain that cannot be compiled: {name}"
        )
    return name


def _bounds_rule(variable: Any) -> Callable[..., Any] | None:
    """The rule that gives a variable's bounds, called as ``rule(model, index)``."""
    rule = variable._rule_bounds
    if rule is None:
        return None

    def call(sketch: Sketch, key: tuple[Any, ...]) -> tuple[Any, Any]:
        bounds = rule(sketch, key[0] if len(key) == 1 else key)
        return bounds[0], bounds[1]

    return call
