"""Plants of network cases: throughput of nodes, processes, shared hours, least flows.

- a node with a throughput capacity turns each commodity into a variant that has passed it;
- processes that share hours are run by one facility, whose capacity those hours are;
- a process that is switched on by the period is a plant that can be built in that period only and
  is out of order ever after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from tests.regression.published.draft import Case, Draft, Inexpressible, name_of

Row: TypeAlias = dict[str, Any]
Variants: TypeAlias = Mapping[str, tuple[str, ...]]
"""Each commodity as it is, and (where nodes have a throughput) once it has passed one."""


def passing(case: Case) -> set[str]:
    """Nodes with a throughput capacity."""
    return {name_of(row["node"]) for row in case.get("facilities", [])}


def variants(case: Case, commodities: list[str]) -> Variants:
    """The names under which each commodity moves."""
    return {k: (k, f"{k}+passed") if passing(case) else (k,) for k in commodities}


def add(draft: Draft, case: Case, period: Mapping[str, str], known: Variants) -> None:
    """All facilities, resources and processes of a case."""
    for row in case.get("facilities", []):
        _throughput(draft, row, known)
    for row in case.get("processes", []):
        _process(draft, case, row, period)


def loaded(
    draft: Draft, lane: str, origin: str, destination: str, commodity: str, row: Row
) -> None:
    """An arc with a least flow: loading has a least use, unloading has no limit."""
    most = row.get("max")
    if most is None:
        raise Inexpressible("a least flow without a most")
    on_board = draft.commodity(f"{commodity}.{lane}")
    dock = draft.facility(f"load.{lane}", origin, minimum_use=row["min"] / most)
    draft.capacity(dock, most)
    draft.operate(dock, draft.recipe(f"load.{lane}", {commodity: -1.0, on_board: 1.0}))
    draft.ship(lane, on_board, row.get("cost") or 0.0)
    quay = draft.unlimited(f"unload.{lane}", destination)
    unload = draft.recipe(f"unload.{lane}", {on_board: -1.0, commodity: 1.0})
    draft.operate(quay, unload, capacity_use=0.0)


def _throughput(draft: Draft, row: Row, known: Variants) -> None:
    facility = draft.facility(name_of("at", row["id"]), name_of(row["node"]))
    if row.get("fixed") and row.get("force"):
        raise Inexpressible("a facility with a fixed cost that must be open")
    if row.get("fixed"):
        draft.to_build(facility, row["cap"], row["fixed"])
    else:
        draft.capacity(facility, row["cap"])
    for commodity, passed in known.values():
        name = f"pass.{facility}.{commodity}"
        draft.operate(facility, draft.recipe(name, {commodity: -1.0, passed: 1.0}))


def _process(draft: Draft, case: Case, row: Row, period: Mapping[str, str]) -> None:
    name, node, cost = name_of(row["id"]), name_of(row["node"]), row.get("cost") or 0.0
    coefficients: dict[str, float] = {}
    for sign, side in ((-1.0, "in"), (1.0, "out")):
        for commodity, amount in row[side].items():
            key = name_of(commodity)
            coefficients[key] = coefficients.get(key, 0.0) + sign * amount
    process = draft.recipe(name, coefficients)
    if row.get("max_if_on") is not None:
        _switched(draft, row, node, process, period)
    elif len(row.get("resources") or {}) > 1 or row.get("period") is not None:
        raise Inexpressible("a process with several resources, or in one period only")
    elif row.get("resources"):
        if row.get("max") is not None:
            raise Inexpressible("a process with a resource and a most of its own")
        facility, use = _hours(draft, case, row, period)
        draft.operate(facility, process, cost, use)
    else:
        most = row.get("max")
        facility = draft.unlimited(f"run.{name}", node) if most is None else f"run.{name}"
        if most is not None:
            draft.capacity(draft.facility(facility, node), most)
        draft.operate(facility, process, cost, 0.0 if most is None else 1.0)


def _hours(draft: Draft, case: Case, row: Row, period: Mapping[str, str]) -> tuple[str, float]:
    """The facility whose capacity a resource is, and what a unit of the process takes of it."""
    ((resource, use),) = row["resources"].items()
    node, facility = name_of(row["node"]), f"hours.{name_of(resource)}"
    sharing = [p for p in case["processes"] if resource in (p.get("resources") or {})]
    if {name_of(p["node"]) for p in sharing} != {node}:
        raise Inexpressible("a resource shared by several nodes")
    if row is sharing[0]:
        draft.facility(facility, node)
        for given in case["resources"]:
            if given["id"] == resource:
                named = given.get("period")
                draft.capacity(
                    facility, given["max"], period="" if named is None else period[str(named)]
                )
    return facility, use


def _switched(draft: Draft, row: Row, node: str, process: str, period: Mapping[str, str]) -> None:
    """On in its period or not at all; while on, as much is made as was decided."""
    if not row["max_if_on"]:
        return
    now = period[str(row["period"])]
    facility = draft.facility(process, node, minimum_use=1.0)
    draft.to_build(
        facility,
        row["max_if_on"],
        row.get("on_cost") or 0.0,
        least=row.get("min_if_on") or 0.0,
        period=now,
    )
    draft.operate(facility, process, row.get("cost") or 0.0)
    if now != draft.periods[-1]:
        after = draft.periods[draft.periods.index(now) + 1]
        draft.add(
            "disruptions",
            disruption=f"after.{process}",
            kind="facility",
            target=facility,
            first_period=after,
            last_period=draft.periods[-1],
            remaining=0.0,
        )
