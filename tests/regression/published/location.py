"""Facility location, capacitated or not, customers split (cflp, ufl); one site may fail (n1).

A site is a facility without capacity that may be built at its fixed cost; a customer's whole
assignment cost becomes the carriage of a tonne. Without capacities a build may be as large as all
demand together.

Where each site may fail alone, what is minimised is the cost of the dearest course: the mean of the
dearest part of all courses, they being equally likely and the part as large as one of them.
"""

from __future__ import annotations

from optimizer.settings import BuildSettings
from tests.regression.published.draft import Case, Converted, Draft, Inexpressible

GOODS = "goods"


def convert(case: Case) -> Converted:
    """The case as an instance of one period."""
    if case.get("single_source"):
        raise Inexpressible("each customer is served by one site: no single sourcing yet")
    draft = Draft(case["id"])
    draft.commodity(GOODS)
    demand: list[float] = case["demand"]
    everything = sum(demand)
    making = draft.recipe("making", {GOODS: 1.0})
    for i in range(case["sites"]):
        site = draft.site(f"site-{i}")
        most = case["capacity"][i] if case["capacity"] else everything
        plant = draft.facility(f"plant-{i}", site)
        draft.to_build(plant, most, case["fixed"][i])
        draft.operate(plant, making)
    for j, amount in enumerate(demand):
        customer = draft.site(f"customer-{j}")
        draft.want(customer, GOODS, amount)
        for i in range(case["sites"]):
            lane = draft.lane(f"site-{i}", customer)
            draft.ship(lane, GOODS, case["assign_cost"][i][j] / amount)
    if not case.get("failures"):
        return Converted(draft.instance())
    courses = case["sites"] + 1
    for i in range(case["sites"]):
        draft.scenario(f"failure-{i}", 1.0 / courses)
        draft.loss(f"failure-{i}", f"site-{i}")
    return Converted(
        draft.instance(), build=BuildSettings(risk_weight=1.0, tail=1.0 - 1.0 / courses)
    )
