"""Facility location, capacitated or not, customers split (cflp, ufl).

A site is a facility without capacity that may be built at its fixed cost; a customer's whole
assignment cost becomes the carriage of a tonne. Without capacities a build may be as large as all
demand together.
"""

from __future__ import annotations

from tests.regression.published.draft import Case, Converted, Draft, Inexpressible

GOODS = "goods"


def convert(case: Case) -> Converted:
    """The case as an instance of one period."""
    if case.get("single_source"):
        raise Inexpressible("each customer is served by one site: no single sourcing yet")
    if case.get("failures"):
        raise Inexpressible("the cost is that of the worst failure: no guarantees yet")
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
    return Converted(draft.instance())
