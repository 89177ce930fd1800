"""The proportional share: as if all that meets in a pool were mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.errors import OptimizerError

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.results.attribution.network import Network

ROUNDS = 100_000
STILL = 1e-13


def mixed(network: Network, weights: Floats) -> float:
    """Watched share of the links of positive ``weights``, each worth weight × amount.

    A pool has the share of what is given to it, without what comes from unknown places; a link that
    takes from several pools has the greatest of their shares (what meets in a product is in all of
    it); a watched link has 1, another source 0. The least solution of these equations is found by
    putting them into each other, from 0 up, which follows goods from their sources downwards.

    Raises:
        OptimizerError: goods go round in so narrow a circle that the shares do not settle.
    """
    network, weights = network.leading_to(weights)
    known = ~network.unknown
    inflow = network.inflow(known)
    part = network.gives.per * network.amount[network.gives.link] * known[network.gives.link]
    share = network.watched.astype(float)
    for _ in range(ROUNDS):
        given = np.bincount(network.gives.pool, part * share[network.gives.link], network.pools)
        pool = np.divide(given, inflow, out=np.zeros(network.pools), where=inflow > 0.0)
        now = network.watched.astype(float)
        np.maximum.at(now, network.takes.link, pool[network.takes.pool])
        if np.abs(now - share).max(initial=0.0) <= STILL:
            worth = weights * network.amount
            return float(worth @ now / worth.sum()) if worth.sum() > 0.0 else 0.0
        share = now
    raise OptimizerError("the proportional shares do not settle: goods go round without end")
