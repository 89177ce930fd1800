"""Facilities, the processes they run, and the ways to add or close capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.accounts import Account, label, pairs_of
from optimizer.data.network.swings import swung
from optimizer.data.units import factor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.network.disruptions import Remaining
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats


def derive(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    remaining: Remaining,
) -> None:
    """Sets ``facilities``, ``operations``, ``vintages``, ``closures`` and what belongs to them."""
    facilities = instance.table("facilities")
    b.add_set("facilities", facilities["facility"], "capacity at a site")
    step = capacity_in_place(instance, calendar, b.sets["facilities"].position)
    years = b.parameters["years"].values
    working = years * remaining.of_facility
    b.add_parameter(
        "step_capacity",
        ("facilities", "moments"),
        step,
        "unit/year",
        "capacity that is there without our doing",
    )
    b.add_parameter(
        "working",
        ("facilities", "moments"),
        working,
        "year",
        "years of the period times the fraction that disruptions leave",
    )
    b.add_parameter(
        "fixed_cost",
        "facilities",
        facilities["fixed_cost"],
        "money/unit/year",
        "per unit of capacity in place",
    )
    pressed = facilities.filter(facilities["minimum_use"] > 0)
    b.add_set("pressed", pressed["facility"], "facilities with a minimum use")
    b.add_parameter(
        "minimum_use",
        ("pressed", "moments"),
        pressed["minimum_use"].to_numpy()[:, None] * remaining.obliged,
        "1",
        "least use of capacity",
    )
    _operations(b, instance, calendar, accounts, remaining)
    _vintages(b, instance, calendar)
    _closures(b, instance, calendar)
    _spared(b)


def capacity_in_place(
    instance: Instance, calendar: Calendar, position: Mapping[str, int]
) -> Floats:
    """Capacity of the table, by facility (in the order of ``position``) and moment, in its unit."""
    units = dict(
        zip(
            instance.table("facilities")["facility"],
            instance.table("facilities")["unit"],
            strict=True,
        )
    )
    table = instance.table("capacities")
    scale = [
        factor(unit, units[facility]) if unit else 1.0
        for facility, unit in pairs_of(table, "facility", "unit")
    ]
    table = table.with_columns(capacity=table["capacity"] * np.array(scale, dtype=float))
    stated = calendar.step_values(table, ["facility"], "capacity", dict(position), 0.0)
    return stated * swung(instance, calendar, "capacity", _rungs(instance, position))


def _rungs(instance: Instance, facilities: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    """Site of each facility, and the rungs of what it can do."""
    site = dict(pairs_of(instance.table("facilities"), "facility", "site"))
    rung = dict(pairs_of(instance.table("processes"), "process", "rung"))
    worked: dict[str, set[str]] = {facility: set() for facility in site}
    for facility, process in pairs_of(instance.table("operations"), "facility", "process"):
        worked[facility].add(rung[process])
    return [(site[facility], frozenset(worked[facility])) for facility in facilities]


def _cost_swings(instance: Instance, calendar: Calendar, pairs: list[tuple[str, str]]) -> Floats:
    """The factor on the cost of each operation in each moment."""
    site = dict(pairs_of(instance.table("facilities"), "facility", "site"))
    rung = dict(pairs_of(instance.table("processes"), "process", "rung"))
    return swung(instance, calendar, "cost", ((site[f], rung[p]) for f, p in pairs))


def _operations(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    remaining: Remaining,
) -> None:
    table = instance.table("operations")
    pairs = list(pairs_of(table, "facility", "process"))
    b.add_set("operations", (label(*p) for p in pairs), "a process run in a facility")
    facility = [b.sets["facilities"].position[f] for f, _ in pairs]
    everything = np.arange(len(pairs))
    b.add_relation(
        "running", "facilities", "operations", (facility, everything), "operations of a facility"
    )
    b.add_parameter(
        "capacity_use",
        "operations",
        table["capacity_use"],
        "unit/activity",
        "capacity used per unit of activity",
    )
    b.add_parameter(
        "variable_cost",
        ("operations", "moments"),
        table["variable_cost"].to_numpy()[:, None] * _cost_swings(instance, calendar, pairs),
        "money/activity",
        "per unit of activity",
    )
    site_of = dict(pairs_of(instance.table("facilities"), "facility", "site"))
    used: dict[str, list[tuple[str, float]]] = {}
    recipes = instance.table("recipes")
    for process, commodity, coefficient in zip(
        recipes["process"], recipes["commodity"], recipes["coefficient"], strict=True
    ):
        used.setdefault(process, []).append((commodity, coefficient))
    entries = [
        (accounts[site_of[f], commodity], at, f, p, commodity, coefficient)
        for at, (f, p) in enumerate(pairs)
        for commodity, coefficient in used.get(p, ())
    ]
    b.add_set(
        "entries",
        (label(e[2], e[3], e[4]) for e in entries),
        "a commodity made or used by an operation",
    )
    b.add_parameter(
        "coefficient",
        "entries",
        [e[5] for e in entries],
        "unit/activity",
        "made positive, used negative",
    )
    ids = np.arange(len(entries))
    b.add_relation(
        "entries_of",
        "accounts",
        "entries",
        ([e[0] for e in entries], ids),
        "what operations make and use in an account",
    )
    b.add_relation(
        "operation_of",
        "entries",
        "operations",
        (ids, [e[1] for e in entries]),
        "the operation that makes or uses",
    )
    _struck(b, facility, remaining)


def _struck(b: Builder, facility: list[int], remaining: Remaining) -> None:
    """Operations whose stage or rung is struck at some moment get a limit of their own."""
    struck = np.flatnonzero((remaining.of_operation < 1.0).any(axis=1))
    labels = b.sets["operations"].labels
    b.add_set("struck", (labels[o] for o in struck), "operations in a stage or rung that is struck")
    b.add_relation(
        "home_of_struck",
        "struck",
        "facilities",
        (np.arange(struck.size), [facility[o] for o in struck]),
        "its facility",
    )
    b.add_parameter(
        "struck_fraction",
        ("struck", "moments"),
        remaining.of_operation[struck],
        "1",
        "fraction of the facility's working capacity open to the operation",
    )


def _vintages(b: Builder, instance: Instance, calendar: Calendar) -> None:
    """A vintage is an expansion decided in a period, where that is allowed and comes online."""
    table = instance.table("expansions")
    names = list(table["expansion"])
    b.add_set("expansions", names, "ways to add capacity")
    rows = list(table.iter_rows(named=True))
    vintages: list[tuple[int, int, int]] = []
    for at, row in enumerate(rows):
        low, high = calendar.window(row["first_period"], row["last_period"])
        for decided in range(low, high + 1):
            online = calendar.online(decided, row["lead_days"])
            if online < len(calendar.periods):
                vintages.append((at, decided, online))
    b.add_set(
        "vintages",
        (f"{names[e]}@{calendar.periods[u]}" for e, u, _ in vintages),
        "an expansion decided in a period",
    )
    ids = np.arange(len(vintages))
    expansion = [v[0] for v in vintages]
    b.add_relation("vintages_of", "expansions", "vintages", (expansion, ids), "its vintages")
    b.add_relation(
        "decided_in",
        "periods",
        "vintages",
        ([v[1] for v in vintages], ids),
        "vintages decided in a period",
    )

    def each(column: str) -> Floats:
        return np.array([rows[e][column] for e in expansion], dtype=float)

    share = 1.0 - each("subsidy")
    b.add_parameter(
        "size_min", "vintages", each("size_min"), "unit/year", "least size of one build"
    )
    b.add_parameter(
        "size_max", "vintages", each("size_max"), "unit/year", "greatest size of one build"
    )
    b.add_parameter("max_builds", "expansions", table["max_builds"], "1", "builds over the horizon")
    b.add_parameter("most_builds", "vintages", each("max_builds"), "1", "builds of the expansion")
    b.add_parameter("fixed_capex", "vintages", each("fixed_capex"), "money", "per build")
    b.add_parameter(
        "unit_capex", "vintages", each("unit_capex"), "money per unit/year", "per capacity"
    )
    b.add_parameter("subsidy_rate", "vintages", 1.0 - share, "1", "fraction of capex others pay")
    total = calendar.elapsed[-1]
    life = each("life_years")
    used = total - np.array([calendar.elapsed[v[2]] for v in vintages])
    left = np.maximum(0.0, 1.0 - used / life) if vintages else np.zeros(0)
    b.add_parameter(
        "value_left",
        "vintages",
        left * share,
        "1",
        "fraction of capex still worth something at the end, without subsidy",
    )
    _groups(b, table["choose_one"].to_list(), expansion)
    _online(b, instance, calendar, vintages, [rows[e]["ramp"] for e in expansion])


def _online(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    vintages: list[tuple[int, int, int]],
    ramps: list[str],
) -> None:
    """``ramps``: the name of each vintage's ramp, empty for none."""
    known = _ramps(instance)
    facility = instance.table("expansions")["facility"].to_list()
    position, period_of = b.sets["facilities"].position, np.array(calendar.period_of)
    home = np.array([position[facility[v[0]]] for v in vintages], dtype=np.int64)
    online = np.array([v[2] for v in vintages], dtype=np.int64)
    vintage, moment = np.nonzero(period_of[None, :] >= online[:, None])
    b.add_relation(
        "online",
        ("facilities", "moments"),
        "vintages",
        (home[vintage] * period_of.size + moment, vintage),
        "vintages that give capacity to a facility at a moment",
    )
    works: dict[tuple[str, int], Floats] = {}
    for name, first in {(r, v[2]) for r, v in zip(ramps, vintages, strict=True)}:
        works[name, first] = _working(calendar, known.get(name, {}), first)
    fraction = [works[r, v[2]] for r, v in zip(ramps, vintages, strict=True)]
    ramp = np.array(fraction).reshape(len(vintages), len(calendar.periods))[:, period_of]
    b.add_parameter("ramp", ("vintages", "moments"), ramp, "1", "fraction of a vintage that works")


