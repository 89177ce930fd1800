"""What is caused on the way, carried with the goods to what is delivered: as if all were mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.errors import OptimizerError

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.results.attribution.network import Network

ROUNDS = 10_000
STILL = 1e-10


def carried(network: Network, own: Floats, share: Floats) -> Floats:
    """What a unit of each link carries: its own, and that of what it takes.

    ``own``: by link, what a unit causes itself. ``share``: by entry of ``network.gives``, the part
    of what its link carries that goes with it. A unit of a pool carries the mean of what is given
    to it. The equations are put into each other, from nothing up, until they are still.

    Raises:
        OptimizerError: goods go round in so narrow a circle that the figures do not settle.
    """
    takes, gives = network.takes, network.gives
    inflow = network.inflow()
    size = np.where(inflow > 0.0, inflow, 1.0)
    given = share * network.amount[gives.link]
    each = own.copy()
    for _ in range(ROUNDS):
        pool = np.bincount(gives.pool, given * each[gives.link], network.pools) / size
        now = own + np.bincount(takes.link, takes.per * pool[takes.pool], network.links)
        if np.abs(now - each).max(initial=0.0) <= STILL * max(1.0, np.abs(now).max(initial=0.0)):
            return now
        each = now
    raise OptimizerError("what goods carry does not settle: goods go round without end")
