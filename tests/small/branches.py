"""Problems with branches: one worked out by hand, the chain with three of them.

``shop``: x is ordered now at 1 each, at most ``room``, whole; in branch s, which has the chance
``chances[s]``, ``demands[s]`` are asked for and what is missing, y, costs ``price`` each, at most
``most`` of it; all branches together miss at most ``together``.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from optimizer.data.instance import Instance
from optimizer.data.problem import IndexSet
from optimizer.solve.arrays import Arrays, Family
from tests.small.chain import LIMITED, the_chain
from tests.small.instances import arrays_of, changed

FORKS = """
    scenario  parent  from_period  probability
    embargo   -       2026         0.25
    strike    -       2026         0.25
    quiet     -       2026         0.125
"""
STRUCK = """
    disruption  scenario  kind      target    country  first_period  last_period  remaining
    embargo     embargo   stage     cell      CHN      2026          2026         0.5
    strike      strike    facility  works-jp  -        2026          2026         0.3
    typhoon     -         site      jp        -        2026          2026         0.8
"""


def forked_chain() -> Instance:
    """The chain with three branches."""
    return changed(the_chain(), scenarios=FORKS, disruptions=STRUCK)


@cache
def forked_arrays(*, limited: bool = True) -> Arrays:
    """The same, compiled; limits on dependence over the horizon couple its branches."""
    return arrays_of(forked_chain(), LIMITED if limited else None)


def shop(
    demands: Sequence[float] = (4.0, 10.0),
    chances: Sequence[float] = (0.5, 0.5),
    price: float = 1.5,
    room: float = 20.0,
    most: float = np.inf,
    together: float = np.inf,
    step: float = 1.0,
) -> Arrays:
    """The problem above; ``step`` is how much one unit of x serves."""
    count = len(demands)
    moments = IndexSet("moments", ("now", *(f"s{s}|later" for s in range(count))), "")
    rows = [([0, 2 + s], [step, 1.0], demands[s], np.inf) for s in range(count)]
    rows.append(([2 + s for s in range(count)], [1.0] * count, -np.inf, together))
    y = Family("y", (moments,), 1)
    met = Family("met", (IndexSet("branches", tuple(f"s{s}" for s in range(count)), ""),), 0)
    return Arrays(
        np.array([1.0, 0.0, *(chance * price for chance in chances)]),
        0.0,
        np.zeros(count + 2),
        np.array([room, 0.0, *([most] * count)]),
        np.array([True, *([False] * (count + 1))]),
        np.array([row[2] for row in rows]),
        np.array([row[3] for row in rows]),
        np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32),
        np.concatenate([row[0] for row in rows]).astype(np.int32),
        np.concatenate([row[1] for row in rows]),
        {"x": Family("x", (), 0), "y": y},
        {"met": met, "together": Family("together", (), count)},
        (),
        {},
    )
