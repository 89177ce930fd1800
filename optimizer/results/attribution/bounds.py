"""The least and the greatest share that fit the recorded amounts: linear programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.errors import SolverError
from optimizer.settings import SolveSettings
from optimizer.solve import highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.data.problem import Floats, Integers
    from optimizer.results.attribution.network import Network


def least(network: Network, weights: Floats) -> float:
    """The least watched share of the links of positive ``weights``, each worth weight × amount.

    As much as possible goes around watched links: ``clean ≤ amount``, 0 on watched links, and at
    every pool no more clean leaves than comes. What comes from unknown places counts as clean.

    Raises:
        SolverError: the linear program could not be solved.
    """
    network, weights = network.leading_to(weights)
    worth = weights * network.amount
    if not worth.sum() > 0.0:
        return 0.0
    parts = np.arange(network.links)
    most = np.where(network.watched, 0.0, 1.0)
    clean = _most(_Flow(network, parts, network.takes.link), worth, np.zeros_like(most), most)
    return max(0.0, 1.0 - clean / float(worth.sum()))


def greatest(network: Network, weights: Floats, *, unknown: bool = False) -> float:
    """The greatest watched share of the links of positive ``weights``.

    All that watched links carry has passed through; elsewhere a unit of a link has, if any of what
    it takes has; at every pool no more leaves so than comes so. ``unknown``: what comes from
    unknown places may have passed through too.

    Raises:
        SolverError: the linear program could not be solved.
    """
    network, weights = network.leading_to(weights)
    worth = weights * network.amount
    if not worth.sum() > 0.0:
        return 0.0
    passed = network.watched | (network.unknown if unknown else np.zeros(network.links, bool))
    # Beside the share of each link, which part of what it takes of each pool makes it so.
    taking = network.links + np.arange(network.takes.link.size)
    flow = _Flow(network, np.arange(network.links), taking, free=passed)
    lower = np.concatenate([passed.astype(float), np.zeros(taking.size)])
    found = _most(flow, np.concatenate([worth, np.zeros(taking.size)]), lower, np.ones(lower.size))
    return min(1.0, max(0.0, found / float(worth.sum())))


@dataclass(frozen=True)
class _Flow:
    """Columns by link for what is given, by entry of ``takes`` for what is taken.

    ``free``: links that are what they are without taking. Where taking has columns of its own, a
    link's share is at most their sum.
    """

    network: Network
    giving: Integers
    taking: Integers
    free: NDArray[np.bool_] | None = None

    def rows(self) -> tuple[Integers, Integers, Floats, int]:
        """Row, column and value of every entry, and how many rows there are (each is ≥ 0)."""
        network, takes, gives = self.network, self.network.takes, self.network.gives
        inflow = network.inflow()
        size = np.where(inflow > 0.0, inflow, 1.0)
        into = gives.per * network.amount[gives.link] / size[gives.pool]
        out = takes.per * network.amount[takes.link] / size[takes.pool]
        row = [gives.pool, takes.pool]
        column = [self.giving[gives.link], self.taking]
        value = [into, -out]
        count = network.pools
        if self.free is not None:
            bound = np.flatnonzero(~self.free)
            at = np.full(network.links, -1)
            at[bound] = count + np.arange(bound.size)
            taken = at[takes.link] >= 0
            row += [at[bound], at[takes.link[taken]]]
            column += [bound, self.taking[taken]]
            value += [-np.ones(bound.size), np.ones(int(taken.sum()))]
            count += bound.size
        return np.concatenate(row), np.concatenate(column), np.concatenate(value), count


def _most(flow: _Flow, worth: Floats, lower: Floats, upper: Floats) -> float:
    """The greatest worth of shares between their bounds."""
    row, column, value, count = flow.rows()
    place, inverse = np.unique(row * worth.size + column, return_inverse=True)
    lengths = np.bincount(place // worth.size, minlength=count)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    scale = float(worth.sum())
    arrays = Arrays(
        cost=-worth / scale,
        offset=0.0,
        lower=lower,
        upper=upper,
        integer=np.zeros(worth.size, dtype=bool),
        row_lower=np.zeros(count),
        row_upper=np.full(count, np.inf),
        starts=starts.astype(np.int32),
        columns_of=(place % worth.size).astype(np.int32),
        values=np.bincount(inverse, value, place.size).astype(float),
        decisions={},
        constraints={},
        costs=(),
        aims={},
    )
    outcome = highs.solve(arrays, SolveSettings(gap=0.0, threads=1, time_limit=600.0))
    if outcome.reason is not StopReason.OPTIMAL or outcome.objective is None:
        raise SolverError(f"the share of a network could not be found: {outcome.reason}")
    return -outcome.objective * scale
