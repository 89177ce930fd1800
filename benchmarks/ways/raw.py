"""The floor: the same problem by index arithmetic on numpy arrays, written out by hand.

Every family of columns and rows is laid out by its offset; triplets are made by broadcasting over
moments and handed to scipy to be sorted by rows. It knows the mechanisms of generated networks and
no others; ``build`` refuses a problem that has more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

if TYPE_CHECKING:
    from optimizer.data.problem import Problem

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("build", ("vintages",)),
    ("added", ("vintages",)),
    ("bought", ("supplies", "moments")),
    ("activity", ("operations", "moments")),
    ("flow", ("shipments", "moments")),
    ("room", ("storages",)),
    ("stock", ("storages", "moments")),
    ("disposed", ("disposals", "moments")),
    ("served", ("servings", "moments")),
    ("shortfall", ("demands", "moments")),
    ("collected", ("returning", "moments")),
)
"""Decisions in the order of their columns."""

UNKNOWN = ("closures", "contracts", "struck", "pressed", "limits", "sales", "alternatives")
"""Sets that must be empty: what would need them is not written out here."""


@dataclass
class Model:
    """What ``passModel`` takes, rows added family by family."""

    start: dict[str, int]
    cost: Floats
    lower: Floats
    upper: Floats
    integer: Integers
    offset: float = 0.0
    rows: int = 0
    triplets: list[tuple[Any, Any, Any]] = field(default_factory=list)
    sides: list[tuple[Any, Any]] = field(default_factory=list)
    matrix: Any = None

    def add(self, row: Any, column: Any, value: Any) -> None:
        """Triplets; rows count from the first of the family that ``close`` ends."""
        shape = np.broadcast_shapes(np.shape(row), np.shape(column), np.shape(value))
        row = np.asarray(row, dtype=np.int32) + np.int32(self.rows)
        self.triplets.append(
            (
                np.broadcast_to(row, shape).ravel(),
                np.broadcast_to(column, shape).ravel(),
                np.broadcast_to(np.asarray(value, dtype=float), shape).ravel(),
            )
        )

    def close(self, count: int, lower: Any, upper: Any) -> None:
        """End a family of ``count`` rows."""
        self.sides.append((np.broadcast_to(lower, count), np.broadcast_to(upper, count)))
        self.rows += count

    def finish(self) -> Model:
        """Sort the triplets by rows."""
        row, column, value = (np.concatenate([t[at] for t in self.triplets]) for at in range(3))
        shape = (self.rows, self.cost.size)
        self.matrix = coo_matrix((value, (row, column)), shape=shape).tocsr()
        return self


def build(p: Problem) -> Model:
    """All columns and rows.

    Raises:
        ValueError: the problem has mechanisms that are not written out here.
    """
    if more := [name for name in UNKNOWN if p.size(name)]:
        raise ValueError(f"the problem has {', '.join(more)}")
    m = _columns(p)
    _costs(p, m)
    _siting(p, m)
    _processing(p, m)
    _lanes_and_quotas(p, m)
    _serving(p, m)
    _returns(p, m)
    _balance(p, m)
    return m.finish()


def hand_over(m: Model) -> highspy.Highs:
    """The HiGHS object that holds the model."""
    h = highspy.Highs()  # type: ignore[no-untyped-call]
    h.silent()
    lower, upper = (np.concatenate([side[at] for side in m.sides], dtype=float) for at in (0, 1))
    a = m.matrix
    status = h.passModel(
        m.cost.size,
        m.rows,
        a.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        m.offset,
        m.cost,
        m.lower,
        m.upper,
        lower,
        upper,
        a.indptr,
        a.indices,
        a.data,
        m.integer,
    )
    if status == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused the model")
    return h


def _columns(p: Problem) -> Model:
    start, size = {}, 0
    for name, over in COLUMNS:
        start[name] = size
        size += int(np.prod([p.size(s) for s in over]))
    lower, upper, integer = np.zeros(size), np.full(size, np.inf), np.zeros(size, dtype=np.int32)
    v = p.size("vintages")
    integer[start["build"] : start["build"] + v] = 1
    for name, most in (
        ("build", "most_builds"),
        ("bought", "bought_max"),
        ("flow", "flow_max"),
        ("room", "room_max"),
        ("served", "served_max"),
        ("shortfall", "shortfall_max"),
    ):
        values = p.values(most).ravel()
        upper[start[name] : start[name] + values.size] = values
    least = p.values("stock_min").ravel()
    lower[start["stock"] : start["stock"] + least.size] = least
    return Model(start, np.zeros(size), lower, upper, integer)


def _costs(p: Problem, m: Model) -> None:
    value = p.values
    weight, years = value("weight"), value("years")

    def put(name: str, amount: Any) -> None:
        flat = np.asarray(amount).ravel()
        m.cost[m.start[name] : m.start[name] + flat.size] += flat

    decided = _keys(p, "decided_in")[np.argsort(p.relations["decided_in"].members)]
    share = value("discount")[decided] * (1.0 - value("subsidy_rate"))
    share = share - value("discount_at_end")[decided] * value("value_left")
    put("build", share * value("fixed_capex"))
    put("added", share * value("unit_capex"))
    facility, moment = np.divmod(_keys(p, "online"), weight.size)
    fixed = value("fixed_cost")[facility] * (years * weight)[moment]
    put("added", np.bincount(p.relations["online"].members, fixed, p.size("vintages")))
    m.offset = float(value("fixed_cost") @ (value("step_capacity") @ (years * weight)))
    put("bought", value("price") * weight)
    put("activity", value("variable_cost") * weight)
    put(
        "flow",
        (value("carriage") + value("waiting") + value("duty") + value("permit")) * weight,
    )
    put("room", value("room_cost") @ value("discount"))
    put(
        "stock",
        value("holding_cost")[:, None] * (years * weight)
        - value("final_value")[:, None] * value("weight_at_end"),
    )
    put("disposed", value("disposal_cost")[:, None] * weight)
    put("shortfall", value("penalty")[:, None] * weight)


def _siting(p: Problem, m: Model) -> None:
    v = np.arange(p.size("vintages"), dtype=np.int32)
    for size, lower, upper in (("size_min", 0.0, np.inf), ("size_max", -np.inf, 0.0)):
        m.add(v, m.start["added"] + v, 1.0)
        m.add(v, m.start["build"] + v, -p.values(size))
        m.close(v.size, lower, upper)
    m.add(_keys(p, "vintages_of"), m.start["build"] + p.relations["vintages_of"].members, 1.0)
    m.close(p.size("expansions"), -np.inf, p.values("max_builds"))


def _processing(p: Problem, m: Model) -> None:
    n = _moments(p)
    o = p.relations["running"].members
    m.add(_at(p, "running") + n, _block(m, "activity", o, n), p.values("capacity_use")[o][:, None])
    key, v = _keys(p, "online"), p.relations["online"].members
    working = p.values("working").ravel()
    m.add(key, m.start["added"] + v, -working[key] * p.values("ramp")[v, key % n.size])
    capacity = working * p.values("step_capacity").ravel()
    m.close(capacity.size, -np.inf, capacity)


def _lanes_and_quotas(p: Problem, m: Model) -> None:
    n = _moments(p)
    s = p.relations["carried_on"].members
    m.add(_at(p, "carried_on") + n, _block(m, "flow", s, n), p.values("tonnes")[s][:, None])
    room = p.values("lane_room").ravel()
    m.close(room.size, -np.inf, room)
    cap, s = _keys(p, "capped"), p.relations["capped"].members
    moment = p.relations["cap_moment"].members[cap]
    m.add(cap, m.start["flow"] + s * n.size + moment, 1.0)
    m.close(p.size("caps"), -np.inf, p.values("cap"))
    h = np.arange(p.size("storages"), dtype=np.int32)
    row = h[:, None] * n.size + n
    m.add(row, m.start["stock"] + row, 1.0)
    m.add(row, (m.start["room"] + h)[:, None], -1.0)
    m.close(row.size, -np.inf, np.repeat(p.values("stock_room"), n.size))


def _serving(p: Problem, m: Model) -> None:
    n = _moments(p)
    v = p.relations["served_by"].members
    m.add(_at(p, "served_by") + n, _block(m, "served", v, n), 1.0)
    missing = np.arange(p.size("demands") * n.size, dtype=np.int32)
    m.add(missing, m.start["shortfall"] + missing, 1.0)
    wanted = p.values("demand")
    m.close(wanted.size, wanted.ravel(), wanted.ravel())
    for name, share, low in (("floored", "share_min", True), ("roofed", "share_max", False)):
        position = p.sets["servings"].position
        v = np.array([position[label] for label in p.labels(name)], dtype=np.int32)
        row = np.arange(v.size, dtype=np.int32)[:, None] * n.size + n
        d = p.relations[f"demand_of_{name}"].members
        part = p.values(share)
        m.add(row, _block(m, "served", v, n), 1.0)
        m.add(row, _block(m, "shortfall", d, n), part)
        side = (part * wanted[d]).ravel()
        m.close(side.size, side if low else -np.inf, np.inf if low else side)


def _returns(p: Problem, m: Model) -> None:
    n = _moments(p)
    row = np.arange(p.size("returning"), dtype=np.int32)[:, None] * n.size + n
    m.add(row, m.start["collected"] + row, 1.0)
    r, v = _keys(p, "sold_as"), p.relations["sold_as"].members
    now, then = _keys(p, "pasts_of"), p.relations["past_moment"].members
    rate = p.values("return_rate")[r]
    link, past = np.nonzero(rate)
    m.add(
        (r * n.size)[link] + now[past],
        m.start["served"] + (v * n.size)[link] + then[past],
        -rate[link, past],
    )
    back = p.values("collected_past").ravel()
    m.close(row.size, back, back)


def _balance(p: Problem, m: Model) -> None:
    n = _moments(p)
    for relation, name, value in (
        ("supplied_by", "bought", 1.0),
        ("arriving", "flow", 1.0),
        ("leaving", "flow", -1.0),
        ("kept_in", "stock", -1.0),
        ("disposed_from", "disposed", -1.0),
        ("collected_into", "collected", 1.0),
    ):
        members = p.relations[relation].members
        m.add(_at(p, relation) + n, _block(m, name, members, n), value)
    x = p.relations["entries_of"].members
    o = p.relations["operation_of"].members[x]
    m.add(
        _at(p, "entries_of") + n, _block(m, "activity", o, n), p.values("coefficient")[x][:, None]
    )
    v = p.relations["delivered_from"].members
    m.add(
        _at(p, "delivered_from") + n,
        _block(m, "served", v, n),
        -p.values("units_per_energy")[v][:, None],
    )
    _late(p, m, n.size)
    _kept(p, m, n.size)
    given = -p.values("given").ravel()
    m.close(given.size, given, given)


def _late(p: Problem, m: Model, moments: int) -> None:
    """What arrives after a lag: the account of each shipment, and when it was sent."""
    account = np.zeros(p.size("shipments"), dtype=np.int32)
    late = p.relations["arriving_late"].members
    account[late] = _keys(p, "arriving_late")
    s, n = np.divmod(_keys(p, "sent_at"), moments)
    m.add(
        account[s] * moments + n,
        m.start["flow"] + s * moments + p.relations["sent_at"].members,
        1.0,
    )


def _kept(p: Problem, m: Model, moments: int) -> None:
    """Stock of the moment before, less losses."""
    k, h = _keys(p, "kept_in"), p.relations["kept_in"].members
    n, q = _keys(p, "before"), p.relations["before"].members
    m.add(
        (k * moments)[:, None] + n,
        (m.start["stock"] + h * moments)[:, None] + q,
        p.values("kept")[np.ix_(h, n)],
    )


def _moments(p: Problem) -> Integers:
    return np.arange(p.size("moments"), dtype=np.int32)


def _keys(p: Problem, relation: str) -> Integers:
    """The key of each member."""
    pointers = p.relations[relation].pointers
    return np.repeat(np.arange(pointers.size - 1, dtype=np.int32), np.diff(pointers))


def _at(p: Problem, relation: str) -> Any:
    """First row of the key of each member, as a column."""
    return (_keys(p, relation) * np.int32(p.size("moments")))[:, None]


def _block(m: Model, name: str, members: Any, n: Integers) -> Any:
    """Columns of a decision: members × moments."""
    members = np.asarray(members, dtype=np.int32)
    return (np.int32(m.start[name]) + members * np.int32(n.size))[:, None] + n
