"""What it is worth that partners tell each other what they have.

Where an unknown is told, all is planned with it; where it is not, what is decided once for all is
decided for both ends of its range, and the rest when it comes out (information classes of
stochastic programming: Raiffa and Schlaifer, Applied Statistical Decision Theory, 1961). With a set
of agreements in force the expected cost is the mean, over what is told, of the cost of the best
plan for what is not. The value of an agreement is what it takes off the cost; it is not negative,
and all agreements together are worth what perfect information on all unknowns is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.force import in_force
from optimizer.data.knowledge import outcomes, told, unknowns
from optimizer.errors import SettingsError
from optimizer.results.write import Results
from optimizer.run import solve
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.study import Chart, Shown, Study, StudyTable
from optimizer.studies.tried import FRACTIONS
from optimizer.studies.worth import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.knowledge import End, Unknown
    from optimizer.results.measures import Measures

MOST = 6
"""Unknowns up to which all ways they may be are solved."""
NOBODY = "(nobody tells)"
TOGETHER = " + "


@dataclass(frozen=True)
class Shared:
    """What is expected where some agreements are in force.

    ``cost``: present money, without what the agreements cost (``paid``). ``energy``, ``missing``,
    ``collected``: battery energy delivered, not delivered and collected at end of life. ``kept``:
    cost of keeping stock. ``plans``: by what was told, the best plan for the rest.
    """

    agreements: tuple[str, ...]
    paid: float
    cost: Interval
    energy: float
    missing: float
    collected: float
    kept: float
    plans: Mapping[str, Results]
    proved: bool

    @property
    def name(self) -> str:
        """The agreements in words."""
        return TOGETHER.join(self.agreements) or NOBODY

    @property
    def total(self) -> Interval:
        """Cost with what the agreements cost."""
        return Interval(self.cost.low + self.paid, self.cost.high + self.paid)


class _Solves:
    """Best plans by what is told, each sought once."""

    def __init__(
        self, instance: Instance, build: BuildSettings, settings: SolveSettings, watch: Watch
    ) -> None:
        self.instance, self.build, self.settings, self.watch = instance, build, settings, watch
        self.unknowns = unknowns(instance)
        self._known: dict[tuple[tuple[str, End], ...], tuple[Results, Interval, bool]] = {}

    def plan(self, known: Mapping[str, End]) -> tuple[Results, Interval, bool]:
        """The best plan where this is told and the rest comes out; its cost; whether to the gap."""
        key = tuple(sorted(known.items()))
        if key not in self._known:
            self.watch(Progress(f"plan where {_words(known)}", 0.0))
            given = told(self.instance, self.unknowns, known)
            self._known[key] = self._solved(given, _words(known))
        return self._known[key]

    def _solved(self, instance: Instance, what: str) -> tuple[Results, Interval, bool]:
        run = solve(instance, replace(self.build, scenarios="all"), self.settings, self.watch)
        found = run.outcome
        if run.plan is None or run.measures is None or run.audit is None or found.objective is None:
            raise SettingsError(f"where {what}, {instance.name} has no plan: {found.reason}")
        low = float("-inf") if found.bound is None else min(found.bound, found.objective)
        results = Results(run.plan, run.measures, run.audit.as_json())
        cost = Interval(low, found.objective)
        return results, cost, found.reason is StopReason.OPTIMAL


def valued(
    instance: Instance,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> tuple[Shared, ...]:
    """Expected cost with every set of agreements in force, from none to all.

    Raises:
        SettingsError: nothing is unknown, too much is, scenarios branch beside, something else than
            cost is minimised, dependence is limited (which would hold over each tree and not over
            all), or there is no plan.
        SolverError: the solver fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    _require_expected_cost(build)
    whole = in_force(instance, build)
    solves = _Solves(whole, replace(build, levers=(), policies=()), settings, watch)
    _require_few(whole, solves.unknowns)
    price = dict(whole.table("agreements").select("agreement", "cost").iter_rows())
    telling = list(dict.fromkeys(u.agreement for u in solves.unknowns))
    every = chain.from_iterable(combinations(telling, k) for k in range(len(telling) + 1))
    found = [_shared(solves, agreed, sum(price[name] for name in agreed)) for agreed in every]
    return tuple(replace(shared, cost=_nested(shared, found)) for shared in found)


