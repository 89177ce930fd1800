"""The toy of the hedge, and what its README works out by number of lines."""

from functools import cache
from pathlib import Path

from optimizer.data import Instance, load

EXPECTED = {0: 2800.0, 1: 2690.0, 2: 2580.0, 3: 2660.0, 4: 2740.0}
"""Expected cost by number of lines, from its README."""

BY_COURSE = {
    0: {"": 2000.0, "squeeze": 4000.0, "embargo": 6000.0},
    1: {"": 2175.0, "squeeze": 3225.0, "embargo": 5225.0},
    2: {"": 2350.0, "squeeze": 2450.0, "embargo": 4450.0},
    3: {"": 2525.0, "squeeze": 2625.0, "embargo": 3675.0},
    4: {"": 2700.0, "squeeze": 2800.0, "embargo": 2900.0},
}
"""What each course costs by number of lines, from its README."""

CHANCES = {"": 0.7, "squeeze": 0.2, "embargo": 0.1}


@cache
def the_hedge() -> Instance:
    """The instance."""
    return load(Path(__file__).parents[2] / "instances" / "toy-hedge")