def _working(calendar: Calendar, ramp: dict[int, float], online: int) -> Floats:
    """Fraction that works in each period of what is online from ``online`` on."""
    works = np.zeros(len(calendar.periods))
    for period in range(online, works.size):
        works[period] = _ramp(ramp, calendar.whole_years(online, period))
    return works


def _ramps(instance: Instance) -> dict[str, dict[int, float]]:
    result: dict[str, dict[int, float]] = {}
    table = instance.table("ramps")
    for name, age, fraction in zip(table["ramp"], table["age"], table["fraction"], strict=True):
        result.setdefault(name, {})[age] = fraction
    return result


def _ramp(ramp: dict[int, float], age: int) -> float:
    if not ramp:
        return 1.0
    return ramp.get(max((a for a in ramp if a <= age), default=-1), 0.0)


def _groups(b: Builder, group: list[str], expansion: list[int]) -> None:
    names = sorted({g for g in group if g})
    b.add_set("alternatives", names, "groups of expansions of which one may be built")
    members = [(names.index(group[e]), v) for v, e in enumerate(expansion) if group[e]]
    b.add_relation(
        "choices",
        "alternatives",
        "vintages",
        ([m[0] for m in members], [m[1] for m in members]),
        "vintages of the group",
    )


def _closures(b: Builder, instance: Instance, calendar: Calendar) -> None:
    """A closure is a closable facility and the period from which it is closed."""
    table = instance.table("facilities")
    closable = table.filter(table["closable"])
    periods = len(calendar.periods)
    b.add_set(
        "closures",
        (f"{f}@{p}" for f in closable["facility"] for p in calendar.periods),
        "a closable facility and a period in which it is closed",
    )
    home = [b.sets["facilities"].position[f] for f in closable["facility"]]
    count = len(calendar.moments)
    keys = [h * count + n for h in home for n in range(count)]
    members = [c * periods + m.period for c in range(len(home)) for m in calendar.moments]
    b.add_relation(
        "closed_at",
        ("facilities", "moments"),
        "closures",
        (keys, members),
        "the closure that says whether the facility is closed at the moment",
    )
    ids = np.arange(len(home) * periods).reshape(len(home), periods)
    b.add_relation(
        "closed_before",
        "closures",
        "closures",
        (ids[:, 1:].ravel(), ids[:, :-1].ravel()),
        "the same facility a period before",
    )
    b.add_relation(
        "closures_in",
        "periods",
        "closures",
        (np.tile(np.arange(periods), len(home)), ids.ravel()),
        "closures of the period",
    )
    b.add_parameter(
        "closing_cost",
        "closures",
        np.repeat(closable["closing_cost"], periods),
        "money",
        "paid once on closing",
    )


def _spared(b: Builder) -> None:
    """A closed facility has no least use, not even of what was built there."""
    online, values = b.relations["online"], {n: p.values for n, p in b.parameters.items()}
    facilities, moments = values["working"].shape
    key = np.repeat(np.arange(facilities * moments), np.diff(online.pointers))
    largest = values["size_max"] * values["most_builds"]
    ramped = values["ramp"][online.members, key % moments] * largest[online.members]
    built = np.bincount(key, ramped, facilities * moments).reshape(facilities, moments)
    home = [b.sets["facilities"].position[f] for f in b.sets["pressed"].labels]
    b.add_parameter(
        "spared",
        ("pressed", "moments"),
        values["minimum_use"] * (values["working"] * built)[home],
        "unit",
        "most that the least use of new builds can come to",
    )
