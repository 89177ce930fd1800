"""Two-echelon location: plants, depots, customers, fixed costs and capacities at both (tscflp).

A depot is a facility that turns what arrives into what leaves, so that its capacity and fixed cost
hold for its throughput.
"""

from __future__ import annotations

from tests.regression.published.draft import Case, Converted, Draft, Inexpressible


def convert(case: Case) -> Converted:
    """The case as an instance of one period; one product only."""
    if case["products"] != 1:
        raise Inexpressible("capacities by product within a facility")
    draft = Draft(case["id"])
    made, stored = draft.commodity("made"), draft.commodity("stored")
    making = draft.recipe("making", {made: 1.0})
    handling = draft.recipe("handling", {made: -1.0, stored: 1.0})
    for kind, process in (("plant", making), ("depot", handling)):
        for i, (capacity, fixed) in enumerate(
            zip(case[f"{kind}_capacity"], case[f"{kind}_fixed"], strict=True)
        ):
            facility = draft.facility(f"{kind}-{i}", draft.site(f"{kind}-{i}"))
            draft.to_build(facility, capacity[0], fixed)
            draft.operate(facility, process)
    for k, amount in enumerate(case["demand"]):
        draft.want(draft.site(f"customer-{k}"), stored, amount[0])
    for ends, commodity, costs in (
        (("plant", "depot"), made, case["cost_plant_depot"][0]),
        (("depot", "customer"), stored, case["cost_depot_customer"][0]),
    ):
        for i, row in enumerate(costs):
            for j, cost in enumerate(row):
                lane = draft.lane(f"{ends[0]}-{i}", f"{ends[1]}-{j}")
                draft.ship(lane, commodity, cost)
    return Converted(draft.instance())
