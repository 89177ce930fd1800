"""Rules: duties in force at a moment, what they count, and what missing them costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.counted import SHARES, duties
from optimizer.data.network.serving import collection_rates
from optimizer.errors import FormulationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.data.instance import Instance
    from optimizer.data.network.counted import Amounts, Duty
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats

_COUNTED = {
    "activity": ("uses", "operations", "1/activity", "activity that a duty counts"),
    "served": ("deliveries", "servings", "1/energy", "deliveries that a duty counts"),
    "flow": ("imports", "shipments", "1/unit", "shipments that a duty counts"),
}
"""Kinds of what is counted: names, the set, the unit of an amount, what it is."""


def derive(b: Builder, instance: Instance, calendar: Calendar, obliged: Floats) -> None:
    """Set ``duties``, a row each: what is counted, and breached, is at least ``demanded``.

    ``obliged``: by moment, 0 after a disruption that nobody foresaw: the row is empty then.
    """
    found = duties(instance)
    force = _in_force(calendar, found)
    rows = [(d, int(n)) for d in range(len(found)) for n in np.flatnonzero(force[d])]
    moments = b.sets["moments"].labels
    b.add_set(
        "duties",
        (f"{found[d].label}@{moments[n]}" for d, n in rows),
        "a rule or a part of it, in force at a moment",
    )
    ids = np.arange(len(rows))
    b.add_relation("duty_moment", "duties", "moments", (ids, [n for _, n in rows]), "its moment")
    for kind in _COUNTED:
        _counted(b, kind, found, rows)
    _capacities(b, found, rows, obliged)
    _returns(b, instance, calendar, found, rows)
    bound = np.array([float(obliged[n] > 0) for _, n in rows])
    b.add_parameter("binding", "duties", bound, "1", "0 where disruptions have released all")
    _prices(b, found, rows)


def _in_force(calendar: Calendar, found: list[Duty]) -> NDArray[np.bool_]:
    """Whether each duty is in force, by duty and moment."""
    result = np.zeros((len(found), len(calendar.moments)), dtype=bool)
    for at, duty in enumerate(found):
        when = calendar.in_force(duty.row["first_date"], duty.row["last_date"])
        result[at] = np.array(when)[calendar.period_of]
    return result


def _spread(
    b: Builder, name: str, member: str, sizes: list[int], rows: list[tuple[int, int]], doc: str
) -> None:
    """A relation from each row of duties to what its duty counts, wherever it is in force."""
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    keys = [np.full(sizes[d], x, dtype=np.int64) for x, (d, _) in enumerate(rows)]
    members = [np.arange(starts[d], starts[d + 1]) for d, _ in rows]
    none = np.zeros(0, dtype=np.int64)
    pairs = (np.concatenate([none, *keys]), np.concatenate([none, *members]))
    b.add_relation(name, "duties", member, pairs, doc)


def _counted(b: Builder, kind: str, found: list[Duty], rows: list[tuple[int, int]]) -> None:
    name, over, unit, doc = _COUNTED[kind]
    amounts: list[Amounts] = [getattr(duty, kind) for duty in found]
    keys = [(duty.label, key) for duty, own in zip(found, amounts, strict=True) for key in own]
    b.add_set(f"counted_{name}", (f"{d}|{'|'.join(key)}" for d, key in keys), doc)
    position = b.sets[over].position
    ids = np.arange(len(keys))
    at = [position["|".join(key)] for _, key in keys]
    b.add_relation(f"{name}_of", f"counted_{name}", over, (ids, at), f"the {kind} counted")
    worth = [
        duty.sign * (more - duty.row["level"] * less)
        for duty, own in zip(found, amounts, strict=True)
        for more, less in own.values()
    ]
    b.add_parameter(
        f"worth_of_{name}",
        f"counted_{name}",
        worth,
        unit,
        "what it adds to the duty, less the level of what it is a share of",
    )
    sizes = [len(own) for own in amounts]
    _spread(b, f"{name}_counted", f"counted_{name}", sizes, rows, f"{kind} that counts")


def _capacities(
    b: Builder, found: list[Duty], rows: list[tuple[int, int]], obliged: Floats
) -> None:
    pairs = [(duty, facility) for duty in found for facility in duty.capacity]
    b.add_set(
        "counted_plants",
        (f"{duty.label}|{facility}" for duty, facility in pairs),
        "facilities whose capacity a duty counts",
    )
    home = [b.sets["facilities"].position[facility] for _, facility in pairs]
    ids = np.arange(len(pairs))
    b.add_relation("plant_of", "counted_plants", "facilities", (ids, home), "the facility counted")
    worth = [duty.sign * duty.capacity[facility] for duty, facility in pairs]
    b.add_parameter(
        "worth_of_plant", "counted_plants", worth, "1", "throughput by unit of its capacity"
    )
    sizes = [len(duty.capacity) for duty in found]
    _spread(b, "plants_counted", "counted_plants", sizes, rows, "facilities that count")
    years, step = b.parameters["years"].values, b.parameters["step_capacity"].values
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
    demanded = []
    for d, n in rows:
        own = slice(starts[d], starts[d + 1])
        there = float(np.dot(worth[own], step[home[own], n])) if sizes[d] else 0.0
        duty = found[d]
        wanted = 0.0 if duty.row["kind"] in SHARES else duty.sign * duty.row["level"]
        demanded.append(years[n] * (wanted - there) if obliged[n] > 0 else 0.0)
    b.add_parameter(
        "demanded", "duties", demanded, "unit", "the level, less what is there without our doing"
    )


def _returns(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    found: list[Duty],
    rows: list[tuple[int, int]],
) -> None:
    """What is collected, less the level of all that retires: the rate of collection is given."""
    position = b.sets["returning"].position
    pairs = [(duty, "|".join(key)) for duty in found for key in sorted(duty.collected)]
    b.add_set(
        "counted_returns",
        (f"{duty.label}|{key}" for duty, key in pairs),
        "returns that a duty counts",
    )
    ids, at = np.arange(len(pairs)), [position[key] for _, key in pairs]
    b.add_relation(
        "return_counted", "counted_returns", "returning", (ids, at), "the return counted"
    )
    worth = np.zeros((0, len(calendar.moments)))
    if pairs:
        in_force = sorted({n for d, n in rows if found[d].collected})
        worth = _collecting(instance, calendar, pairs, in_force)
    b.add_parameter(
        "worth_of_return",
        ("counted_returns", "moments"),
        worth,
        "energy/unit",
        "energy collected, less the level of the energy that retires",
    )
    sizes = [len(duty.collected) for duty in found]
    _spread(b, "returns_counted", "counted_returns", sizes, rows, "returns that count")


def _collecting(
    instance: Instance, calendar: Calendar, pairs: list[tuple[Duty, str]], when: list[int]
) -> Floats:
    """By duty and return × moment: energy collected less its level, by unit collected."""
    keys = [tuple(key.split("|")) for _, key in pairs]
    per_energy = dict(pairs_of(instance.table("chemistries"), "chemistry", "eol_per_energy"))
    energy = np.array([1.0 / per_energy[key[2]] for key in keys])[:, None]
    rate = collection_rates(instance, calendar, keys)
    if (rate[:, when] <= 0).any():
        raise FormulationError("a rule on collection is about returns that nobody collects")
    sign = np.array([duty.sign for duty, _ in pairs])[:, None]
    level = np.array([duty.row["level"] for duty, _ in pairs])[:, None]
    return np.asarray(sign * energy * (1.0 - level / np.where(rate > 0, rate, np.inf)))


def _prices(b: Builder, found: list[Duty], rows: list[tuple[int, int]]) -> None:
    """Set ``breakable``: duties that may be missed at a price."""
    priced = [d for d, duty in enumerate(found) if duty.row["price"] is not None]
    b.add_set("breakable", (found[d].label for d in priced), "duties that may be missed at a price")
    price = [found[d].row["price"] for d in priced]
    b.add_parameter("breach_price", "breakable", price, "money/unit", "for each unit missed")
    place = {d: p for p, d in enumerate(priced)}
    free = np.zeros((len(priced), len(b.sets["moments"])))
    bound = b.parameters["binding"].values
    for (d, n), binds in zip(rows, bound, strict=True):
        if d in place and binds:
            free[place[d], n] = np.inf
    b.add_parameter(
        "breach_max", ("breakable", "moments"), free, "unit", "none where it is not in force"
    )
    pairs = [(x, place[d]) for x, (d, _) in enumerate(rows) if d in place]
    b.add_relation(
        "breach_of", "duties", "breakable", ([p[0] for p in pairs], [p[1] for p in pairs]), "itself"
    )
