"""Ways to bring the same problem to HiGHS, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.data.problem import Problem


@dataclass(frozen=True)
class Way:
    """``build`` makes a model of a problem, ``hand_over`` gives it to HiGHS (or to a file)."""

    name: str
    build: Callable[[Problem], Any]
    hand_over: Callable[[Any], Any]


def way(name: str) -> Way:
    """The way of that name, with its libraries imported; ``KeyError`` when there is none."""
    return _WAYS[name]()


def _raw() -> Way:
    from benchmarks.ways import raw

    return Way("raw", raw.build, raw.hand_over)


def _own() -> Way:
    from benchmarks.ways import own

    return Way("junkan", own.build, own.hand_over)


def _linopy() -> Way:
    from benchmarks.ways import by_linopy

    return Way("linopy", by_linopy.build, by_linopy.hand_over)


def _pyomo(name: str, road: str) -> Callable[[], Way]:
    def made() -> Way:
        from benchmarks.ways import by_pyomo

        return Way(name, by_pyomo.build, getattr(by_pyomo, road))

    return made


_WAYS: dict[str, Callable[[], Way]] = {
    "raw": _raw,
    "junkan": _own,
    "linopy": _linopy,
    "pyomo-solver": _pyomo("pyomo-solver", "by_solver_interface"),
    "pyomo-appsi": _pyomo("pyomo-appsi", "by_appsi"),
    "pyomo-lp": _pyomo("pyomo-lp", "by_lp_file"),
}

NAMES = tuple(_WAYS)
"""All ways, the floor first."""

SLOW = ("pyomo-solver", "pyomo-appsi", "pyomo-lp")
"""Ways that make an object for each variable and each row."""
