"""Networks whose lanes must be opened (fcnf, mcnd, netdes).

A node is a site, an arc a lane with an opening cost. In ``mcnd`` a commodity is what goes from one
origin to one destination. In ``netdes`` a commodity is what moves in one scenario, which gives each
scenario its own costs and capacities on the same lanes.
"""

from __future__ import annotations

from collections import Counter

from tests.regression.published.draft import Case, Converted, Draft, Inexpressible, name_of

GOODS = "goods"


def one_commodity(case: Case) -> Converted:
    """Fixed-charge flow of one commodity (fcnf): inflow − outflow = demand at each node."""
    if case["one_outgoing_arc_per_node"]:
        raise Inexpressible("one open lane leaves each site: no such limit yet")
    draft = Draft(case["id"])
    draft.commodity(GOODS)
    for node in case["nodes"]:
        draft.site(node)
        _balance(draft, node, GOODS, case["demand"].get(node, 0.0))
    parallel: Counter[str] = Counter()
    for arc in case["arcs"]:
        ends = name_of(arc["tail"], arc["head"])
        parallel[ends] += 1
        lane = draft.lane(
            arc["tail"], arc["head"], name=f"{ends}+{parallel[ends]}", opening=arc["fixed"]
        )
        draft.ship(lane, GOODS, arc["unit"], arc["upper"])
    return Converted(draft.instance())


def many_commodities(case: Case) -> Converted:
    """Multi-commodity design (mcnd): lanes share their capacity among commodities."""
    draft = Draft(case["id"])
    for node in range(1, case["nodes"] + 1):
        draft.site(f"n{node}")
    for k, wanted in enumerate(case["commodities"]):
        commodity = draft.commodity(f"k{k}")
        _balance(draft, f"n{wanted['origin']}", commodity, -wanted["volume"])
        _balance(draft, f"n{wanted['destination']}", commodity, wanted["volume"])
    for a, arc in enumerate(case["arcs"]):
        lane = draft.lane(
            f"n{arc['tail']}",
            f"n{arc['head']}",
            name=f"a{a}",
            capacity=arc["capacity"],
            opening=arc["fixed"],
        )
        for k in range(len(case["commodities"])):
            draft.ship(lane, f"k{k}", arc["unit"])
    return Converted(draft.instance())


def by_scenario(case: Case) -> Converted:
    """Stochastic design (netdes): lanes opened before the scenario is known."""
    draft = Draft(case["id"])
    for node in range(case["nodes"]):
        draft.site(f"n{node}")
    lanes = [draft.lane(f"n{a['tail']}", f"n{a['head']}", opening=a["fixed"]) for a in case["arcs"]]
    for s, course in enumerate(case["scenarios"]):
        scenario, commodity = f"s{s}", draft.commodity(f"goods-{s}")
        draft.scenario(scenario, course["probability"])
        for node, balance in enumerate(course["balance"]):
            _balance(draft, f"n{node}", commodity, -balance, scenario)
        for lane, unit, most in zip(lanes, course["unit"], course["capacity"], strict=True):
            draft.ship(lane, commodity, unit, most)
    return Converted(draft.instance())


def _balance(draft: Draft, site: str, commodity: str, demand: float, scenario: str = "") -> None:
    """Demand, or supply where it is negative; what is supplied but not wanted stays away."""
    if demand > 0:
        draft.want(site, commodity, demand, scenario=scenario)
    elif demand < 0:
        draft.supply(site, commodity, -demand, scenario=scenario)
