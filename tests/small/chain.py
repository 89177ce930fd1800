"""A small chain with every mechanism at work, for golden files and comparisons.

China and Japan make cells from ore and ship them to Germany, which may build a line of its own; two
of the lanes must be opened first. What was sold comes back in Germany and goes to recovery in
Japan. In 2026 an embargo may strike the stage ``cell`` in China; who ships in 2025 by the slow lane
does not know.
"""

from functools import cache
from types import ModuleType

from optimizer.data.instance import Instance
from optimizer.run import formulated
from optimizer.settings import BuildSettings, DependenceLimit
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from tests.small.golden import alone
from tests.small.instances import TWO_YEARS, an_instance, arrays_of

_TIME = {
    "parameters": """
        parameter        value
        discount_rate    0.1
        in_transit_rate  0.073
    """,
    "periods": TWO_YEARS,
    "scenarios": """
        scenario  parent  from_period  probability
        embargo   -       2026         0.25
    """,
    "disruptions": """
        disruption  scenario  kind   target  country  first_period  last_period  remaining
        embargo     embargo   stage  cell    CHN      2026          2026         0.5
        typhoon     -         site   jp      -        2026          2026         0.8
    """,
    "levers": """
        lever   cost  period  pulled
        accord  3     2026    true
        school  2     -       true
        treaty  5     -       false
    """,
}

_PLANTS = {
    "processes": """
        process  rung        throughput  activity_unit
        make     celling     1           GWh
        recover  recovering  2           kt
    """,
    "recipes": """
        process  commodity  coefficient
        make     ore        -2
        make     cell       1
        make     slag       0.5
        recover  spent      -1
        recover  ore        0.25
    """,
    "facilities": """
        facility     site  unit  fixed_cost  minimum_use  closable  closing_cost
        works-cn     cn    GWh   1           0.2          false     0
        works-jp     jp    GWh   2           0            true      5
        works-de     de    GWh   1.5         0            false     0
        recovery-jp  jp    kt    0.5         0            false     0
    """,
    "capacities": """
        facility     period  capacity
        works-cn     2025    10
        works-jp     2025    4
        recovery-jp  2026    5
    """,
    "operations": """
        facility     process  variable_cost  capacity_use
        works-cn     make     3              1
        works-jp     make     4              1.25
        works-de     make     5              1
        recovery-jp  recover  1              1
    """,
    "expansions": """
        expansion  facility  size_min  size_max  fixed_capex  unit_capex  lead_days  max_builds  ramp  life_years  subsidy  choose_one
        line       works-de  2         6         10           5           0          2           slow  10          0.2      german
        hall       works-de  5         8         20           4           365        1           -     20          0        german
    """,  # noqa: E501
    "ramps": """
        ramp  age  fraction
        slow  0    0.5
        slow  1    1
    """,
}

_SUBSIDIES = {
    "subsidies": """
        subsidy  programme  area  facility  rung     process  per       rate  first_period
        seed     fund       DEU   -         -        -        capex     0.1   -
        head     -          -     works-de  -        -        capacity  0.25  2026
        run      fund       EU    -         celling  -        energy    0.5   2026
        loop     -          JPN   -         -        recover  activity  0.3   -
    """,
    "subsidy_budgets": """
        budget  programme  area  first_period  last_period  amount
        fund    fund       -     -             -            3
        year    -          EU    2026          2026         2
    """,
}

_BUYING = {
    "supplies": """
        supply   site  commodity
        ore-cn   cn    ore
        ore-jp   jp    ore
        dear-jp  jp    ore
        ore-de   de    ore
    """,
    "supply_terms": """
        supply   period  price  quantity
        ore-cn   2025    1      30
        ore-jp   2025    2      4
        dear-jp  2025    6      -
        ore-de   2026    3      -
    """,
    "contracts": """
        contract  site  commodity  first_period  fee  price  minimum  maximum
        deal      de    ore        2026          4    2      2        6
    """,
    "disposals": """
        site  commodity  cost
        cn    slag       0.1
        jp    slag       0.2
        de    slag       0.3
        de    spent      0.4
    """,
    "sales": """
        site  commodity  price  quantity
        jp    ore        0.5    10
    """,
}

_MOVING = {
    "lanes": """
        lane   origin  destination  mode  distance_km  days  cost_per_t  capacity_t  opening_cost
        sea    cn      de           ship  10000        40    -           9000        6
        slow   cn      de           ship  10000        200   0.0005      -           -
        polar  jp      de           ship  9000         30    -           -           3
        back   de      jp           ship  9000         30    0.00025     -           -
    """,
    "shipments": """
        lane   commodity  cost_per_unit  capacity
        sea    cell       -              8
        sea    ore        1              -
        slow   cell       -              -
        polar  cell       4              -
        back   spent      -              -
    """,
    "storages": """
        site  commodity  capacity  minimum  initial  final_minimum  loss  holding_cost  final_value  expansion_max  expansion_cost
        de    cell       3         0.5      1        0.75           0.1   2             20           2              3
    """,  # noqa: E501
    "arrivals": """
        site  commodity  period  quantity
        de    cell       2025    1
    """,
    "tariffs": """
        tariff  origin  destination  commodity  first_date  rate  amount
        duty    CHN     EU           cell       2026-07-01  0.1   1
    """,
    "quotas": """
        quota  origin  destination  commodity  quantity
        cap    CHN     EU           cell       9
    """,
    "bans": """
        ban     origin  commodity  first_date
        no-ore  CHN     ore        2026-01-01
    """,
    "permissions": """
        permission  origin  destination  commodity  first_date  cost  days
        papers      EU      JPN          spent      2026-01-01  0.3   10
    """,
}

