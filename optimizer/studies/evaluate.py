"""Out-of-sample evaluation: what a plan costs in courses of events that it was not made for.

What the plan decides here and now stands, and so does what it does on the trunk until the first
outage: nobody foresees it. From then on the rest of the course is known, and everything else is
decided anew, as cheaply as can be: a linear problem for each course. That knowledge makes it an
estimate from below where several outages follow one another. Limits on dependence are not asked of
the recourse: in an emergency one takes what there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.data.force import in_force, ruled
from optimizer.data.sampling import Rates, apart
from optimizer.errors import SettingsError
from optimizer.results.figures import percent, short
from optimizer.results.measures.units import energy_unit
from optimizer.results.record import own_build
from optimizer.run import formulated
from optimizer.settings import SolveSettings
from optimizer.solve import whole
from optimizer.solve.compile import compiled
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.fresh import Courses, carried_out, open_build, trunk_periods
from optimizer.studies.sample import Estimate, mean_of, tail_of
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.results.plan import Plan

DUST = 1e-9
"""Part of a cost by which a gap may miss 0 by rounding alone."""


@dataclass(frozen=True)
class EvaluateSettings:
    """How a plan is evaluated.

    ``samples``: courses drawn, at least 2. ``seed``: theirs. ``tail``: α of the CVaR, 0 to below 1.
    ``confidence``: of the intervals, above 0 to below 1. ``replications``: samples of their own, of
    ``size`` courses each, for the estimate of the optimality gap (0: none, else at least 2).
    """

    samples: int = 200
    seed: int = 0
    tail: float = 0.95
    confidence: float = 0.95
    replications: int = 0
    size: int = 20

    def __post_init__(self) -> None:
        for name, least in (("samples", 2), ("seed", 0), ("replications", 0), ("size", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise SettingsError(f"{name} = {value!r}: must be a whole number from {least} on")
        if self.replications == 1:
            raise SettingsError(
                "replications = 1: two or more tell how sure the gap is; 0 for none"
            )
        if not 0.0 <= self.tail < 1.0:
            raise SettingsError(f"tail = {self.tail!r}: must be a number from 0 to below 1")
        if not 0.0 < self.confidence < 1.0:
            raise SettingsError(
                f"confidence = {self.confidence!r}: must be a number above 0 and below 1"
            )


def optimality_gap(
    instance: Instance,
    plan: Plan,
    asked: EvaluateSettings,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Estimate:
    """How much dearer than the best the plan may be, over all that may happen.

    In each replication a fresh sample is drawn; the gap is what the plan costs in it less the bound
    of the best that could be decided for it. Its mean is never below the true gap (Mak, Morton and
    Wood, Operations Research Letters 24 (1999), 47–56, with common random numbers); ``high`` is
    one-sided, ``low`` is 0.
    """
    settings = settings or SolveSettings()
    instance = ruled(instance, own_build(plan))
    rates, gaps = Rates.of(instance), []
    for at in range(asked.replications):
        message = f"{at + 1} of {asked.replications}"
        watch(Progress("replication", 0.0, message=message, done=at, count=asked.replications))
        # Seeds of their own, so that no replication repeats the sample of the evaluation.
        drawn = rates.drawn(asked.size, asked.seed + 1_000_003 * (at + 1))
        spent = carried_out(instance, plan, drawn, settings)
        build = open_build(plan)
        own = in_force(instance, own_build(plan))
        tree = apart(instance, drawn, trunk_periods(own))
        outcome = whole.solve(compiled(formulated(tree, build)), build, settings)
        if outcome.bound is None or np.isnan(spent.cost).any():
            raise SettingsError(
                "the gap cannot be estimated: a replication has no bound or no recourse"
            )
        mean = float(spent.cost.mean())
        above = mean - outcome.bound
        gaps.append(0.0 if abs(above) <= DUST * abs(mean) else above)
    found = mean_of(np.array(gaps), 2.0 * asked.confidence - 1.0)
    return Estimate(found.value, 0.0, found.high)


def evaluate(
    instance: Instance,
    plan: Plan,
    asked: EvaluateSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """Expected cost, energy missing and tail of a plan in fresh samples, with intervals.

    Raises:
        SettingsError: the instance has no rates of outages.
        PlanError: the plan is not one of this instance.
    """
    asked, settings = asked or EvaluateSettings(), settings or SolveSettings()
    drawn = Rates.of(instance).drawn(asked.samples, asked.seed)
    found = carried_out(instance, plan, drawn, settings, watch)
    estimates = _estimates(found, asked, energy_unit(instance))
    if asked.replications:
        gap = optimality_gap(instance, plan, asked, settings, watch)
        estimates["optimality gap"] = (gap, instance.currency)
    estimates = {k: (e, unit or instance.currency) for k, (e, unit) in estimates.items()}
    own = float(plan.table("costs")["present"].sum())
    tables = {"estimates": _told(estimates, asked), "courses": _listed(found, instance.currency)}
    return Study(
        kind="evaluate",
        title=f"A plan in {asked.samples} fresh courses of events: {instance.title}",
        sentences=_sentences(found, estimates, asked, own, instance.currency),
        tables=tables,
        record={
            "instance": {"name": instance.name, "digest": instance.digest},
            "settings": {"evaluate": vars(asked), "solve": settings.as_dict()},
            "estimates": {k: (e.value, e.low, e.high) for k, (e, _) in estimates.items()},
            "expected_by_the_plan": own,
            "audited": found.audited,
        },
        charts=(_chart(found, instance.currency),),
        complete=found.audited,
    )


def _estimates(
    found: Courses, asked: EvaluateSettings, energy: str
) -> dict[str, tuple[Estimate, str]]:
    cost = found.cost[~np.isnan(found.cost)]
    missing = found.shortfall[~np.isnan(found.cost)]
    if not cost.size:
        raise SettingsError("in none of the samples is there a recourse that keeps all rules")
    tail = f"mean of the dearest {percent(1.0 - asked.tail)}"
    return {
        "expected cost": (mean_of(cost, asked.confidence), ""),
        tail: (tail_of(cost, asked.tail, asked.seed, asked.confidence), ""),
        "expected energy missing": (mean_of(missing, asked.confidence), energy),
    }


def _told(estimates: dict[str, tuple[Estimate, str]], asked: EvaluateSettings) -> StudyTable:
    rows = pl.DataFrame(
        [
            {"what": name, "value": e.value, "low": e.low, "high": e.high, "unit": unit}
            for name, (e, unit) in estimates.items()
        ]
    )
    shown = {
        "what": Shown("estimate", "text"),
        "value": Shown("value"),
        "low": Shown("from"),
        "high": Shown("to"),
        "unit": Shown("unit", "text"),
    }
    return StudyTable(f"Estimates, {percent(asked.confidence)} intervals", rows, shown)


def _listed(found: Courses, unit: str) -> StudyTable:
    rows = pl.DataFrame(
        {
            "sample": np.arange(1, found.cost.size + 1),
            "outages": list(found.outages),
            "told": [_few(outages) for outages in found.outages],
            "cost": found.cost,
            "shortfall": found.shortfall,
        }
    ).with_columns(pl.col("cost", "shortfall").fill_nan(None))
    shown = {
        "sample": Shown("sample", "text"),
        "cost": Shown(f"cost, {unit}", "money"),
        "shortfall": Shown("energy missing"),
        "told": Shown("what begins when", "text"),
    }
    return StudyTable(
        "The dearest samples", rows.sort("cost", descending=True, nulls_last=False), shown, most=10
    )


def _few(outages: str) -> str:
    """The first of what begins, and how much more does."""
    parts = outages.split("; ")
    more = f" and {len(parts) - 2} more" if len(parts) > 2 else ""
    return "; ".join(parts[:2]) + more


def _sentences(
    found: Courses,
    estimates: dict[str, tuple[Estimate, str]],
    asked: EvaluateSettings,
    own: float,
    unit: str,
) -> tuple[str, ...]:
    (expected, _), (tail, _), (missing, _) = list(estimates.values())[:3]
    said = [
        f"In {asked.samples} samples ({found.seen} different) the plan costs "
        f"{short(expected.value)} {unit} on average, {percent(asked.confidence)} sure between "
        f"{short(expected.low)} and {short(expected.high)}; it reckons with "
        f"{short(own)}.",
        f"The dearest {percent(1.0 - asked.tail)} cost {short(tail.value)} on average "
        f"({short(tail.low)} to {short(tail.high)}).",
        f"Energy missing: {short(missing.value)} {estimates['expected energy missing'][1]} on "
        f"average ({short(missing.low)} to {short(missing.high)}).",
    ]
    if "optimality gap" in estimates:
        gap = estimates["optimality gap"][0]
        said.append(
            f"{percent(asked.confidence)} sure, no plan is cheaper by more than "
            f"{short(gap.high)} {unit} over all that may happen (estimate {short(gap.value)})."
        )
    if lost := int(np.isnan(found.cost).sum()):
        said.append(f"In {lost} samples no recourse keeps all rules; they count in no estimate.")
    elif not found.audited:
        said.append("The audit REJECTS some course; do not rely on these figures.")
    return tuple(said)


def _chart(found: Courses, unit: str) -> Chart:
    """Costs in order: how often a course costs less."""
    cost = np.sort(found.cost[~np.isnan(found.cost)])
    rows = pl.DataFrame({"x": cost, "y": (np.arange(cost.size) + 1.0) / cost.size})
    return Chart(
        "line", "How often the plan costs no more", rows, f"cost, {unit}", "share of samples"
    )