def _nested(shared: Shared, all_: Iterable[Shared]) -> Interval:
    """Its cost, in view of the others': who is told more can do all that who is told less can."""
    told_here, low, high = set(shared.agreements), shared.cost.low, shared.cost.high
    for other in all_:
        if told_here <= set(other.agreements):
            low = max(low, other.cost.low)
        if told_here >= set(other.agreements):
            high = min(high, other.cost.high)
    return Interval(low, high)


def _require_expected_cost(build: BuildSettings) -> None:
    if build.objective != "cost" or build.then is not None or build.risk is not None:
        raise SettingsError("sharing compares expected costs: no other objective, no risk weight")
    if build.limits:
        raise SettingsError(
            "sharing solves what is told case by case, and a limit on dependence would hold in "
            "each; leave the limits out"
        )


def _require_few(instance: Instance, listed: tuple[Unknown, ...]) -> None:
    if not listed:
        raise SettingsError(
            f"{instance.name} has nothing unknown; write rows of agreements, unknowns and ranges"
        )
    if len(listed) > MOST:
        raise SettingsError(
            f"{instance.name} has {len(listed)} unknowns; all ways they may be are solved up to "
            f"{MOST}: put ranges that go together into one unknown"
        )
    if instance.table("scenarios").height:
        raise SettingsError(
            "sharing makes a tree of its own; choose no scenarios beside it (--scenarios none)"
        )


def _shared(solves: _Solves, agreed: tuple[str, ...], paid: float) -> Shared:
    of = [unknown for unknown in solves.unknowns if unknown.agreement in agreed]
    cases = [(chance, known, *solves.plan(known)) for chance, known in outcomes(of)]

    def expected(amount: Mapping[str, float]) -> float:
        return sum(chance * amount[_words(known)] for chance, known, *_ in cases)

    by = {_words(known): _amounts(results.measures) for _, known, results, _, _ in cases}
    figures = {
        name: expected({case: amounts[name] for case, amounts in by.items()})
        for name in ("energy", "missing", "collected", "kept")
    }
    return Shared(
        agreements=agreed,
        paid=paid,
        cost=Interval(
            sum(chance * cost.low for chance, _, _, cost, _ in cases),
            sum(chance * cost.high for chance, _, _, cost, _ in cases),
        ),
        plans={_words(known): results for _, known, results, _, _ in cases},
        proved=all(proved for *_, proved in cases),
        **figures,
    )


def _amounts(measures: Measures) -> dict[str, float]:
    head, terms = measures.headline, measures.cost_by_term
    stock = terms.filter(pl.col("term").is_in(["holding", "room", "final_stock"]))
    return {
        "energy": head.energy,
        "missing": head.shortfall,
        "collected": float(measures.returns["collected_energy"].sum()),
        "kept": float(stock["present"].sum()),
    }


def _words(known: Mapping[str, End]) -> str:
    return ", ".join(f"{name} is {end}" for name, end in known.items()) or "nothing is told"


