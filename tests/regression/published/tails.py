"""Facility location under uncertain demand, at the least conditional value at risk (flcvar).

A site is built on the trunk, whose year asks for no more than that all sites together could serve
the base demand: a reserve wants it, to which carriage is free. The demands of the branches come in
the year after. The fixed costs are sure, so that the tail of the carriage is the tail of all.
"""

from __future__ import annotations

from optimizer.settings import BuildSettings
from tests.regression.published.draft import Case, Converted, Draft

GOODS = "goods"


def convert(case: Case) -> Converted:
    """The case as an instance of two periods and a scenario per sample of the demands."""
    draft = Draft(case["id"], years=2)
    now, then = draft.periods
    draft.commodity(GOODS)
    making = draft.recipe("making", {GOODS: 1.0})
    reserve = draft.site("reserve")
    draft.want(reserve, GOODS, sum(case["base_demand"]), period=now)
    for i in range(case["sites"]):
        site = draft.site(f"site-{i}")
        plant = draft.facility(f"plant-{i}", site)
        draft.to_build(plant, case["capacity"][i], case["opening_cost"][i])
        draft.operate(plant, making)
        draft.ship(draft.lane(site, reserve), GOODS)
    for j in range(case["customers"]):
        customer = draft.site(f"customer-{j}")
        for i in range(case["sites"]):
            draft.ship(draft.lane(f"site-{i}", customer), GOODS, case["unit_cost"][i][j])
    for s, demands in enumerate(case["scenario_demand"]):
        draft.scenario(f"demand-{s}", case["probability"], then)
        for j, amount in enumerate(demands):
            draft.want(f"customer-{j}", GOODS, amount, period=then, scenario=f"demand-{s}")
    return Converted(draft.instance(), build=BuildSettings(risk_weight=1.0, tail=case["alpha"]))
