"""What an audit says: claims to hold it against, checks, recomputed totals."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping


@runtime_checkable
class DependenceLimit(Protocol):
    """A limit on dependence that the plan was asked to keep; the settings of a solve fit it.

    ``measure``: ``"exposure"``, ``"stage_share"`` or ``"pass_through"``.
    ``watched``: countries (or blocs). ``limit``: from 0 to 1. ``from_period``: from this period on,
    in every period (``None``: over the whole horizon). ``rung``: the rung of a stage share
    (``None``: every rung).
    """

    @property
    def measure(self) -> str:
        """Which measure."""

    @property
    def watched(self) -> frozenset[str]:
        """Countries or blocs that are watched."""

    @property
    def limit(self) -> float:
        """Greatest share, from 0 to 1."""

    @property
    def from_period(self) -> str | None:
        """First period of a limit by period."""

    @property
    def rung(self) -> str | None:
        """Rung of a stage share."""


@dataclass(frozen=True)
class Limit:
    """A plain ``DependenceLimit``."""

    measure: str
    watched: frozenset[str]
    limit: float
    from_period: str | None = None
    rung: str | None = None


@dataclass(frozen=True)
class Claims:
    """What the run record says of the plan; what is absent is not compared.

    ``objective``: total present cost. ``costs``: present amount by named term (a term that is left
    out claims 0, unless ``costs`` is ``None``). ``exposure`` and ``stage_share`` (by rung; ``None``
    for an idle one): over the whole horizon, on the ``watched`` countries.
    ``pass_through``: so too, where the plan keeps a clean stream. ``risk_weight``: how much of the
    objective is the mean of the dearest ``1 - tail`` of all chance; the rest is the expected cost.
    """

    objective: float | None = None
    costs: Mapping[str, float] | None = None
    exposure: float | None = None
    stage_share: Mapping[str, float | None] = field(default_factory=dict)
    watched: frozenset[str] = frozenset({"CHN"})
    pass_through: float | None = None
    risk_weight: float = 0.0
    tail: float = 0.95


@dataclass(frozen=True)
class Check:
    """One rule, judged on all its rows.

    ``absolute`` and ``relative`` are the violation of the worst row (0: none), ``where`` its key in
    the words of the tables and the two figures compared, empty when the rule is kept.
    """

    family: str
    rule: str
    compares: str
    rows: int
    violated: int
    absolute: float
    relative: float
    where: str
    passed: bool

    def among(self, rows: int) -> Check:
        """The same check, said to have looked at ``rows`` rows."""
        return replace(self, rows=rows)

    def __str__(self) -> str:
        verdict = (
            "kept" if self.passed else f"broken {self.violated} time(s), worst at {self.where}"
        )
        return f"{self.family}: {self.rule}: {verdict}"


@dataclass(frozen=True)
class AuditReport:
    """The verdict on a plan, and what the audit computed on its own.

    ``costs``: present amount by named term; ``objective``: their sum. ``mass_balance``: worst
    relative error of the balance by commodity. ``exposure``, ``stage_share`` (by rung, ``None``:
    idle): over the whole horizon. ``served``, ``shortfall``: energy, expected over
    scenarios. ``pass_through``: what the plan proves (``None``: it states no clean stream).
    """

    checks: tuple[Check, ...]
    costs: Mapping[str, float]
    objective: float
    mass_balance: Mapping[str, float]
    exposure: float | None
    stage_share: Mapping[str, float | None]
    served: float
    shortfall: float
    watched: frozenset[str]
    tolerance: float
    pass_through: float | None = None

    @property
    def passed(self) -> bool:
        """Whether every rule is kept."""
        return not self.failures

    @property
    def failures(self) -> tuple[Check, ...]:
        """The rules that are broken."""
        return tuple(check for check in self.checks if not check.passed)

    def as_table(self) -> pl.DataFrame:
        """One row per check, in the order of the mechanisms."""
        schema = {
            "family": pl.String,
            "rule": pl.String,
            "compares": pl.String,
            "rows": pl.Int64,
            "violated": pl.Int64,
            "absolute": pl.Float64,
            "relative": pl.Float64,
            "where": pl.String,
            "passed": pl.Boolean,
        }
        return pl.DataFrame([asdict(check) for check in self.checks], schema=schema)

    def as_json(self) -> dict[str, Any]:
        """The report in plain values that ``json`` can write; infinite violations are text."""
        return {
            "passed": self.passed,
            "tolerance": self.tolerance,
            "objective": self.objective,
            "costs": dict(self.costs),
            "mass_balance": dict(self.mass_balance),
            "exposure": self.exposure,
            "stage_share": dict(self.stage_share),
            "pass_through": self.pass_through,
            "served": self.served,
            "shortfall": self.shortfall,
            "watched": sorted(self.watched),
            "checks": [_plain(asdict(check)) for check in self.checks],
        }


def _plain(check: dict[str, Any]) -> dict[str, Any]:
    endless = {key: str(value) for key, value in check.items() if value == float("inf")}
    return {**check, **endless}
