r"""Golden files: what one mechanism adds to the whole, as text that a person can read and review.

All mechanisms are declared, for their decisions; then the constraints and postings of all but one
are taken away again, and the ledgers are closed. Columns that stand nowhere are left out.
"""

import re
from dataclasses import dataclass
from types import ModuleType
from typing import Self

import numpy as np
import pyomo.environ as pyo

from optimizer.data.problem import Problem
from optimizer.formulation import MECHANISMS, Formulation, balance, objective
from optimizer.formulation.ledger import Ledgers
from optimizer.formulation.notation import model_of
from optimizer.solve.arrays import Arrays
from tests.small.equations import amount, number, row_terms


def alone(problem: Problem, mechanism: ModuleType | None) -> Formulation:
    """The formulation of one mechanism (or of none) with the decisions of all."""
    m, book = model_of(problem), Ledgers()
    for each in MECHANISMS:
        before = _constraints(m)
        each.declare(m, book if each is mechanism else Ledgers())
        if each is not mechanism:
            for name in _constraints(m) - before:
                m.del_component(name)
    balance.close(m, book)
    objective.close(m, book, "cost")
    return Formulation(problem, m, book, "cost")


def without(problem: Problem, mechanism: ModuleType) -> Formulation:
    """The whole formulation but for one mechanism, of which only the decisions are there."""
    m, book = model_of(problem), Ledgers()
    for each in MECHANISMS:
        before = _constraints(m)
        each.declare(m, Ledgers() if each is mechanism else book)
        if each is mechanism:
            for name in _constraints(m) - before:
                m.del_component(name)
    balance.close(m, book)
    objective.close(m, book, "cost")
    return Formulation(problem, m, book, "cost")


def _constraints(m: pyo.AbstractModel) -> set[str]:
    return {c.local_name for c in m.component_objects(pyo.Constraint, descend_into=False)}


def written(arrays: Arrays, title: str) -> str:
    """The problem in the manner of an LP file, one name per row, rows without entries left out."""
    costs = list(enumerate(arrays.cost.tolist()))
    rows = [at for at in range(arrays.row_lower.size) if any(v for _, v in row_terms(arrays, at))]
    used = {c for c, v in costs if v} | {c for at in rows for c, v in row_terms(arrays, at) if v}
    lines = [rf"\ {title}", "minimize", f"  {amount(arrays, costs, arrays.offset)}", "subject to"]
    lines += [f"  {arrays.row_name(at)}: {_compared(arrays, at)}" for at in rows]
    lines += ["bounds", *(f"  {_bounds(arrays, at)}" for at in sorted(used))]
    lines += [
        "integers",
        *(f"  {arrays.column_name(c)}" for c in sorted(used) if arrays.integer[c]),
    ]
    return "\n".join([*lines, "end", ""])


def _compared(arrays: Arrays, at: int) -> str:
    left, low, high = (
        amount(arrays, row_terms(arrays, at)),
        arrays.row_lower[at],
        arrays.row_upper[at],
    )
    if low == high:
        return f"{left} = {number(low)}"
    return f"{left} <= {number(high)}" if np.isinf(low) else f"{left} >= {number(low)}"


def _bounds(arrays: Arrays, at: int) -> str:
    return f"{number(arrays.lower[at])} <= {arrays.column_name(at)} <= {number(arrays.upper[at])}"


@dataclass(frozen=True)
class Meaning:
    """What such a text says, whatever the order of its lines and terms."""

    objective: dict[str, float]
    rows: dict[str, tuple[dict[str, float], str, float]]
    bounds: dict[str, tuple[float, float]]
    integers: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a text that ``written`` wrote; a backslash begins a comment."""
        parts: dict[str, list[str]] = {}
        for line in text.splitlines():
            if line and not line.startswith(("\\", " ")):
                current = parts.setdefault(line, [])
            elif line.strip() and not line.startswith("\\"):
                current.append(line.strip())
        bounds = (re.split(r" <= ", line) for line in parts["bounds"])
        return cls(
            _terms(" ".join(parts["minimize"])),
            {name: _row(rest) for name, rest in (line.split(": ") for line in parts["subject to"])},
            {name: (float(low), float(high)) for low, name, high in bounds},
            frozenset(parts["integers"]),
        )

    def differences(self, other: Self) -> list[str]:
        """Where another text says something else."""
        found = [f"integers {sorted(self.integers ^ other.integers)}"] * (
            self.integers != other.integers
        )
        if not _alike(self.objective, other.objective):
            found.append(f"objective: {self.objective} is not {other.objective}")
        for what, mine, theirs in (
            ("row", self.rows, other.rows),
            ("bounds", self.bounds, other.bounds),
        ):
            for name in sorted(mine.keys() | theirs.keys()):
                if not _same(mine.get(name), theirs.get(name)):  # type: ignore[attr-defined]
                    found.append(f"{what} {name}: {mine.get(name)} is not {theirs.get(name)}")  # type: ignore[attr-defined]
        return found


def _row(text: str) -> tuple[dict[str, float], str, float]:
    match = re.fullmatch(r"(.*) (<=|>=|=) (\S+)", text)
    assert match is not None, text
    return _terms(match[1]), match[2], float(match[3])


def _terms(text: str) -> dict[str, float]:
    terms: dict[str, float] = {}
    for sign, words in re.findall(r"(?:^|(?<= ))([+-]) (\S+(?: [^\s+-]\S*)?)", _signed(text)):
        *factor, name = words.split()
        if not factor and re.fullmatch(r"[\d.e+-]+", name):
            factor, name = [name], ""
        terms[name] = float(f"{sign}{factor[0] if factor else 1}")
    return terms


def _signed(text: str) -> str:
    return text if text.startswith(("+ ", "- ")) else f"+ {text}"


def _same(a: object, b: object) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return _alike(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return bool(np.isclose(a, b, rtol=1e-8, atol=1e-12))
    return a == b


def _alike(a: dict[str, float], b: dict[str, float]) -> bool:
    return a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
