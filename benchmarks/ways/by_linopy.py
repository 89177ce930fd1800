"""The same problem in linopy, in its own manner: labelled arrays, whole at a time, sums by groups.

Ragged sums are ``groupby(...).sum()`` over the labels of the destination, as linopy's users write
nodal balances; triangular sums over time are dense and masked. Like the floor it knows the
mechanisms of generated networks only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from benchmarks.ways.raw import UNKNOWN

if TYPE_CHECKING:
    from optimizer.data.problem import Problem

MOMENTS = "moments"


class Written:
    """A linopy model and what its constraints are written from."""

    def __init__(self, p: Problem) -> None:
        if more := [name for name in UNKNOWN if p.size(name)]:
            raise ValueError(f"the problem has {', '.join(more)}")
        self.p = p
        self.model = linopy.Model()
        self.index = {name: pd.RangeIndex(p.size(name), name=name) for name in p.sets}
        self.variables: dict[str, Any] = {}

    def values(self, name: str) -> xr.DataArray:
        """A parameter with its labels."""
        over = self.p.parameters[name].over
        return xr.DataArray(self.p.values(name), coords=[self.index[s] for s in over])

    def keys(self, relation: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Key and member of each pair of a relation."""
        found = self.p.relations[relation]
        return np.repeat(np.arange(found.pointers.size - 1), np.diff(found.pointers)), found.members

    def variable(
        self, name: str, *over: str, lower: Any = 0.0, upper: Any = np.inf, integer: bool = False
    ) -> None:
        """Declare a family of variables."""
        coords = [self.index[s] for s in over]
        self.variables[name] = self.model.add_variables(
            lower, upper, coords=coords, name=name, integer=integer
        )

    def grouped(self, amount: Any, relation: str) -> Any:
        """Sum over the members of each key of a relation that has each member once."""
        key, member = self.keys(relation)
        found = self.p.relations[relation]
        some = amount.isel({found.member: member})
        label = xr.DataArray(
            key, dims=[found.member], coords={found.member: some.indexes[found.member]}
        )
        return some.groupby(label.rename(found.keys[0])).sum()


def build(p: Problem) -> linopy.Model:
    """All variables and constraints, and the objective.

    Raises:
        ValueError: the problem has mechanisms that are not written out here.
    """
    w = Written(p)
    _variables(w)
    _siting(w)
    _processing(w)
    _lanes_quotas_and_room(w)
    _serving(w)
    _returns(w)
    _balance(w)
    w.model.add_objective(_cost(w))
    return w.model


def hand_over(model: linopy.Model) -> Any:
    """The HiGHS object that linopy makes of it, without names."""
    solver = model.to_highspy(set_names=False)
    solver.silent()
    return solver


def _variables(w: Written) -> None:
    value = w.values
    w.variable("build", "vintages", upper=value("most_builds"), integer=True)
    w.variable("added", "vintages")
    w.variable("bought", "supplies", MOMENTS, upper=value("bought_max"))
    w.variable("activity", "operations", MOMENTS)
    w.variable("flow", "shipments", MOMENTS, upper=value("flow_max"))
    w.variable("room", "storages", upper=value("room_max"))
    w.variable("stock", "storages", MOMENTS, lower=value("stock_min"))
    w.variable("disposed", "disposals", MOMENTS)
    w.variable("served", "servings", MOMENTS, upper=value("served_max"))
    w.variable("shortfall", "demands", MOMENTS, upper=value("shortfall_max"))
    w.variable("collected", "returning", MOMENTS)


def _siting(w: Written) -> None:
    build, added = w.variables["build"], w.variables["added"]
    add = w.model.add_constraints
    add(added - w.values("size_min") * build >= 0, name="added_at_least")
    add(added - w.values("size_max") * build <= 0, name="added_at_most")
    add(w.grouped(1 * build, "vintages_of") <= w.values("max_builds"), name="builds_in_all")


