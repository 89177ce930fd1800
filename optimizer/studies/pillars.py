"""What the pillars of an agreement buy, each beside the plan without it: money, dependence, N−1.

A pillar of the table ``pillars`` is put together from levers, packs of rules, partners who join, a
promise to survive, or agreements to tell (``optimizer.data.pillars``). Both plans of a comparison
lie within a gap, so the change of cost is an interval.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from optimizer.data.coalitions import coalition, partners
from optimizer.data.force import ruled
from optimizer.data.knowledge import outcomes, unknowns
from optimizer.data.outages import Survive
from optimizer.data.pillars import Pillar, pillars
from optimizer.errors import SettingsError
from optimizer.results.figures import percent
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.guarantee import search
from optimizer.studies.guaranteed import told as guaranteed
from optimizer.studies.pillars_told import told
from optimizer.studies.sharing import valued
from optimizer.studies.tried import Tried, improved, tried, with_survival
from optimizer.studies.worth import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.data.instance import Instance
    from optimizer.results.write import Results
    from optimizer.studies.sharing import Shared
    from optimizer.studies.study import Study

TO_STATES = (
    "tariff", "breach", "burden", "border", "excess", "grant", "grant_left_over", "premium",
    "subsidy",
)  # fmt: skip
"""Terms of cost that states receive or, negative, give."""


@dataclass(frozen=True, eq=False)
class Side:
    """One of two plans that are compared.

    ``cost``: money, an interval; infinite without a plan, which ``reasons`` explain. ``to_states``:
    what of it states receive, less what they give. ``exposure``, ``highest``: fractions, ``rung``
    the one with the highest watched share. ``survives``: share after the worst loss, and which.
    """

    cost: Interval
    to_states: float | None = None
    exposure: float | None = None
    highest: float | None = None
    rung: str = ""
    survives: tuple[float, str] | None = None
    reasons: tuple[str, ...] = ()
    proved: bool = True

    @property
    def there(self) -> bool:
        """Whether there is a plan."""
        return self.cost.high < float("inf")


@dataclass(frozen=True, eq=False)
class Compared:
    """A pillar, the plan without and the plan with it."""

    pillar: Pillar
    before: Side
    after: Side

    @property
    def change(self) -> Interval:
        """What it adds to the cost."""
        return self.after.cost.minus(self.before.cost)


@dataclass(frozen=True, eq=False)
class Raised:
    """All that were compared, and the plans by name."""

    instance: Instance
    build: BuildSettings
    settings: SolveSettings
    survive: Survive | None
    base: Side
    found: tuple[Compared, ...]
    plans: Mapping[str, Results]
    complete: bool


@dataclass
class _Work:
    instance: Instance
    build: BuildSettings
    settings: SolveSettings
    watch: Watch
    survive: Survive | None
    plans: dict[str, Results] = field(default_factory=dict)
    _without: dict[tuple[str, ...], Tried] = field(default_factory=dict)
    _alone: dict[str, Tried] = field(default_factory=dict)

    def without(self, levers: tuple[str, ...]) -> Tried:
        """The plan without a pillar, some levers pulled; each is sought once."""
        if levers not in self._without:
            name = "+".join(levers) or "base"
            self._without[levers] = self._tried(name, self.instance, levers)
        return self._without[levers]

    def compared(self, pillar: Pillar) -> Compared:
        """The plan without and the plan with it."""
        if pillar.agreements:
            return self._told(pillar)
        before = self.without(pillar.before)
        if pillar.partners:
            return self._joined(pillar, before)
        if pillar.share is not None:
            return Compared(pillar, _side(before), self._guarded(pillar))
        after = self._tried(pillar.name, self.instance, pillar.levers, pillar.policies, before)
        return Compared(pillar, _side(before), _side(after))

    def _tried(
        self,
        name: str,
        instance: Instance,
        levers: tuple[str, ...],
        policies: tuple[str, ...] = (),
        near: Tried | None = None,
    ) -> Tried:
        self.watch(Progress("pillars", 0.0, message=name))
        found = tried(name, instance, self._build(levers, policies), self.settings, self.watch)
        if near is not None:
            found = improved(found, [near])
        if self.survive is not None:
            found = with_survival(found, self.survive, self.settings)
        if found.results is not None:
            self.plans[name] = found.results
        return found

    def _build(self, levers: tuple[str, ...], policies: tuple[str, ...]) -> BuildSettings:
        return replace(
            self.build,
            levers=tuple(dict.fromkeys((*self.build.levers, *levers))),
            policies=tuple(dict.fromkeys((*self.build.policies, *policies))),
        )

    def _guarded(self, pillar: Pillar) -> Side:
        """With a promise to survive the loss of any country."""
        asked = replace(self.survive or Survive(), share=pillar.share or 0.0)
        build = self._build(pillar.levers, pillar.policies)
        self.watch(Progress("pillars", 0.0, message=pillar.name))
        found = search(self.instance, asked, build, self.settings, self.watch)
        results = guaranteed(found).plans.get("guarded")
        proved = found.reason in {StopReason.OPTIMAL, StopReason.INFEASIBLE}
        if results is None or found.guarded is None:
            reasons = found.conflict
            if found.largest is not None:
                reasons = (*reasons, f"at most {percent(found.largest.at_most)} can be promised")
            low = float("inf") if found.reason is StopReason.INFEASIBLE else float("-inf")
            return Side(Interval(low, float("inf")), reasons=reasons, proved=proved)
        self.plans[pillar.name] = results
        low = float("-inf") if found.guarded.bound is None else found.guarded.bound
        cost = Interval(min(low, found.guarded.cost), found.guarded.cost)
        worst = min(found.after, key=lambda name: found.after[name].share)
        share = found.after[worst].share
        proved = proved and share >= asked.share - 1e-6
        return _measured(results, cost, (share, worst), proved=proved)

    def _joined(self, pillar: Pillar, before: Tried) -> Compared:
        """With partners, against what those at home and each partner alone pay together."""
        known = {partner.name: partner for partner in partners(self.instance)}
        home = [partner.name for partner in known.values() if partner.at_home]
        base = ruled(self.instance, self._build(pillar.before, pillar.policies))
        alone = []
        for name in pillar.partners:
            if name not in self._alone:
                own = coalition(base, [name])
                self._alone[name] = self._tried(f"{name}-alone", own, (known[name].lever,))
            alone.append(self._alone[name])
        brought = tuple(lever for name in pillar.partners if (lever := known[name].lever))
        together = coalition(base, [*home, *pillar.partners])
        after = self._tried(pillar.name, together, (*pillar.levers, *brought), pillar.policies)
        costs = [before.cost, *(one.cost for one in alone)]
        apart = Interval(sum(c.low for c in costs), sum(c.high for c in costs))
        paid = [_to_states(one.results) for one in (before, *alone) if one.results is not None]
        first = replace(
            _side(before),
            cost=apart,
            to_states=sum(paid),
            proved=all(one.proved for one in (before, *alone)),
        )
        return Compared(pillar, first, _side(after))

    def _told(self, pillar: Pillar) -> Compared:
        """With agreements to tell, against not knowing; both in expectation."""
        self.watch(Progress("pillars", 0.0, message=pillar.name))
        every = valued(self.instance, self.build, self.settings, self.watch)
        wanted = set(pillar.agreements)
        (after,) = (shared for shared in every if set(shared.agreements) == wanted)
        for name, shared in (("nobody-tells", every[0]), (pillar.name, after)):
            for at, results in enumerate(shared.plans.values()):
                self.plans[f"{name}-{at}"] = results
        return Compared(pillar, self._expected(every[0]), self._expected(after))

    def _expected(self, shared: Shared) -> Side:
        of = [u for u in unknowns(self.instance) if u.agreement in shared.agreements]
        cases = [
            (chance, plan)
            for (chance, _), plan in zip(outcomes(of), shared.plans.values(), strict=True)
        ]
        exposures = [(chance, plan.measures.headline.exposure) for chance, plan in cases]
        known = [(chance, share) for chance, share in exposures if share is not None]
        return Side(
            shared.total,
            to_states=sum(chance * _to_states(plan) for chance, plan in cases),
            exposure=sum(c * s for c, s in known) if len(known) == len(cases) else None,
            proved=shared.proved,
        )


def _side(one: Tried) -> Side:
    if one.results is None:
        return Side(one.cost, reasons=one.reasons, proved=one.proved)
    return _measured(one.results, one.cost, one.survives, proved=one.proved)


def _measured(
    results: Results, cost: Interval, survives: tuple[float, str] | None, *, proved: bool
) -> Side:
    head = results.measures.headline
    return Side(
        cost,
        _to_states(results),
        head.exposure,
        head.highest_share,
        head.highest_rung,
        survives,
        proved=proved,
    )


def _to_states(results: Results) -> float:
    costs = results.plan.table("costs")
    return float(costs.filter(costs["term"].is_in(TO_STATES))["present"].sum())


def raised(
    instance: Instance,
    only: Iterable[str] = (),
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    survive: Survive | None = None,
) -> Raised:
    """Compare each pillar (``only``: some, none: all) with the plan without it.

    Stopped by the watch, those that were compared are told. ``settings.time_limit`` is for each
    solve, and for all of a search for a guarantee.

    Raises:
        SettingsError: no pillars or none of that name; another objective than cost; a part that
            the instance does not have.
        DataError: a lever makes the instance invalid.
        SolverError: the solver fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    if build.objective != "cost" or build.then is not None or build.risk is not None or build.relax:
        raise SettingsError("pillars compares costs of plans: no other objective, risk or relax")
    wanted = pillars(instance, tuple(only))
    work = _Work(instance, build, settings, watch, survive)
    base = _side(work.without(()))
    found: list[Compared] = []
    for at, pillar in enumerate(wanted, 1):
        message = f"{pillar.name}, {at} of {len(wanted)}"
        if not watch(Progress("pillars", 0.0, message=message)):
            break
        found.append(work.compared(pillar))
    complete = len(found) == len(wanted) and all(c.before.proved and c.after.proved for c in found)
    return Raised(instance, build, settings, survive, base, tuple(found), work.plans, complete)


def pillars_study(
    instance: Instance,
    only: Iterable[str] = (),
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    survive: Survive | None = None,
) -> Study:
    """What the pillars buy as a study; all plans, audited.

    Raises:
        SettingsError, DataError, SolverError: as ``raised``.
    """
    return told(raised(instance, only, build, settings, watch, survive=survive))
