"""What a plan and its run record claim, put before the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.audit import AuditReport, Claims, audit
from optimizer.data.force import in_force

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.results.measures import Measures
    from optimizer.results.plan import Plan
    from optimizer.settings import BuildSettings


def verdict(
    instance: Instance,
    plan: Plan,
    measured: Measures,
    build: BuildSettings,
    objective: float | None,
    tolerance: float = 1e-6,
    *,
    ceilings: Mapping[str, float] | None = None,
) -> AuditReport:
    """Audit a plan together with what is said of it, over the scenarios it reckons with.

    ``objective`` is what the solver found; it is compared where cost was what was last minimised,
    else the sum of the plan's own cost table is. ``ceilings``: on measures that are no limits of
    ``build``, such as ``co2``.
    """
    costs = plan.tables["costs"].select("term", "present").group_by("term").sum()
    by_term = dict(zip(costs["term"], costs["present"], strict=True))
    whole = measured.stage_shares.filter(measured.stage_shares["period"] == "")
    minimised = objective is not None and (build.then or build.objective) == "cost"
    claims = Claims(
        objective=objective if minimised else float(sum(by_term.values())),
        costs=by_term,
        exposure=measured.headline.exposure,
        stage_share=dict(zip(whole["rung"], whole["share"], strict=True)),
        watched=build.watched,
        pass_through=measured.headline.pass_through,
        risk_weight=build.risk_weight if minimised else 0.0,
        tail=build.tail,
    )
    return audit(
        in_force(instance, build),
        plan.tables,
        claims=claims,
        limits=build.limits,
        ceilings=ceilings,
        shortfall_forbidden=build.shortfall == "forbidden",
        tolerance=tolerance,
    )