def _processing(w: Written) -> None:
    used = w.grouped(w.values("capacity_use") * w.variables["activity"], "running")
    key, vintage = w.keys("online")
    facility, moment = np.divmod(key, w.p.size(MOMENTS))
    home = np.zeros(w.p.size("vintages"), dtype=np.int64)
    home[vintage] = facility
    online = np.zeros((home.size, w.p.size(MOMENTS)), dtype=bool)
    online[vintage, moment] = True
    works = w.p.values("working")[home] * w.p.values("ramp")
    coords = [w.index["vintages"], w.index[MOMENTS]]
    some = xr.DataArray(works, coords) * w.variables["added"]
    some = some.where(xr.DataArray(online, coords))
    there = home[np.unique(vintage)] if vintage.size else home[:0]
    some = some.isel(vintages=np.unique(vintage))
    label = xr.DataArray(there, dims=["vintages"], coords={"vintages": some.indexes["vintages"]})
    grown = some.groupby(label.rename("facilities")).sum()
    capacity = w.values("working") * w.values("step_capacity")
    w.model.add_constraints(
        linopy.merge([used, -1 * grown], join="outer") <= capacity, name="output_limit"
    )


def _lanes_quotas_and_room(w: Written) -> None:
    flow, add = w.variables["flow"], w.model.add_constraints
    carried = w.grouped(w.values("tonnes") * flow, "carried_on")
    add(carried <= w.values("lane_room"), name="lane_limit")
    covered = w.p.relations["capped"]
    quotas: dict[str, list[int]] = {}
    for at, label in enumerate(w.p.labels("caps")):
        quotas.setdefault(label.rpartition("@")[0], []).append(at)
    for name, caps in quotas.items():
        members = covered.members[covered.pointers[caps[0]] : covered.pointers[caps[0] + 1]]
        moments = w.p.relations["cap_moment"].members[caps]
        sent = flow.isel(shipments=members, moments=moments).sum("shipments")
        most = xr.DataArray(w.p.values("cap")[caps], coords=[w.index[MOMENTS][moments]])
        add(sent <= most, name=f"quota_limit_{name}")
    stock, room = w.variables["stock"], w.variables["room"]
    add(stock - room <= w.values("stock_room"), name="room_limit")


def _serving(w: Written) -> None:
    served, shortfall, add = (
        w.variables["served"],
        w.variables["shortfall"],
        w.model.add_constraints,
    )
    wanted = w.values("demand")
    add(w.grouped(1 * served, "served_by") + shortfall == wanted, name="demand_met")
    for name, share, low in (("floored", "share_min", True), ("roofed", "share_max", False)):
        position = w.p.sets["servings"].position
        mine = [position[label] for label in w.p.labels(name)]
        its = w.p.relations[f"demand_of_{name}"].members
        part = w.values(share)

        def picked(of: Any, dimension: str, where: Any, name: str = name) -> Any:
            return (
                of.isel({dimension: where})
                .rename({dimension: name})
                .assign_coords({name: w.index[name]})
            )

        left = picked(served, "servings", mine) + part * picked(shortfall, "demands", its)
        right = part * picked(wanted, "demands", its)
        add(left >= right if low else left <= right, name=f"share_of_{name}")


def _returns(w: Written) -> None:
    """Dense over moment × earlier moment, masked to pasts at which something retires."""
    link, serving = w.keys("sold_as")
    now, then = w.keys("pasts_of")[0], w.p.relations["past_moment"].members
    count = w.p.size(MOMENTS)
    rate = np.zeros((w.p.size("returning"), count, count))
    rate[:, now, then] = w.p.values("return_rate")
    coords = [w.index["returning"], w.index[MOMENTS], pd.RangeIndex(count, name="past")]
    dense = xr.DataArray(rate, coords)
    sold = w.variables["served"].isel(servings=serving).rename(servings="returning", moments="past")
    sold = sold.assign_coords(returning=w.index["returning"][link], past=coords[2])
    kept = dense.isel(returning=link)
    back = (-1 * kept * sold).where(kept != 0).sum("past")
    left = linopy.merge([1 * w.variables["collected"], back], join="outer")
    w.model.add_constraints(left == w.values("collected_past"), name="cohorts_return")


