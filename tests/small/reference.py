"""What Pyomo itself makes of a formulation, to hold the compiled arrays against."""

from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from optimizer.formulation import Formulation
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from tests.small.equations import row_terms

Row = tuple[dict[str, float], float, float]


def assert_as_pyomo(formulation: Formulation) -> None:
    """The compiled arrays say, by names, what Pyomo's standard form says: all of it and no more."""
    arrays, model = compiled(formulation), formulation.pyomo()
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    _assert_same_rows(_rows(arrays), _pyomo_rows(form))
    _assert_same_columns(arrays, model)
    costs = np.asarray(form.c.todense()).ravel()
    theirs = {_plain(v): c for v, c in zip(form.columns, costs, strict=True) if c}
    mine = {arrays.column_name(at): c for at, c in enumerate(arrays.cost) if c}
    assert theirs == _near(mine)
    assert float(form.c_offset[0]) == _near(arrays.offset)


def _near(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def _plain(component: Any) -> str:
    return str(component.name).replace("'", "")


def _rows(arrays: Arrays) -> dict[str, Row]:
    """Rows that hold a decision, by name."""
    rows = {}
    for at in range(arrays.row_lower.size):
        terms = {arrays.column_name(c): v for c, v in row_terms(arrays, at) if v}
        if terms:
            low, high = float(arrays.row_lower[at]), float(arrays.row_upper[at])
            rows[arrays.row_name(at)] = (terms, low, high)
    return rows


def _pyomo_rows(form: Any) -> dict[str, Row]:
    matrix = form.A.tocsr()
    rows: dict[str, Row] = {}
    for at, row in enumerate(form.rows):
        span = slice(matrix.indptr[at], matrix.indptr[at + 1])
        terms = {
            _plain(form.columns[c]): float(v)
            for c, v in zip(matrix.indices[span], matrix.data[span], strict=True)
            if v
        }
        side = float(form.rhs[at])
        low = -np.inf if row.bound_type == 1 else side
        high = np.inf if row.bound_type == -1 else side
        if terms:
            rows[_plain(row.constraint)] = (terms, low, high)
    return rows


def _assert_same_rows(mine: dict[str, Row], theirs: dict[str, Row]) -> None:
    assert mine.keys() == theirs.keys()
    for name, row in theirs.items():
        terms, low, high = _facing(row, mine[name])
        assert mine[name][0] == _near(terms), name
        assert mine[name][1:] == _near((low, high)), name


def _facing(row: Row, other: Row) -> Row:
    """The row, turned by -1 if its first coefficient has the other sign: Pyomo may turn a limit."""
    terms, low, high = row
    first = next(iter(terms))
    if terms[first] * other[0].get(first, 0.0) > 0:
        return row
    return {name: -value for name, value in terms.items()}, -high, -low


def _assert_same_columns(arrays: Arrays, model: pyo.ConcreteModel) -> None:
    theirs = {_plain(v): v for v in model.component_data_objects(pyo.Var)}
    names = [arrays.column_name(at) for at in range(arrays.cost.size)]
    assert sorted(names) == sorted(theirs)
    for at, name in enumerate(names):
        low, high = theirs[name].bounds
        bounds = (-np.inf if low is None else low, np.inf if high is None else high)
        assert (arrays.lower[at], arrays.upper[at]) == _near(bounds), name
        assert arrays.integer[at] == theirs[name].is_integer(), name
