"""The cases: sizes of one network, shapes that strain one thing, and the shipped instances."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from benchmarks.network import Shape, network, shape_of, with_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.data.instance import Instance

INSTANCES = Path(__file__).resolve().parents[1] / "instances"

Kind = Literal["size", "pattern", "shipped"]


@dataclass(frozen=True)
class Case:
    """One case. ``shape`` for generated ones, ``path`` for shipped ones.

    ``solve``: seconds a solve to 1 % may take, ``None`` for no solve. ``small`` is the same in
    miniature, for the smoke run. ``compared``: ways that are timed side by side on it.
    """

    name: str
    kind: Kind
    says: str
    shape: Callable[[], Shape] | None = None
    small: Callable[[], Shape] | None = None
    path: Path | None = None
    solve: float | None = None
    seeds: tuple[int, ...] = (0,)
    compared: tuple[str, ...] = field(default=())

    @property
    def present(self) -> bool:
        """Whether the case can be made here: a shipped instance may not have been built yet."""
        return self.path is None or (self.path / "datapackage.json").is_file()

    def generated(self, seed: int, *, small: bool = False) -> Instance:
        """The instance of a generated case."""
        shape = self.small if small else self.shape
        if shape is None:
            raise ValueError(f"{self.name} is not generated")
        return network(shape(), seed)


_EVERY_WAY = ("raw", "junkan", "linopy", "pyomo-solver", "pyomo-appsi", "pyomo-lp")


def _size(exponent: int, **more: object) -> Case:
    return Case(
        f"network-1e{exponent}",
        "size",
        f"battery-like network, about 1e{exponent} non-zeros",
        shape=lambda: shape_of(10.0**exponent),
        small=lambda: shape_of(2e3),
        **more,  # type: ignore[arg-type]
    )


def _pattern(name: str, says: str, periods: int, origins: int, scenarios: int = 0) -> Case:
    return Case(
        name,
        "pattern",
        says,
        shape=lambda: with_sites(1e6, periods, origins, scenarios),
        small=lambda: with_sites(3e3, min(periods, 8), min(origins, 3), min(scenarios, 3)),
        compared=("raw", "junkan"),
    )


def _shipped(name: str, says: str, solve: float) -> Case:
    return Case(name, "shipped", says, path=INSTANCES / name, solve=solve)


CASES: tuple[Case, ...] = (
    _size(4, solve=60.0, seeds=(0, 1, 2, 3, 4), compared=_EVERY_WAY),
    _size(5, solve=300.0, seeds=(0, 1, 2), compared=_EVERY_WAY),
    _size(6, compared=_EVERY_WAY),
    _size(7, compared=("raw", "junkan", "linopy")),
    _pattern("dense-lanes", "few sites, forty origins each", 4, 40),
    _pattern("many-periods", "eighty quarters: cohorts and vintages by pairs of periods", 80, 4),
    _pattern("many-branches", "fifty branches of the scenario tree", 8, 4, 50),
    _shipped("japan-eu-mini", "shipped, solves while one waits", 60.0),
    _shipped("japan-eu", "shipped, the real one", 300.0),
    _shipped("graphite-embargo", "shipped, monthly, without new plants", 120.0),
)


def case(name: str) -> Case:
    """The case of that name; ``KeyError`` names what there is."""
    for one in CASES:
        if one.name == name:
            return one
    raise KeyError(f"{name}; there are {', '.join(c.name for c in CASES)}")