_SERVING = {
    "segments": """
        segment  unit  shortfall_penalty
        cars     GWh   500
    """,
    "chemistries": """
        chemistry  commodity  energy_per_unit  available_from  eol_commodity  eol_per_energy
        nmc        cell       1                -               spent          1
        next       cell       2                2026-03-01      -              0
    """,
    "shares": """
        segment  chemistry  period  minimum  maximum
        cars     nmc        2025    0.5      1
        cars     next       2025    0        0.4
    """,
    "demands": """
        market  segment  period  energy
        de      cars     2025    8
        de      cars     2026    9
    """,
    "guarantees": """
        guarantee  scenario  area  share
        steady     embargo   EU    0.2
    """,
    "lifetimes": """
        segment  age  fraction
        cars     1    0.1
    """,
    "collections": """
        market  period  rate
        de      2025    0.5
    """,
    "past_returns": """
        market  segment  chemistry  period  energy
        de      cars     nmc        2026    4
    """,
}

_LAW = {
    "contents": """
        commodity  element  tonnes
        ore        Li       20
        cell       Li       30
        spent      Li       25
    """,
    "skills": """
        skill
        fitter
    """,
    "jobs": """
        job   skill   rung     country  people
        cell  fitter  celling  EU       2
    """,
    "workforce": """
        skill   area  period  people
        fitter  EU    2025    60
        fitter  EU    2026    80
    """,
    "trainings": """
        training  skill   area  cost  days  most
        school    fitter  EU    0.1   365   7
    """,
    "burdens": """
        burden  unit
        co2     t
        harm    t
    """,
    "burden_rates": """
        rate      burden  kind       target   country  amount
        making    co2     process    make     -        2
        working   harm    rung       celling  CHN      0.25
        shipping  co2     mode       -        -        0.00001
        digging   harm    commodity  ore      -        0.5
    """,
    "burden_limits": """
        limit  burden  area  per     most  price  first_period
        cap    harm    CHN   year    20    7      2026
        top    co2     -     energy  1000  -      -
    """,
    "burden_prices": """
        price_of  burden  area  price  first_period
        tax       co2     EU    0.003  2026
        care      harm    -     0.01   -
    """,
    "border_charges": """
        border_charge  origin  destination  commodity  first_date  burden  content  price
        carbon         CHN     EU           cell       2026-01-01  co2     2        0.25
    """,
    "growth_limits": """
        limit  chemistry  rung     area  start  factor  first_period
        new    next       -        EU    4      1.5     2026
        lines  -          celling  DEU   12     2       -
    """,
    "learning": """
        step    rung     process  area  threshold  saving
        hands   celling  -        EU    6          0.5
        craft   -        make     -     10         0.25
    """,
    "rules": """
        rule    kind             scope  stage     rung     element  origin  sense  level  price  first_date
        home    made_share       EU     -         celling  -        -       least  0.25   2      2026-01-01
        again   made_share       EU     recovery  -        Li       JPN     least  0.01   3      -
        third   bought_share     EU     cell      -        Li       -       most   0.9    4      2026-01-01
        yield   recovery_rate    JPN    recovery  -        Li       -       least  0.1    -      -
        return  collection_rate  EU     -         -        -        -       least  0.4    -      2026-01-01
        lines   capacity_share   EU     cell      -        -        -       most   2      -      -
        works   capacity         JPN    -         celling  -        -       least  0.5    9      2026-01-01
        output  production       CHN    cell      -        -        -       most   20     -      -
    """,  # noqa: E501
}

LIMITED = BuildSettings(
    limits=(
        DependenceLimit("exposure", frozenset({"CHN"}), 0.9),
        DependenceLimit(
            "stage_share", frozenset({"CHN"}), 0.95, from_period="2026", rung="celling"
        ),
        DependenceLimit("pass_through", frozenset({"CHN"}), 0.9),
    )
)
"""Limits on dependence for the chain."""


def the_chain() -> Instance:
    """The chain."""
    return an_instance(**_TIME, **_PLANTS, **_SUBSIDIES, **_BUYING, **_MOVING, **_SERVING, **_LAW)


@cache
def chain_arrays() -> Arrays:
    """The whole chain, compiled."""
    return arrays_of(the_chain(), LIMITED)


@cache
def posted_by(mechanism: ModuleType) -> Arrays:
    """The chain with the postings and constraints of one mechanism only."""
    return compiled(alone(formulated(the_chain(), LIMITED).problem, mechanism))
