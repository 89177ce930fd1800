"""Sharing what coalitions cost: Shapley values, and whether the core is empty.

A game gives each coalition of players its cost, known to lie in an interval. The *Shapley value*
is a player's mean marginal cost over all orders of joining (Shapley, in Contributions to the Theory
of Games II, 1953, 307–317). The *core* are the splits of the cost of all by which no coalition
pays more than it would cost alone (Gillies, ibid. IV, 1959, 47–85). Where plants were divisible it
could not be empty (Owen, Mathematical Programming 9 (1975), 358–370); with yes/no builds it may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Literal

import numpy as np

from optimizer.errors import SolverError
from optimizer.settings import SolveSettings
from optimizer.solve import highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.outcome import StopReason
from optimizer.studies.worth import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.problem import Floats

DUST = 1e-7


@dataclass(frozen=True)
class Core:
    """Whether the core has a split, and the split that is furthest from any objection.

    ``verdict``: ``not empty`` or ``empty`` where the intervals prove it, else ``not proved``.
    ``split``: cost by player, by the costs that were found; it adds up to the cost of all.
    ``slack``: what every coalition pays less by it, at least, than it would cost alone; negative
    where no split contents all.
    """

    verdict: Literal["not empty", "empty", "not proved"]
    split: Mapping[str, float]
    slack: float


def coalitions_of(players: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """All but the empty one, smaller ones first, in the order of the players."""
    sizes = range(1, len(players) + 1)
    return tuple(frozenset(some) for size in sizes for some in combinations(players, size))


def shapley_weights(players: tuple[str, ...], player: str) -> dict[frozenset[str], float]:
    """How much each coalition's cost counts in the Shapley value of a player.

    With the player, a coalition of ``s`` of ``n`` counts (s − 1)! (n − s)! / n!, which is the
    chance that those before the player are the others; the one without counts as much, negative.
    """
    count = len(players)
    weights: dict[frozenset[str], float] = {}
    for some in coalitions_of(players):
        if player in some:
            size = len(some)
            chance = factorial(size - 1) * factorial(count - size) / factorial(count)
            weights[some] = weights.get(some, 0.0) + chance
            if before := some - {player}:
                weights[before] = weights.get(before, 0.0) - chance
    return weights


def shapley(players: tuple[str, ...], costs: Mapping[frozenset[str], Interval]) -> dict[str, float]:
    """Each player's share of the cost of all, by the costs that were found; they add up to it."""
    return {
        player: sum(
            weight * costs[some].high for some, weight in shapley_weights(players, player).items()
        )
        for player in players
    }


def shapley_ranges(
    players: tuple[str, ...], costs: Mapping[frozenset[str], Interval]
) -> dict[str, Interval]:
    """Where each player's share lies, wherever in their intervals the costs are."""
    found = {}
    for player in players:
        low = high = 0.0
        for some, weight in shapley_weights(players, player).items():
            ends = costs[some].low, costs[some].high
            low += weight * (ends[0] if weight > 0 else ends[1])
            high += weight * (ends[1] if weight > 0 else ends[0])
        found[player] = Interval(low, high)
    return found


def core(players: tuple[str, ...], costs: Mapping[frozenset[str], Interval]) -> Core:
    """The split of least objection, and what the intervals prove of the core.

    Among the splits by which the worst-off coalition saves most (the least core), the one nearest
    to the Shapley values.

    Raises:
        SolverError: the linear program could not be solved.
    """
    everybody = frozenset(players)
    found = {some: cost.high for some, cost in costs.items()}
    sure = {some: costs[some].high if some == everybody else costs[some].low for some in costs}
    hoped = {some: costs[some].low if some == everybody else costs[some].high for some in costs}
    scale = max(1.0, abs(found[everybody]))
    slack = _least_core(players, found)
    if _least_core(players, sure) >= -DUST * scale:
        verdict: Literal["not empty", "empty", "not proved"] = "not empty"
    elif _least_core(players, hoped) < -DUST * scale:
        verdict = "empty"
    else:
        verdict = "not proved"
    fair = shapley(players, costs)
    split = _nearest(players, found, slack, np.array([fair[player] for player in players]))
    return Core(verdict, dict(zip(players, split.tolist(), strict=True)), slack)


def _least_core(players: tuple[str, ...], costs: Mapping[frozenset[str], float]) -> float:
    """The most that every coalition of some can save alike: max s, x(S) + s ≤ c(S), x(N) = c(N)."""
    some = [s for s in coalitions_of(players) if len(s) < len(players)]
    if not some:
        return 0.0
    member = _members(players, some)
    rows = np.hstack([member, np.ones((len(some), 1))])
    whole = np.append(np.ones(len(players)), 0.0)
    aim = np.append(np.zeros(len(players)), -1.0)
    limit = np.array([costs[s] for s in some])
    return float(_solved(aim, rows, limit, whole, costs[frozenset(players)])[-1])


def _nearest(
    players: tuple[str, ...],
    costs: Mapping[frozenset[str], float],
    slack: float,
    wanted: Floats,
) -> Floats:
    """The split that leaves all coalitions the slack and moves least money against ``wanted``."""
    count = len(players)
    some = [s for s in coalitions_of(players) if len(s) < count]
    if not some:
        return wanted
    member = _members(players, some)
    if (member @ wanted <= np.array([costs[s] for s in some]) - slack).all():
        return wanted
    eye, none = np.eye(count), np.zeros((len(some), count))
    # Beside each share, by how much it is off: |x − wanted| ≤ d.
    rows = np.vstack([np.hstack([member, none]), np.hstack([eye, -eye]), np.hstack([-eye, -eye])])
    scale = max(1.0, abs(costs[frozenset(players)]))
    limit = np.concatenate(
        [np.array([costs[s] for s in some]) - slack + 1e-9 * scale, wanted, -wanted]
    )
    aim = np.concatenate([np.zeros(count), np.ones(count)])
    whole = np.concatenate([np.ones(count), np.zeros(count)])
    return _solved(aim, rows, limit, whole, costs[frozenset(players)])[:count]


def _members(players: tuple[str, ...], some: list[frozenset[str]]) -> Floats:
    return np.array([[float(player in s) for player in players] for s in some])


def _solved(aim: Floats, rows: Floats, limit: Floats, whole: Floats, total: float) -> Floats:
    """The least aim·y with rows·y ≤ limit, whole·y = total; money is scaled to about 1."""
    scale = max(1.0, abs(total))
    matrix = np.vstack([rows, whole])
    count, width = matrix.shape
    arrays = Arrays(
        cost=aim,
        offset=0.0,
        lower=np.full(width, -np.inf),
        upper=np.full(width, np.inf),
        integer=np.zeros(width, dtype=bool),
        row_lower=np.append(np.full(count - 1, -np.inf), total / scale),
        row_upper=np.append(limit, total) / scale,
        starts=(np.arange(count + 1) * width).astype(np.int32),
        columns_of=np.tile(np.arange(width), count).astype(np.int32),
        values=matrix.reshape(-1),
        decisions={},
        constraints={},
        costs=(),
        aims={},
    )
    outcome = highs.solve(arrays, SolveSettings(gap=0.0, threads=1, time_limit=60.0))
    if outcome.reason is not StopReason.OPTIMAL or outcome.values is None:
        raise SolverError(f"the costs could not be split: {outcome.reason}")
    return outcome.values * scale
