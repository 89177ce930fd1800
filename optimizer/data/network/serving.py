"""Demand by segment and chemistry, and what comes back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.data.network.accounts import Account, label, pairs_of
from optimizer.data.network.swings import swung
from optimizer.data.units import factor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats

Serving = tuple[str, str, str]


def derive(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    *,
    forbid_shortfall: bool,
) -> None:
    """Sets ``demands`` (market × segment) and ``servings`` (× chemistry) with returns."""
    wanted = list(dict.fromkeys(pairs_of(instance.table("demands"), "market", "segment")))
    b.add_set("demands", (label(*d) for d in wanted), "market and segment")
    _demand(b, instance, calendar, wanted, forbid_shortfall=forbid_shortfall)
    may = dict.fromkeys(pairs_of(instance.table("shares"), "segment", "chemistry"))
    chemistries_of: dict[str, list[str]] = {}
    for segment, chemistry in may:
        chemistries_of.setdefault(segment, []).append(chemistry)
    servings = [(*d, c) for d in wanted for c in chemistries_of.get(d[1], ())]
    b.add_set("servings", (label(*s) for s in servings), "market, segment and chemistry")
    _servings(b, instance, calendar, accounts, servings)


def _demand(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    wanted: list[tuple[str, str]],
    *,
    forbid_shortfall: bool,
) -> None:
    segments = instance.table("segments")
    units = dict(pairs_of(segments, "segment", "unit"))
    table = instance.table("demands")
    scale = [factor(u, units[s]) if u else 1.0 for s, u in pairs_of(table, "segment", "unit")]
    table = table.with_columns(energy=table["energy"] * np.array(scale, dtype=float))
    position = {d: at for at, d in enumerate(wanted)}
    energy = calendar.period_values(table, ["market", "segment"], "energy", position)
    energy = energy * swung(instance, calendar, "demand", wanted)
    b.add_parameter("demand", ("demands", "moments"), energy, "energy", "wanted in the period")
    penalties = dict(zip(segments["segment"], segments["shortfall_penalty"], strict=True))
    penalty = np.array(
        [np.nan if forbid_shortfall or penalties[s] is None else penalties[s] for _, s in wanted],
        dtype=float,
    )
    allowed = ~np.isnan(penalty)
    b.add_parameter(
        "penalty",
        "demands",
        np.where(allowed, penalty, 0.0),
        "money/energy",
        "price of a shortfall",
    )
    b.add_parameter(
        "shortfall_max",
        ("demands", "moments"),
        np.where(allowed[:, None], energy, 0.0),
        "energy",
        "most that may be missing",
    )


def _servings(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    servings: list[Serving],
) -> None:
    chemistries = {
        row["chemistry"]: row for row in instance.table("chemistries").iter_rows(named=True)
    }
    ids = np.arange(len(servings))
    demand = [b.sets["demands"].position[label(m, s)] for m, s, _ in servings]
    b.add_relation("served_by", "demands", "servings", (demand, ids), "chemistries that may serve")
    sold = [accounts[m, chemistries[c]["commodity"]] for m, _, c in servings]
    b.add_relation(
        "delivered_from", "accounts", "servings", (sold, ids), "what is delivered from it"
    )
    per_energy = [1.0 / chemistries[c]["energy_per_unit"] for _, _, c in servings]
    b.add_parameter(
        "units_per_energy", "servings", per_energy, "unit/energy", "delivered per energy"
    )
    low, high = _shares(instance, calendar, servings)
    sold_when = {
        c: calendar.in_force(row["available_from"], None) for c, row in chemistries.items()
    }
    force = np.array([sold_when[c] for _, _, c in servings], dtype=float).reshape(
        len(servings), len(calendar.periods)
    )
    high = high * force[:, calendar.period_of]
    energy = b.parameters["demand"].values[demand]
    over = ("servings", "moments")
    b.add_parameter(
        "served_max",
        over,
        np.where(high > 0, energy, 0.0),
        "energy",
        "all of the demand, where the chemistry may serve",
    )
    floor = np.flatnonzero((low > 0).any(axis=1))
    roof = np.flatnonzero(((high < 1) & (high > 0)).any(axis=1))
    labels = b.sets["servings"].labels
    b.add_set("floored", (labels[v] for v in floor), "servings with a least share")
    b.add_set("roofed", (labels[v] for v in roof), "servings with a greatest share")
    b.add_parameter("share_min", ("floored", "moments"), low[floor], "1", "of the energy served")
    b.add_parameter("share_max", ("roofed", "moments"), high[roof], "1", "of the energy served")
    for name, chosen in (("floored", floor), ("roofed", roof)):
        b.add_relation(
            f"demand_of_{name}",
            name,
            "demands",
            (np.arange(chosen.size), [demand[v] for v in chosen]),
            "the demand it serves",
        )
    _returns(b, instance, calendar, accounts, servings)


def _shares(
    instance: Instance, calendar: Calendar, servings: list[Serving]
) -> tuple[Floats, Floats]:
    """Bounds on shares; a row that names the market goes before one that does not."""
    table = instance.table("shares")
    general = {
        ("", s, c): at
        for at, (s, c) in enumerate(dict.fromkeys(pairs_of(table, "segment", "chemistry")))
    }
    special = {s: at for at, s in enumerate(servings)}
    keys = ["market", "segment", "chemistry"]
    result = []
    for column in ("minimum", "maximum"):
        own = calendar.step_values(table, keys, column, special, -1.0)
        shared = calendar.step_values(table, keys, column, general, 0.0)
        rows = [general["", s, c] for _, s, c in servings]
        result.append(np.where(own < 0, shared[rows], own))
    return result[0], result[1]


def _returns(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    servings: list[Serving],
) -> None:
    """Set ``returning``: what was sold, now or before the horizon, and comes back."""
    chemistries = {
        row["chemistry"]: row for row in instance.table("chemistries").iter_rows(named=True)
    }
    old = instance.table("past_returns")
    past = list(dict.fromkeys(pairs_of(old, "market", "segment", "chemistry")))
    returning = [k for k in dict.fromkeys([*servings, *past]) if chemistries[k[2]]["eol_commodity"]]
    b.add_set(
        "returning", (label(*k) for k in returning), "market, segment and chemistry that returns"
    )
    ids = np.arange(len(returning))
    into = [accounts[m, chemistries[c]["eol_commodity"]] for m, _, c in returning]
    b.add_relation("collected_into", "accounts", "returning", (into, ids), "what comes back to it")
    at = {s: v for v, s in enumerate(servings)}
    links = [(r, at[k]) for r, k in enumerate(returning) if k in at]
    b.add_relation(
        "sold_as",
        "returning",
        "servings",
        ([x[0] for x in links], [x[1] for x in links]),
        "the serving whose sales come back",
    )
    position = {k: r for r, k in enumerate(returning)}
    before = calendar.period_values(old, ["market", "segment", "chemistry"], "energy", position)
    rate = collection_rates(instance, calendar, returning)
    per_energy = np.array([chemistries[k[2]]["eol_per_energy"] for k in returning])[:, None]
    scale = rate * per_energy
    b.add_parameter(
        "collected_past",
        ("returning", "moments"),
        before * scale,
        "unit",
        "collected of what was sold before the horizon",
    )
    pasts = [(n, q) for n, path in enumerate(calendar.paths) for q in path[:-1]]
    names = b.sets["moments"].labels
    b.add_set("pasts", (f"{names[n]}<{names[q]}" for n, q in pasts), "a moment and one before it")
    count = np.arange(len(pasts))
    b.add_relation("pasts_of", "moments", "pasts", ([p[0] for p in pasts], count), "all before it")
    b.add_relation(
        "past_moment", "pasts", "moments", (count, [p[1] for p in pasts]), "the one before"
    )
    table = _retirement(instance, calendar, returning)
    of = calendar.period_of
    years = b.parameters["years"].values
    rates = np.zeros((len(returning), len(pasts)))
    for at_past, (n, q) in enumerate(pasts):
        age = calendar.whole_years(of[q], of[n])
        if age < table.shape[1]:
            rates[:, at_past] = table[:, age] * years[n] * scale[:, n]
    b.add_parameter(
        "return_rate",
        ("returning", "pasts"),
        rates,
        "unit/energy",
        "collected at the moment per energy sold at the one before",
    )


def collection_rates(
    instance: Instance, calendar: Calendar, returning: list[tuple[str, ...]]
) -> Floats:
    """Part that is collected of what retires, by return (market, segment, ...) and moment."""
    table = instance.table("collections")
    exact = {
        (k[0], k[1]): at for at, k in enumerate(dict.fromkeys((k[0], k[1]) for k in returning))
    }
    wide = {(k[0], ""): at for at, k in enumerate(dict.fromkeys((k[0], "") for k in returning))}
    own = calendar.step_values(table, ["market", "segment"], "rate", exact, -1.0)
    shared = calendar.step_values(table, ["market", "segment"], "rate", wide, 0.0)
    rows = [exact[k[0], k[1]] for k in returning]
    wider = [wide[k[0], ""] for k in returning]
    stated = np.where(own[rows] < 0, shared[wider], own[rows])
    swings = swung(instance, calendar, "collection", [(k[0], k[1]) for k in returning])
    return np.minimum(stated * swings, 1.0)


def _retirement(instance: Instance, calendar: Calendar, returning: list[tuple[str, ...]]) -> Floats:
    """Fraction retiring in the year of each age; rows of the chemistry go before general ones."""
    table = instance.table("lifetimes")
    ages = int(np.floor(calendar.elapsed[-1])) + 2
    result = np.zeros((len(returning), ages))
    known = set(pairs_of(table, "segment", "chemistry"))
    curves: dict[tuple[str, str], Floats] = {}
    for segment, chemistry in {(s, c) for _, s, c in returning}:
        which = chemistry if (segment, chemistry) in known else ""
        rows = table.filter((pl.col("segment") == segment) & (pl.col("chemistry") == which))
        rows = rows.filter(pl.col("age") < ages)
        curves[segment, chemistry] = np.zeros(ages)
        curves[segment, chemistry][rows["age"].to_numpy()] = rows["fraction"].to_numpy()
    for at, (_, segment, chemistry) in enumerate(returning):
        result[at] = curves[segment, chemistry]
    return result