def sharing(
    instance: Instance,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """What each agreement to tell is worth, alone and with others, and which ones pay.

    Plans: by what was told, audited (with ``relax`` none: builds of fractions are no plans).

    Raises:
        SettingsError, SolverError: as ``valued``.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    found = valued(instance, build, settings, watch)
    unit = instance.currency
    rows = _rows(found)
    plans = {case: plan for shared in found for case, plan in shared.plans.items()}
    return Study(
        kind="sharing",
        title=f"What telling each other is worth: {instance.title}",
        sentences=(*((FRACTIONS,) if build.relax else ()), *_sentences(found, unit)),
        tables={
            "sharing": _table(rows, unit, found[0].plans),
            "effects": _effects(rows, unit, found[0].plans),
        },
        record={
            "instance": {"name": instance.name, "digest": instance.digest},
            "settings": {"build": build.as_dict(), "solve": settings.as_dict()},
        },
        charts=(_chart(rows, unit),),
        plans={} if build.relax else {f"plan-{at}": p for at, p in enumerate(plans.values())},
        complete=all(shared.proved for shared in found),
    )


def best(found: Iterable[Shared]) -> Shared:
    """The agreements that cost least with what they cost themselves; of equals the fewest."""
    return min(found, key=lambda shared: (shared.total.high, len(shared.agreements)))


def _rows(found: tuple[Shared, ...]) -> pl.DataFrame:
    alone = found[0]
    rows: list[dict[str, Any]] = []
    for shared in found:
        value = alone.cost.minus(shared.cost)
        full = alone.cost.minus(found[-1].cost)
        low, high = max(value.low, 0.0), max(min(value.high, full.high), 0.0)
        rows.append(
            {
                "shared": shared.name,
                "cost": shared.cost.high,
                "bound": shared.cost.low,
                "value": alone.cost.high - shared.cost.high,
                "value_low": low if shared.agreements else 0.0,
                "value_high": high if shared.agreements else 0.0,
                "paid": shared.paid,
                "net": alone.cost.high - shared.cost.high - shared.paid,
                "energy": shared.energy,
                "missing": shared.missing,
                "collected": shared.collected,
                "kept": shared.kept,
            }
        )
    return pl.DataFrame(rows)


def _table(rows: pl.DataFrame, unit: str, plans: Mapping[str, Results]) -> StudyTable:
    shown = {
        "shared": Shown("who tells", "text"),
        "cost": Shown(f"expected cost, {unit}", "money"),
        "value": Shown("worth", "money"),
        "value_low": Shown("at least", "money"),
        "value_high": Shown("at most", "money"),
        "paid": Shown("costs", "money"),
        "net": Shown("net", "signed"),
    }
    return StudyTable("What telling is worth", rows, shown, most=64)


def _effects(rows: pl.DataFrame, unit: str, plans: Mapping[str, Results]) -> StudyTable:
    energy = next(iter(plans.values())).measures.headline.energy_unit
    shown = {
        "shared": Shown("who tells", "text"),
        "energy": Shown(f"delivered, {energy}"),
        "missing": Shown(f"missing, {energy}"),
        "collected": Shown(f"collected, {energy}"),
        "kept": Shown(f"keeping stock, {unit}", "money"),
    }
    return StudyTable("What it changes, expected", rows, shown, most=64)


def _sentences(found: tuple[Shared, ...], unit: str) -> tuple[str, ...]:
    alone, full, chosen = found[0], found[-1], best(found)
    value = alone.cost.minus(full.cost).at_least_zero(alone.cost.high)
    said = [
        f"Where nobody tells, the best plan costs {alone.cost} {unit} (expected, present value).",
        f"Were all told, it would cost {full.cost}: telling everything is worth {value} {unit}.",
    ]
    if not chosen.agreements:
        return (*said, "At what the agreements cost, none of them pays.")
    sure = all(chosen.total.high <= other.total.low for other in found if other is not chosen)
    net = alone.cost.high - chosen.total.high
    said.append(
        f"Best is {chosen.name}: {net:,.4g} {unit} better than telling nothing, after its cost of "
        f"{chosen.paid:,.4g}{'' if sure else ' (within the gaps of the solves)'}."
    )
    return tuple(said)


def _chart(rows: pl.DataFrame, unit: str) -> Chart:
    bars = rows.select(x="shared", y="value", series=pl.lit("worth"))
    return Chart("bars", "What telling is worth", bars, "who tells", unit)
