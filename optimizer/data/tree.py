"""The scenario tree of an instance, and instances derived from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.instance import completed
from optimizer.data.network.moments import TRUNK, Calendar
from optimizer.data.tables import TABLES
from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.data.instance import Instance


@dataclass(frozen=True)
class Course:
    """One sure course of events: a path through the tree from the first period to a last moment.

    ``scenario`` is the branch in which it ends (``""``: nothing branches off), ``probability`` that
    of its last moment, which is 0 for a branch that is only to be survived.
    """

    scenario: str
    probability: float


def courses(instance: Instance) -> tuple[Course, ...]:
    """All courses, in the order of the tree's last moments; probabilities add to 1."""
    moments = Calendar(instance).moments
    followed = {moment.before for moment in moments}
    return tuple(
        Course(moment.scenario, moment.probability)
        for at, moment in enumerate(moments)
        if at not in followed
    )


def along(instance: Instance, scenario: str) -> Instance:
    """The instance in which the course that ends in ``scenario`` is sure, and known from the start.

    Its lineage is kept, each scenario with probability 1 and without an end of its own; all other
    scenarios are dropped with their rows. Moments keep their names, so plans of it read like plans
    of the tree.
    """
    lineage = Calendar(instance).lineage(scenario)
    tables = _of_scenarios(instance, lineage)
    sure = {"probability": pl.lit(1.0), "last_period": pl.lit("")}
    tables["scenarios"] = tables["scenarios"].with_columns(**sure)
    return replaced(instance, tables)


def reckoned(instance: Instance, which: str | tuple[str, ...] = "planned") -> Instance:
    """The instance with the scenarios that a plan reckons with, and no others.

    ``which``: ``planned`` (those marked so), ``all``, ``none`` or names, whose ancestors come
    along; or ``sample:COUNT:SEED``, for samples from ``outage_rates`` in their place. The others
    are dropped with all their rows; what a dropped branch had of the chance stays with its parent.
    Those kept are marked as planned, so that reckoning once more changes nothing.

    Raises:
        SettingsError: a name that no scenario has, or nothing to sample from.
    """
    if isinstance(which, str) and which.startswith("sample:"):
        from optimizer.data.sampling import sampled  # which derives instances with this file

        _, count, seed = which.split(":")
        return sampled(instance, int(count), int(seed))
    table = instance.table("scenarios")
    if isinstance(which, str):
        wanted = {
            "planned": table.filter("planned")["scenario"].to_list(),
            "all": table["scenario"].to_list(),
            "none": [],
        }[which]
    else:
        wanted = list(which)
        _require_known(wanted, table["scenario"].to_list())
    calendar = Calendar(instance)
    kept = {TRUNK}.union(*(calendar.lineage(scenario) for scenario in wanted))
    if table.filter("planned").height == table.height == len(kept) - 1:
        return instance
    tables = _of_scenarios(instance, kept)
    tables["scenarios"] = tables["scenarios"].with_columns(planned=pl.lit(value=True))
    return replaced(instance, tables)


def _require_known(names: Iterable[str], known: list[str]) -> None:
    if unknown := [name for name in names if name not in known]:
        there = f"there are {', '.join(known)}" if known else "the instance has none"
        raise SettingsError(f"no scenario is called {', '.join(unknown)}; {there}")


def _of_scenarios(instance: Instance, kept: Iterable[str]) -> dict[str, pl.DataFrame]:
    """Every table by scenario, with the rows of those scenarios (``""``: the trunk) alone."""
    return {
        name: frame.filter(pl.col("scenario").is_in(list(kept)))
        for name, frame in instance.tables.items()
        if "scenario" in frame.columns
    }


def replaced(instance: Instance, tables: Mapping[str, pl.DataFrame]) -> Instance:
    """The instance with other tables in the place of those named; nothing is checked."""
    merged = {**instance.tables, **{n: completed(TABLES[n], f) for n, f in tables.items()}}
    return replace(instance, tables=MappingProxyType(merged))


def extended(instance: Instance, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Instance:
    """The instance with more rows: ``{table: [{column: value}]}``; what is left out is default."""
    tables = {}
    for name, added in rows.items():
        if listed := list(added):
            frame = instance.tables[name]
            cells = {
                column: [row.get(column) for row in listed]
                for column in dict.fromkeys(c for row in listed for c in row)
            }
            types = {c: t for c, t in frame.schema.items() if c in cells}
            more = completed(TABLES[name], pl.DataFrame(cells, schema=types))
            tables[name] = pl.concat([frame, more])
    return replaced(instance, tables)
