"""Two makers of cells and a market, small enough to be solved by hand under rules of law."""

from typing import Any

from optimizer.data.instance import Instance
from optimizer.data.tree import extended
from tests.small.instances import an_instance


def two_makers(*rules: dict[str, Any]) -> Instance:
    """Germany wants 10 GWh: China makes them for 3 a GWh, Germany, up to 6, for 5."""
    made = an_instance(
        processes="""
            process  rung     throughput  activity_unit
            make     celling  1           GWh
        """,
        recipes="""
            process  commodity  coefficient
            make     ore        -2
            make     cell       1
        """,
        contents="""
            commodity  element  tonnes
            ore        Li       5
            cell       Li       10
        """,
        facilities="""
            facility  site  unit
            works-cn  cn    GWh
            works-de  de    GWh
        """,
        capacities="""
            facility  period  capacity
            works-cn  2025    20
            works-de  2025    6
        """,
        operations="""
            facility  process  variable_cost
            works-cn  make     3
            works-de  make     5
        """,
        supplies="""
            supply  site  commodity
            ore-cn  cn    ore
            ore-de  de    ore
        """,
        supply_terms="""
            supply  period  price
            ore-cn  2025    0
            ore-de  2025    0
        """,
        lanes="""
            lane  origin  destination  mode
            sea   cn      de           ship
        """,
        shipments="""
            lane  commodity  cost_per_unit
            sea   cell       0
        """,
        segments="""
            segment  unit  shortfall_penalty
            cars     GWh   100
        """,
        chemistries="""
            chemistry  commodity
            nmc        cell
        """,
        shares="""
            segment  chemistry  period
            cars     nmc        2025
        """,
        demands="""
            market  segment  period  energy
            de      cars     2025    10
        """,
    )
    return extended(made, {"rules": rules})


HOME: dict[str, Any] = {
    "rule": "home",
    "kind": "made_share",
    "scope": "EU",
    "rung": "celling",
    "level": 0.4,
}
THIRD: dict[str, Any] = {
    "rule": "third",
    "kind": "bought_share",
    "scope": "EU",
    "stage": "cell",
    "element": "Li",
    "sense": "most",
    "level": 0.65,
}
