"""People: pools of a skill in an area, posts that new capacity opens, classes that fill pools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.accounts import label, pairs_of
from optimizer.data.network.struck import places

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder

Row = dict[str, Any]


def derive(b: Builder, instance: Instance, calendar: Calendar) -> None:
    """Sets ``pools``, ``posts`` (a vintage that needs a pool) and ``classes`` (when one begins)."""
    table = instance.table("workforce")
    pools = list(dict.fromkeys(pairs_of(table, "skill", "area")))
    b.add_set("pools", (label(*pool) for pool in pools), "people of a skill in an area")
    position = {pool: at for at, pool in enumerate(pools)}
    there = np.zeros((len(pools), len(calendar.periods)))
    for row in sorted(table.iter_rows(named=True), key=lambda r: calendar.position[r["period"]]):
        since = calendar.position[row["period"]]
        there[position[row["skill"], row["area"]], since:] = row["people"]
    b.add_parameter("people_there", ("pools", "periods"), there, "people", "free for new plants")
    _posts(b, instance, calendar, pools)
    _classes(b, instance, calendar, pools)


def _posts(
    b: Builder, instance: Instance, calendar: Calendar, pools: list[tuple[str, ...]]
) -> None:
    where = places(instance)
    site = dict(pairs_of(instance.table("facilities"), "facility", "site"))
    rung = dict(pairs_of(instance.table("processes"), "process", "rung"))
    rungs: dict[str, set[str]] = {facility: set() for facility in site}
    for facility, process in pairs_of(instance.table("operations"), "facility", "process"):
        rungs[facility].add(rung[process])
    jobs = list(instance.table("jobs").iter_rows(named=True))
    offers = {row["expansion"]: row for row in instance.table("expansions").iter_rows(named=True)}
    found: list[tuple[int, int, float]] = []
    online: list[int] = []
    for at, vintage in enumerate(b.sets["vintages"].labels):
        expansion, _, decided = vintage.rpartition("@")
        facility = offers[expansion]["facility"]
        country = where.country_of_site[site[facility]]
        for pool, (skill, area) in enumerate(pools):
            if not where.within(country, area):
                continue
            people = sum(
                job["people"]
                for job in jobs
                if job["skill"] == skill
                and (not job["rung"] or job["rung"] in rungs[facility])
                and where.within(country, job["country"])
            )
            if people:
                found.append((pool, at, people))
                lead = offers[expansion]["lead_days"]
                online.append(calendar.online(calendar.position[decided], lead))
    pool_labels, vintages = b.sets["pools"].labels, b.sets["vintages"].labels
    b.add_set("posts", (label(pool_labels[p], vintages[v]) for p, v, _ in found), "work for a pool")
    ids = np.arange(len(found))
    b.add_relation("post_of", "posts", "vintages", (ids, [v for _, v, _ in found]), "its vintage")
    count = len(calendar.periods)
    open_ = [
        (p * count + t, post)
        for post, ((p, _, _), first) in enumerate(zip(found, online, strict=True))
        for t in range(first, count)
    ]
    b.add_relation(
        "posts_at",
        ("pools", "periods"),
        "posts",
        ([key for key, _ in open_], [post for _, post in open_]),
        "work that is there by then",
    )
    people = [people for _, _, people in found]
    b.add_parameter("people_needed", "posts", people, "people per unit/year", "by capacity")


def _classes(
    b: Builder, instance: Instance, calendar: Calendar, pools: list[tuple[str, ...]]
) -> None:
    position = {pool: at for at, pool in enumerate(pools)}
    rows = list(instance.table("trainings").iter_rows(named=True))
    found: list[tuple[Row, int]] = []
    for row in rows:
        low, high = calendar.window(row["first_period"], row["last_period"])
        if (row["skill"], row["area"]) in position:
            found += [(row, period) for period in range(low, high + 1)]
    b.add_set(
        "classes",
        (f"{row['training']}@{calendar.periods[period]}" for row, period in found),
        "a training that begins in a period",
    )
    count = len(calendar.periods)
    ready = [
        (position[row["skill"], row["area"]] * count + t, at)
        for at, (row, period) in enumerate(found)
        for t in range(calendar.online(period, row["days"]), count)
    ]
    b.add_relation(
        "classes_ready",
        ("pools", "periods"),
        "classes",
        ([key for key, _ in ready], [at for _, at in ready]),
        "who has been trained by then",
    )
    begun = [period for _, period in found]
    b.add_relation(
        "classes_in", "periods", "classes", (begun, np.arange(len(found))), "begun in a period"
    )
    years = calendar.years
    most = [np.inf if row["most"] is None else row["most"] * years[period] for row, period in found]
    b.add_parameter("places_in_class", "classes", np.array(most, dtype=float), "people", "most")
    cost = [row["cost"] for row, _ in found]
    b.add_parameter("training_cost", "classes", cost, "money/people", "for each")
