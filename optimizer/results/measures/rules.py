"""Rules of law: the level that each comes to, whether it is kept, and what it costs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.data.network.counted import SHARES, duties
from optimizer.data.network.disruptions import remaining
from optimizer.data.network.plants import capacity_in_place
from optimizer.data.network.serving import collection_rates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.network.counted import Duty
    from optimizer.data.problem import Floats
    from optimizer.results.measures.view import View

KEPT = 1e-6
"""Part of what is demanded by which a rule may be missed and still count as kept."""

DUST = 1e-9
"""Prices below this are the solver's dust."""

SCHEMA = {
    "rule": pl.String(),
    "part": pl.String(),
    "title": pl.String(),
    "kind": pl.String(),
    "scope": pl.String(),
    "scenario": pl.String(),
    "period": pl.String(),
    "sense": pl.String(),
    "required": pl.Float64(),
    "level": pl.Float64(),
    "slack": pl.Float64(),
    "over": pl.Float64(),
    "under": pl.Float64(),
    "unit": pl.String(),
    "missed": pl.Float64(),
    "price": pl.Float64(),
    "verdict": pl.String(),
    "marginal": pl.Float64(),
    "marginal_per_unit": pl.Float64(),
}


def rules(view: View, prices: Mapping[str, float] | None = None) -> pl.DataFrame:
    """Every rule in every moment in which it binds.

    ``prices``: present cost of one unit more, by row of ``rule_kept``; without it both marginal
    costs are null. They hold for the plan's whole-number decisions as they are.

    Columns: ``rule``, ``part`` (rung or country, where it has several), ``title``, ``kind``,
    ``scope``; ``scenario``, ``period``; ``sense``, ``required`` and ``level`` (a share; of
    capacity and production units per year); ``slack`` (how much better than required, below 0:
    missed); ``over`` and ``under``, whose ratio the level is, in ``unit``; ``missed`` at a
    ``price`` (money per unit); ``verdict`` (kept, binding, missed, idle: nothing to be a share
    of); ``marginal``: present cost of a level stricter by one percentage point, or one unit per
    year; ``marginal_per_unit``.
    """
    rows = []
    found = duties(view.instance)
    if found:
        seen = _Seen(view)
        for duty in found:
            when = view.calendar.in_force(duty.row["first_date"], duty.row["last_date"])
            for n, moment in enumerate(view.calendar.moments):
                if when[moment.period] and seen.obliged[n] > 0:
                    rows.append(_row(view, seen, duty, n, prices))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _row(
    view: View, seen: _Seen, duty: Duty, n: int, prices: Mapping[str, float] | None
) -> dict[str, object]:
    moment, years = view.calendar.moments[n], float(view.calendar.years[seen.period_of[n]])
    over, under = seen.amounts(duty, n)
    own = duty.row
    share = own["kind"] in SHARES
    whole = under if share else years
    level = over / whole if whole > 0 else None
    missed = seen.missed.get((own["rule"], duty.part, *seen.keys[n]), 0.0)
    gap = duty.sign * (over - own["level"] * whole)
    size = abs(over) + own["level"] * whole
    verdict = "kept"
    if size == 0:
        verdict = "idle"
    elif gap < -KEPT * size:
        verdict = "missed"
    elif gap <= KEPT * size:
        verdict = "binding"
    label = f"{duty.label}@{moment.label(view.calendar.periods)}"
    per_unit = None if prices is None else prices.get(label, 0.0)
    per_unit = 0.0 if per_unit is not None and abs(per_unit) < DUST else per_unit
    point = 0.01 * whole if share else years
    return {
        "rule": own["rule"],
        "part": duty.part,
        "title": own["title"],
        "kind": own["kind"],
        "scope": own["scope"],
        "scenario": moment.scenario,
        "period": view.calendar.periods[moment.period],
        "sense": own["sense"],
        "required": own["level"],
        "level": level,
        "slack": None if level is None else duty.sign * (level - own["level"]),
        "over": over,
        "under": whole,
        "unit": duty.unit,
        "missed": missed,
        "price": own["price"],
        "verdict": verdict,
        "marginal": None if per_unit is None else per_unit * point,
        "marginal_per_unit": per_unit,
    }


class _Seen:
    """Amounts of the plan by moment, and what is in place there."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.calendar = view.calendar
        self.period_of = view.calendar.period_of
        names = view.calendar.periods
        self.keys = [(m.scenario, names[m.period]) for m in view.calendar.moments]
        self.obliged = remaining(view.instance, view.calendar).obliged
        self._tables = {
            name: self._by_moment(name) for name in ("activity", "flow", "served", "collected")
        }
        breaches = view.plan.table("breaches")
        self.missed = {
            (rule, part, scenario, period): amount
            for rule, part, scenario, period, amount in breaches.iter_rows()
        }
        facilities = view.instance.table("facilities")["facility"].to_list()
        self._place = {name: at for at, name in enumerate(facilities)}

    def amounts(self, duty: Duty, n: int) -> tuple[float, float]:
        """``over`` and ``under`` of a duty at a moment."""
        over = under = 0.0
        for name in ("activity", "flow", "served"):
            amounts = self._tables[name][self.keys[n]]
            for key, (more, less) in getattr(duty, name).items():
                amount = amounts.get(key, 0.0)
                over, under = over + more * amount, under + less * amount
        if duty.capacity:
            years = float(self.calendar.years[self.period_of[n]])
            there = self._capacity()
            over += years * sum(w * there[self._place[f], n] for f, w in duty.capacity.items())
            if duty.row["kind"] not in SHARES:
                under = years
        if duty.collected:
            got, gone = self._collected(duty, n)
            over, under = over + got, under + gone
        return over, under

    def _by_moment(self, name: str) -> dict[tuple[str, str], dict[tuple[str, ...], float]]:
        found: dict[tuple[str, str], dict[tuple[str, ...], float]] = defaultdict(dict)
        for *keys, scenario, period, amount in self._view.plan.table(name).iter_rows():
            found[scenario, period][tuple(keys)] = amount
        return found

    def _collected(self, duty: Duty, n: int) -> tuple[float, float]:
        """Energy collected, and the energy of which it is the given rate."""
        keys = sorted(duty.collected)
        table = self._view.instance.table("chemistries")
        per_energy = dict(table.select("chemistry", "eol_per_energy").iter_rows())
        rates = collection_rates(self._view.instance, self.calendar, keys)
        amounts = self._tables["collected"][self.keys[n]]
        energy = np.array([amounts.get(key, 0.0) / per_energy[key[2]] for key in keys])
        rate = rates[:, n]
        retired = np.divide(energy, rate, out=np.zeros_like(energy), where=rate > 0)
        return float(energy.sum()), float(retired.sum())

    def _capacity(self) -> Floats:
        """Capacity in place, not ramped, by facility and moment, per year."""
        if not hasattr(self, "_there"):
            self._there = self._in_place()
        return self._there

    def _in_place(self) -> Floats:
        view, calendar = self._view, self.calendar
        there = capacity_in_place(view.instance, calendar, self._place).copy()
        period = np.array(self.period_of)
        for facility, since in view.plan.table("closures").select("facility", "period").iter_rows():
            there[self._place[facility], period >= calendar.position[since]] = 0.0
        terms = view.instance.table("expansions").select("expansion", "facility", "lead_days")
        builds = view.plan.table("builds").join(terms, on="expansion")
        columns = ("facility", "period", "lead_days", "added")
        for facility, decided, lead_days, added in builds.select(columns).iter_rows():
            online = calendar.online(calendar.position[decided], lead_days)
            there[self._place[facility], period >= online] += added
        return there