def _balance(w: Written) -> None:
    v = w.variables
    key, entry = w.keys("entries_of")
    operation = w.p.relations["operation_of"].members[entry]
    made = v["activity"].isel(operations=operation).rename(operations="entries")
    made = made.assign_coords(entries=w.index["entries"][entry])
    made = w.values("coefficient").isel(entries=entry) * made
    label = xr.DataArray(key, dims=["entries"], coords={"entries": made.indexes["entries"]})
    sums = [
        w.grouped(1 * v["bought"], "supplied_by"),
        w.grouped(1 * v["flow"], "arriving"),
        w.grouped(-1 * v["flow"], "leaving"),
        w.grouped(-1 * v["stock"], "kept_in"),
        w.grouped(w.values("kept") * v["stock"].shift(moments=1), "kept_in"),
        w.grouped(-1 * v["disposed"], "disposed_from"),
        w.grouped(1 * v["collected"], "collected_into"),
        w.grouped(-1 * w.values("units_per_energy") * v["served"], "delivered_from"),
        made.groupby(label.rename("accounts")).sum(),
        *_late(w),
    ]
    w.model.add_constraints(
        linopy.merge(sums, join="outer") == -1 * w.values("given"), name="commodity_balance"
    )


def _late(w: Written) -> list[Any]:
    """What arrives after a lag, shifted by each lag there is (there are no branches)."""
    account = np.full(w.p.size("shipments"), -1)
    key, late = w.keys("arriving_late")
    account[late] = key
    pair, sent = w.keys("sent_at")
    shipment, moment = np.divmod(pair, w.p.size(MOMENTS))
    arrived = []
    for lag in np.unique(moment - sent):
        due = np.zeros(w.p.values("flow_max").shape, dtype=bool)
        due[shipment[moment - sent == lag], moment[moment - sent == lag]] = True
        those = np.flatnonzero(due.any(axis=1))
        some = (1 * w.variables["flow"].shift(moments=int(lag))).isel(shipments=those)
        coords = [some.indexes["shipments"], w.index[MOMENTS]]
        some = some.where(xr.DataArray(due[those], coords))
        label = xr.DataArray(account[those], dims=["shipments"], coords={"shipments": coords[0]})
        arrived.append(some.groupby(label.rename("accounts")).sum())
    return arrived


def _cost(w: Written) -> Any:
    value, v = w.values, w.variables
    weight, years = value("weight"), value("years")
    key, vintage = w.keys("decided_in")
    decided = np.zeros(w.p.size("vintages"), dtype=np.int64)
    decided[vintage] = key
    share = value("discount").values[decided] * (1.0 - value("subsidy_rate"))
    share = share - value("discount_at_end").values[decided] * value("value_left")
    facility, moment = np.divmod(w.keys("online")[0], w.p.size(MOMENTS))
    fixed = value("fixed_cost").values[facility] * (years * weight).values[moment]
    kept = np.bincount(w.keys("online")[1], fixed, decided.size)
    by_unit = share * value("unit_capex") + xr.DataArray(kept, coords=[w.index["vintages"]])
    carried = value("carriage") + value("waiting") + value("duty") + value("permit")
    held = value("holding_cost") * years * weight - value("final_value") * value("weight_at_end")
    room = xr.DataArray(
        w.p.values("room_cost") @ w.p.values("discount"), coords=[w.index["storages"]]
    )
    parts = [
        share * value("fixed_capex") * v["build"],
        by_unit * v["added"],
        value("price") * weight * v["bought"],
        value("variable_cost") * weight * v["activity"],
        carried * weight * v["flow"],
        room * v["room"],
        held * v["stock"],
        value("disposal_cost") * weight * v["disposed"],
        value("penalty") * weight * v["shortfall"],
    ]
    total = parts[0].sum()
    for part in parts[1:]:
        total = total + part.sum()
    return total
