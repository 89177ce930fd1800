"""What lies on the auditor's table: the instance, the plan, time, and what is derived from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.calendar import Calendar
from optimizer.audit.judging import Judge
from optimizer.audit.moments import TRUNK, Moments
from optimizer.data.tables import PROVENANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optimizer.data.instance import Instance

MOMENT = ("scenario", "period")
MOVEMENT = ("site", "commodity", *MOMENT, "kind", "amount")
CHARGE = ("term", *MOMENT, "amount", "present", "sure", "shared")

_REMARKS = [column.name for column in PROVENANCE]


@dataclass(frozen=True, eq=False)
class Case:
    """An instance and a plan under audit.

    Twins read with ``table`` and ``decided``, and share what several of them need with ``once``.
    """

    instance: Instance
    plan: Mapping[str, pl.DataFrame]
    tolerance: float
    calendar: Calendar
    moments: Moments
    shortfall_forbidden: bool = False
    _derived: dict[Callable[[Case], pl.DataFrame], pl.DataFrame] = field(default_factory=dict)
    _read: dict[str, pl.DataFrame] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        instance: Instance,
        plan: Mapping[str, pl.DataFrame],
        tolerance: float,
        *,
        shortfall_forbidden: bool = False,
    ) -> Case:
        """Opens the case; raises ``AuditError`` when the scenarios are no tree."""
        calendar = Calendar.of(instance.table("periods"), parameter(instance, "discount_rate"))
        moments = Moments.of(instance.table("scenarios"), calendar)
        return cls(instance, plan, tolerance, calendar, moments, shortfall_forbidden)

    def table(self, name: str) -> pl.DataFrame:
        """A table of the instance, without its remarks (source, year, confidence, note)."""
        if name not in self._read:
            self._read[name] = self.instance.table(name).drop(_REMARKS, strict=False)
        return self._read[name]

    def decided(self, name: str) -> pl.DataFrame:
        """A table of the plan."""
        return self.plan[name]

    def parameter(self, name: str) -> float:
        """A number that holds for the whole instance; 0 when it is not given."""
        return parameter(self.instance, name)

    def judge(self, family: str) -> Judge:
        """Who judges the rules of a family."""
        return Judge(family, self.tolerance)

    def once(self, derive: Callable[[Case], pl.DataFrame]) -> pl.DataFrame:
        """``derive(self)``, computed the first time it is asked for."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        return self._derived[derive]

    def everywhere(self, things: pl.DataFrame) -> pl.DataFrame:
        """``things`` × all moments, with the columns of ``Moments.table``."""
        return things.join(self.moments.table, how="cross")

    def areas(self) -> pl.DataFrame:
        """``area, country``: every country as an area of its own, and the members of the blocs."""
        return self.once(_areas)

    def placed(self) -> pl.DataFrame:
        """``site, country``."""
        return self.table("sites").select("site", "country")


def _areas(case: Case) -> pl.DataFrame:
    countries = case.table("countries").select(area="country", country="country")
    return pl.concat([countries, case.table("blocs").select(area="bloc", country="country")])


def parameter(instance: Instance, name: str) -> float:
    """The value of a parameter of the instance, 0 when it is not given."""
    rows = instance.table("parameters").filter(pl.col("parameter") == name)
    return float(rows["value"][0]) if rows.height else 0.0


def movement(rows: pl.DataFrame, kind: str, amount: pl.Expr) -> pl.DataFrame:
    """What enters (positive) or leaves (negative) sites: the columns ``MOVEMENT``."""
    return rows.with_columns(kind=pl.lit(kind), amount=amount).select(MOVEMENT)


def charge(case: Case, term: str, rows: pl.DataFrame, amount: pl.Expr) -> pl.DataFrame:
    """Money spent in moments: discounted with their period, weighed by their probability.

    ``rows`` have ``scenario`` and ``period``; any other column of ``Moments.table`` is renewed.
    """
    return _charged(_in_moment(case, rows), term, amount, pl.col("discount"))


def charge_at_the_end(case: Case, term: str, rows: pl.DataFrame, amount: pl.Expr) -> pl.DataFrame:
    """Money of the end of the horizon: discounted as such, weighed by the moment's probability."""
    return _charged(_in_moment(case, rows), term, amount, pl.lit(case.calendar.final_discount))


def charge_now(
    case: Case, term: str, rows: pl.DataFrame, amount: pl.Expr, factor: pl.Expr | None = None
) -> pl.DataFrame:
    """Money of decisions shared by all scenarios: of the trunk, in the ``period`` of the decision.

    ``factor`` replaces the period's discount factor.
    """
    factors = case.calendar.periods.select("period", "discount")
    dated = rows.drop("discount", "scenario", strict=False).join(factors, on="period")
    factor = pl.col("discount") if factor is None else factor
    of_trunk = dated.with_columns(scenario=pl.lit(TRUNK), probability=pl.lit(1.0))
    return _charged(of_trunk, term, amount, factor, shared=True)


def _in_moment(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    weights = case.moments.table
    renewed = [name for name in weights.columns if name not in MOMENT]
    return rows.drop(renewed, strict=False).join(weights, on=MOMENT)


def _charged(
    rows: pl.DataFrame, term: str, amount: pl.Expr, factor: pl.Expr, *, shared: bool = False
) -> pl.DataFrame:
    """``sure``: discounted, as if the moment had come; ``shared``: spent in all courses alike."""
    return (
        rows.with_columns(term=pl.lit(term), amount=amount, shared=pl.lit(shared))
        .with_columns(sure=pl.col("amount") * factor)
        .with_columns(present=pl.col("sure") * pl.col("probability"))
        .select(CHARGE)
    )
