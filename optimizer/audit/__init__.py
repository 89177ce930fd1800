"""The audit: every limit and every cost of a plan, recomputed from the tables alone.

It reads what an instance and a plan say and what ``docs/meaning.md`` says they mean, and shares no
code with the formulation. One *twin* per mechanism recomputes its rules with relational operations
on tables; ``balance`` closes the commodity account, ``costs`` adds up the money. Tolerances are
those of ``judging``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.audit import balance, costs, dependence, emissions, passthrough, risk, shape
from optimizer.audit.case import Case
from optimizer.audit.report import AuditReport, Check, Claims, DependenceLimit, Limit
from optimizer.audit.twins import CHECKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from optimizer.data.instance import Instance

__all__ = ["AuditReport", "Check", "Claims", "DependenceLimit", "Limit", "audit"]


def audit(
    instance: Instance,
    plan: Mapping[str, pl.DataFrame],
    *,
    claims: Claims | None = None,
    limits: Sequence[DependenceLimit] = (),
    ceilings: Mapping[str, float] | None = None,
    shortfall_forbidden: bool = False,
    tolerance: float = 1e-6,
) -> AuditReport:
    """Audits the tables of a plan against its instance.

    ``claims`` is what the run record says of cost and dependence; ``limits`` are the limits on
    dependence that the plan was to keep, ``ceilings`` those on other measures (``co2`` in tonnes by
    the unit of energy served, ``survival`` as the part lost); ``shortfall_forbidden``: it was to
    serve all demand, whatever the penalty. A plan that is out of form is not an error: its report
    fails. Raises ``AuditError`` when the instance's scenarios are no tree or a limit is none.
    """
    claims = claims or Claims()
    tables = shape.typed(plan)
    case = Case.of(instance, tables, tolerance, shortfall_forbidden=shortfall_forbidden)
    checks = [shape.form(plan, tolerance), *shape.checks(case)]
    checks += [check for family in CHECKS for check in family(case)]
    checks += balance.checks(case)
    checks += costs.checks(case, claims)
    checks += risk.checks(case, claims)
    checks += dependence.checks(case, claims, limits)
    checks += passthrough.checks(case, claims, limits)
    checks += emissions.checks(case, ceilings or {})
    terms = costs.totals(case)
    return AuditReport(
        checks=tuple(checks),
        costs=terms,
        objective=sum(terms.values()),
        mass_balance=balance.errors(case),
        exposure=dependence.exposure(case, claims.watched),
        stage_share=dependence.stage_shares(case, claims.watched),
        served=_expected(case, "served"),
        shortfall=_expected(case, "shortfall"),
        watched=claims.watched,
        tolerance=tolerance,
        pass_through=passthrough.share(case, claims.watched),
    )


def _expected(case: Case, name: str) -> float:
    """Energy in a table of the plan, expected over scenarios."""
    rows = case.decided(name).join(case.moments.table, on=["scenario", "period"])
    return float((rows["energy"] * rows["probability"]).sum())
