"""Two partners and a third country, solved by hand.

Japan and Germany want 10 GWh of cells each. Japan has 15 at 2, Germany 5 at 2 and any number at 10,
China offers both together 10 at 5. A cell travels for 1.

| coalition | how | cost |
|---|---|---|
| Japan | 10 of its own | 20 |
| Germany | 5 of its own, 5 (its half) from China | 10 + 30 = 40 |
| both | 20 of their own, 5 of them from Japan to Germany | 40 + 5 = 45 |

So together they save 15. America joins by a lever that brings 20 GWh of demand and 30 at 4: alone
it costs 80; with it, China offers 20.
"""

from collections.abc import Iterator
from functools import cache

from optimizer.data.instance import Instance
from optimizer.data.tree import extended
from tests.small.instances import an_instance

ALONE = {"japan": 20.0, "germany": 40.0}
BOTH = 45.0


@cache
def the_pact() -> Instance:
    """The instance."""
    base = an_instance(
        countries="""
            country  name
            CHN      China
            JPN      Japan
            DEU      Germany
            USA      America
        """,
        sites="""
            site  country
            cn    CHN
            jp    JPN
            de    DEU
            us    USA
        """,
        partners="""
            partner  area  lever
            japan    JPN   -
            germany  EU    -
            america  USA   join
        """,
        levers="""
            lever
            join
        """,
        supplies="""
            supply   site  commodity
            cell-jp  jp    cell
            cell-de  de    cell
            dear-de  de    cell
            cell-cn  cn    cell
        """,
        supply_terms="""
            supply   period  price  quantity
            cell-jp  2025    2      15
            cell-de  2025    2      5
            dear-de  2025    10     -
            cell-cn  2025    5      10
        """,
        modes="""
            mode
            ship
        """,
        lanes="""
            lane   origin  destination  mode
            jp-de  jp      de           ship
            de-jp  de      jp           ship
            cn-jp  cn      jp           ship
            cn-de  cn      de           ship
        """,
        shipments="""
            lane   commodity  cost_per_unit
            jp-de  cell       1
            de-jp  cell       1
            cn-jp  cell       1
            cn-de  cell       1
        """,
        segments="""
            segment  unit
            car      GWh
        """,
        chemistries="""
            chemistry  commodity
            nmc        cell
        """,
        shares="""
            segment  chemistry  market  period
            car      nmc        -       2025
        """,
        demands="""
            market  segment  period  energy
            jp      car      2025    10
            de      car      2025    10
        """,
    )
    return extended(base, {"lever_changes": list(_joining())})


def _joining() -> Iterator[dict[str, object]]:
    """America's demand and what it makes."""
    for step, (table, said) in enumerate(
        (
            ("demands", "market = us; segment = car; period = 2025; energy = 20"),
            ("supplies", "supply = cell-us; site = us; commodity = cell"),
            ("supply_terms", "supply = cell-us; period = 2025; price = 4; quantity = 30"),
        ),
        1,
    ):
        yield {"lever": "join", "step": step, "table": table, "change": "add", "set": said}
