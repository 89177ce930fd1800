"""Shapley values and the core, against hand and brute force."""

from itertools import permutations, product

import numpy as np
import pytest

from optimizer.studies.game import coalitions_of, core, shapley, shapley_ranges, shapley_weights
from optimizer.studies.worth import Interval

ABC = ("a", "b", "c")
Costs = dict[frozenset[str], Interval]


def exact(**costs: float) -> Costs:
    return {frozenset(some): Interval(cost, cost) for some, cost in costs.items()}


GLOVES = exact(a=10, b=10, c=10, ab=15, ac=15, bc=15, abc=24)
"""Any two save 5, all three only 6: the core is empty."""

AIRPORT = exact(a=10, b=20, c=30, ab=20, ac=30, bc=30, abc=30)
"""Littlechild and Owen, Management Science 20 (1973), 370–372: a runway as long as the longest."""


def drawn(seed: int, count: int = 4) -> tuple[tuple[str, ...], Costs]:
    players = tuple("abcd"[:count])
    rng = np.random.default_rng(seed)
    found = {}
    for some in coalitions_of(players):
        low = float(rng.uniform(5, 10)) * len(some)
        found[some] = Interval(low, low + float(rng.uniform(0, 1)))
    return players, found


def in_any_order(players: tuple[str, ...], costs: Costs) -> dict[str, float]:
    """The Shapley value as it is defined: the mean marginal cost over all orders."""
    total = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        before: frozenset[str] = frozenset()
        for player in order:
            cost = costs[before | {player}].high - (costs[before].high if before else 0.0)
            total[player] += cost / len(orders)
            before |= {player}
    return total


def test_shapley_of_the_runway() -> None:
    assert shapley(ABC, AIRPORT) == pytest.approx({"a": 10 / 3, "b": 25 / 3, "c": 55 / 3})


@pytest.mark.parametrize("seed", range(5))
def test_shapley_is_the_mean_over_all_orders_and_adds_up(seed: int) -> None:
    players, costs = drawn(seed)
    found = shapley(players, costs)
    assert found == pytest.approx(in_any_order(players, costs))
    assert sum(found.values()) == pytest.approx(costs[frozenset(players)].high)


def test_symmetric_players_pay_the_same_and_who_adds_nothing_pays_nothing() -> None:
    assert len({round(x, 9) for x in shapley(ABC, GLOVES).values()}) == 1
    idle = exact(a=10, b=10, c=0, ab=15, ac=10, bc=10, abc=15)
    assert shapley(ABC, idle) == pytest.approx({"a": 7.5, "b": 7.5, "c": 0.0})


def test_weights_of_a_player_add_to_one_with_it_and_without() -> None:
    weights = shapley_weights(ABC, "b")
    assert sum(w for some, w in weights.items() if "b" in some) == pytest.approx(1.0)
    # Alone, it joins nobody, which costs nothing.
    assert sum(w for some, w in weights.items() if "b" not in some) == pytest.approx(-2 / 3)


@pytest.mark.parametrize("seed", range(3))
def test_ranges_are_those_of_all_ends_of_all_intervals(seed: int) -> None:
    players, costs = drawn(seed, 3)
    ranges = shapley_ranges(players, costs)
    every = coalitions_of(players)
    seen = []
    for ends in product((0, 1), repeat=len(every)):
        chosen = {
            some: Interval(*(2 * ((costs[some].low, costs[some].high)[end],)))
            for some, end in zip(every, ends, strict=True)
        }
        seen.append(shapley(players, chosen))
    for player in players:
        assert ranges[player].low == pytest.approx(min(s[player] for s in seen))
        assert ranges[player].high == pytest.approx(max(s[player] for s in seen))


def most_contented(players: tuple[str, ...], costs: Costs, steps: int = 60) -> float:
    """The least core by brute force: the best of the splits on a grid."""
    total = costs[frozenset(players)].high
    some = [s for s in coalitions_of(players) if len(s) < len(players)]
    best = -np.inf
    grid = np.linspace(-0.5 * total, 1.5 * total, 2 * steps + 1)
    for x in product(grid, repeat=len(players) - 1):
        split = dict(zip(players, (*x, total - sum(x)), strict=True))
        slack = min(costs[s].high - sum(split[p] for p in s) for s in some)
        best = max(best, slack)
    return float(best)


@pytest.mark.solver
@pytest.mark.parametrize(
    "costs", [GLOVES, AIRPORT, drawn(1, 3)[1]], ids=("gloves", "runway", "drawn")
)
def test_the_least_core_is_that_of_brute_force(costs: Costs) -> None:
    found = core(ABC, costs)
    total = costs[frozenset(ABC)].high
    assert sum(found.split.values()) == pytest.approx(total)
    by_grid = most_contented(ABC, costs)
    assert by_grid <= found.slack + 1e-6 * total
    assert found.slack == pytest.approx(by_grid, abs=0.05 * total)
    for some in coalitions_of(ABC):
        if len(some) < 3:
            paid = sum(found.split[player] for player in some)
            assert paid <= costs[some].high - found.slack + 1e-5 * total


@pytest.mark.solver
def test_whether_the_core_is_empty_is_said_only_where_it_is_proved() -> None:
    assert core(ABC, GLOVES).verdict == "empty"
    assert core(ABC, GLOVES).slack == pytest.approx(-1.0)
    assert core(ABC, AIRPORT).verdict == "not empty"
    wide = {some: Interval(cost.low - 4, cost.high) for some, cost in GLOVES.items()}
    assert core(ABC, wide).verdict == "not proved"


@pytest.mark.solver
def test_the_shapley_values_are_taken_where_nobody_could_be_better_off() -> None:
    pair = exact(a=20, b=40, ab=45)
    found = core(("a", "b"), pair)
    assert found.split == pytest.approx(shapley(("a", "b"), pair))
    assert found.slack == pytest.approx(7.5)


@pytest.mark.solver
def test_one_alone_pays_all() -> None:
    assert core(("a",), exact(a=7)).split == {"a": 7.0}
