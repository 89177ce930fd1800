"""Dependence on watched countries: what counts, and limits on it as one family of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.disruptions import places
from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats, Integers


class Limit(Protocol):
    """A limit on dependence; ``optimizer.settings`` has the class users make."""

    @property
    def measure(self) -> str:
        """``exposure``, ``stage_share`` or ``pass_through``."""

    @property
    def watched(self) -> frozenset[str]:
        """Countries or blocs."""

    @property
    def limit(self) -> float:
        """From 0 to 1."""

    @property
    def from_period(self) -> str | None:
        """Each period from it on; ``None``: the whole horizon."""

    @property
    def rung(self) -> str | None:
        """Only this one; ``None``: every rung."""


def derive(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    limits: Sequence[Limit],
    watched: frozenset[str],
) -> None:
    """Set ``limits``, a row each: Σ weight·(Σ limit_activity·activity − limit_served·served) ≤ 0.

    Raises:
        SettingsError: a limit names a country, rung or period that is not there.
    """
    throughput, energy, at_rung = _throughput(b, instance)
    rows: list[tuple[str, Floats, float, Floats]] = []
    total_weight = float(instance.table("rungs")["weight"].sum())
    chance = np.array([m.probability for m in calendar.moments])
    for limit in (x for x in limits if x.measure != "pass_through"):
        inside, who = _inside(b, instance, limit.watched), "+".join(sorted(limit.watched))
        spans = windows(calendar, limit, chance)
        if limit.measure == "exposure":
            for name, weight in spans:
                label = f"exposure:{who}<={limit.limit:.12g}{name}"
                rows.append((label, energy * inside, limit.limit * total_weight, weight))
            continue
        names = instance.table("rungs")["rung"].to_list()
        if limit.rung is not None and limit.rung not in names:
            raise SettingsError(f"no rung is called {limit.rung!r}; there are {', '.join(names)}")
        for at, rung in enumerate(names):
            if limit.rung in (None, rung):
                own = throughput * (at_rung == at)
                for name, weight in spans:
                    label = f"share:{who}:{rung}<={limit.limit:.12g}{name}"
                    rows.append((label, own * (inside - limit.limit), 0.0, weight))
    _add(b, list({row[0]: row for row in rows}.values()))
    inside, on_rung = _inside(b, instance, watched), at_rung >= 0
    b.add_set("horizon", ("all",), "the whole horizon")
    b.add_set("rungs", instance.table("rungs")["rung"], "rungs of the chain")
    b.add_relation(
        "on_rung",
        "rungs",
        "operations",
        (at_rung[on_rung], np.flatnonzero(on_rung)),
        "operations of a rung",
    )
    b.add_parameter("inside", "operations", inside, "1", "1 in a watched country, else 0")
    b.add_parameter("throughput", "operations", throughput, "unit/activity", "counted at its rung")
    b.add_parameter("weight_of_all", "horizon", total_weight, "1", "sum of the rungs' weights")
    b.add_parameter(
        "watched_energy",
        "operations",
        energy * inside,
        "energy/activity",
        "weighted energy supported by watched activity",
    )
    b.add_parameter(
        "missing_exposure",
        "demands",
        total_weight,
        "1",
        "what missing energy counts when exposure is minimised: as fully exposed",
    )
    b.add_parameter("chance", "moments", chance, "1", "probability of the moment")


def _add(b: Builder, rows: list[tuple[str, Floats, float, Floats]]) -> None:
    b.add_set("limits", (r[0] for r in rows), "limits on dependence")
    activity = np.array([r[1] for r in rows]).reshape(len(rows), len(b.sets["operations"]))
    b.add_parameter(
        "limit_activity",
        ("limits", "operations"),
        activity,
        "1/activity",
        "watched throughput less what the limit allows",
    )
    b.add_parameter(
        "limit_served", "limits", [r[2] for r in rows], "1", "allowed per energy served"
    )
    weight = np.array([r[3] for r in rows]).reshape(len(rows), len(b.sets["moments"]))
    b.add_parameter("limit_weight", ("limits", "moments"), weight, "1", "whether the moment counts")
    limit, operation = np.nonzero(activity)
    b.add_relation("limited_operations", "limits", "operations", (limit, operation), "that count")
    energetic = np.flatnonzero(b.parameters["limit_served"].values)
    servings = len(b.sets["servings"])
    b.add_relation(
        "limited_servings",
        "limits",
        "servings",
        (np.repeat(energetic, servings), np.tile(np.arange(servings), energetic.size)),
        "deliveries that count",
    )
    limit, moment = np.nonzero(weight)
    b.add_relation("limited_moments", "limits", "moments", (limit, moment), "moments that count")


def _throughput(b: Builder, instance: Instance) -> tuple[Floats, Floats, Integers]:
    """Throughput and weighted energy per activity, and position of the rung, by operation."""
    rungs = {
        row["rung"]: (at, row["energy_per_unit"] * row["weight"])
        for at, row in enumerate(instance.table("rungs").iter_rows(named=True))
    }
    processes = {row["process"]: row for row in instance.table("processes").iter_rows(named=True)}
    through, energy, rung = [], [], []
    for process in instance.table("operations")["process"]:
        at, worth = rungs.get(processes[process]["rung"], (-1, 0.0))
        amount = processes[process]["throughput"] if at >= 0 else 0.0
        through.append(amount)
        energy.append(amount * worth)
        rung.append(at)
    return np.array(through), np.array(energy), np.array(rung, dtype=np.int64)


def _inside(b: Builder, instance: Instance, watched: frozenset[str]) -> Floats:
    """1 for operations in a watched country or bloc, else 0."""
    inside = inside_sites(instance, watched)
    site = dict(pairs_of(instance.table("facilities"), "facility", "site"))
    return np.array(
        [inside[site[f]] for f in instance.table("operations")["facility"]], dtype=float
    )


def inside_sites(instance: Instance, watched: frozenset[str]) -> dict[str, bool]:
    """Of each site, whether it lies in a watched country or bloc.

    Raises:
        SettingsError: no country or bloc is called so.
    """
    where = places(instance)
    known = set(instance.table("countries")["country"]) | set(where.blocs)
    if unknown := sorted(watched - known):
        raise SettingsError(f"no country or bloc is called {', '.join(unknown)}")
    return {
        site: any(where.within(country, area) for area in watched)
        for site, country in where.country_of_site.items()
    }


def windows(calendar: Calendar, limit: Limit, chance: Floats) -> list[tuple[str, Floats]]:
    """Which moments a limit adds up: all, by probability, or each from a period on by itself."""
    if limit.from_period is None:
        return [("", chance)]
    if limit.from_period not in calendar.position:
        raise SettingsError(f"no period is called {limit.from_period!r}")
    first = calendar.position[limit.from_period]
    result = []
    for at, moment in enumerate(calendar.moments):
        if moment.period >= first:
            weight = np.zeros(len(calendar.moments))
            weight[at] = 1.0
            result.append((f"@{moment.label(calendar.periods)}", weight))
    return result
