"""Courses of the tree, and the weights under which the dear ones count for more.

With the risk weight λ and the tail α, what is small is (1 − λ) · expected + λ · CVaR, where CVaR is
the mean cost of the dearest 1 − α of all chance (``formulation.risk``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.problem import Builder

if TYPE_CHECKING:
    from optimizer.data.problem import Floats, Integers, Problem


def averse(problem: Problem, risk_weight: float, tail: float) -> Problem:
    """The problem with its courses and weights of risk; the rest stays the same.

    ``risk_weight``: λ, above 0 to 1; ``tail``: α, from 0 to below 1. Courses that never happen
    (probability 0) count nothing and are left out.
    """
    b = Builder(
        problem.instance, dict(problem.sets), dict(problem.relations), dict(problem.parameters)
    )
    derive(b, problem, risk_weight, tail)
    return b.freeze()


def derive(b: Builder, problem: Problem, risk_weight: float, tail: float) -> None:
    """Sets ``courses`` and ``likely``, what a moment costs if it comes to it, and the weights."""
    chance = problem.values("chance")
    paths = paths_of(problem)
    ends = np.array([path[-1] for path in paths], dtype=np.int64)
    labels = problem.labels("moments")
    b.add_set("courses", [labels[n] for n in ends], "last moments of the courses that may happen")
    likely = np.flatnonzero(chance > 0)
    b.add_set("likely", [labels[n] for n in likely], "moments that may happen")
    where = np.full(chance.size, -1)
    where[likely] = np.arange(likely.size)
    b.add_relation(
        "passing",
        "courses",
        "likely",
        (
            np.repeat(np.arange(len(paths)), [len(path) for path in paths]),
            where[np.concatenate([np.zeros(0, np.int64), *paths]).astype(np.int64)],
        ),
        "moments of the course, from the first to the last",
    )
    for name in ("weight", "weight_at_end"):
        weight = problem.values(name)
        sure = np.divide(weight, chance, out=np.zeros_like(weight), where=chance > 0)
        given = problem.parameters[name].doc
        b.add_parameter(f"sure_{name}", "moments", sure, "1", f"{given}, as if it were sure")
        calm = (1.0 - risk_weight) * weight
        b.add_parameter(f"calm_{name}", "moments", calm, "1", f"{given}, times 1 − λ")
    b.add_parameter("risk_weight", "horizon", risk_weight, "1", "λ: weight of the tail's mean")
    tails = risk_weight * chance[ends] / (1.0 - tail)
    b.add_parameter(
        "tail_weight", "courses", tails, "1", "λ times probability over 1 − α, the tail's chance"
    )


def paths_of(problem: Problem) -> list[Integers]:
    """The courses that may happen: all moments up to and with each last one, oldest first."""
    chance = problem.values("chance")
    before = problem.relations["before"]
    paths: list[list[int]] = []
    followed: set[int] = set()
    for n in range(problem.size("moments")):
        low, high = before.pointers[n : n + 2]
        parents = [int(p) for p in before.members[low:high]]
        followed.update(parents)
        paths.append([*(paths[parents[0]] if parents else []), n])
    last = [n for n in range(len(paths)) if n not in followed and chance[n] > 0]
    return [np.array(paths[n], np.int64) for n in last]


def tail_mean(costs: Floats, probabilities: Floats, tail: float) -> float:
    """CVaR: the mean cost of the dearest ``1 − tail`` of all chance; probabilities add to 1.

    The course on the edge of the tail counts with what of it lies within. Source: Rockafellar and
    Uryasev, Journal of Risk 2 (2000), 21–41; for discrete courses, 26 (2002) J. Banking Finance.
    """
    order = np.argsort(-costs, kind="stable")
    share = 1.0 - tail
    taken = np.minimum(np.cumsum(probabilities[order]), share)
    parts = np.diff(np.concatenate([[0.0], taken]))
    return float(costs[order] @ parts) / float(parts.sum())
