"""The scenario tree of an instance, and instances derived from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.instance import completed
from optimizer.data.network.moments import Calendar
from optimizer.data.tables import TABLES

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

    Its lineage is kept, each scenario with probability 1; all other scenarios are dropped with
    their rows. Moments keep their names, so plans of it read like plans of the tree.
    """
    lineage = Calendar(instance).lineage(scenario)
    tables = {
        name: frame.filter(pl.col("scenario").is_in(lineage))
        for name, frame in instance.tables.items()
        if "scenario" in frame.columns
    }
    tables["scenarios"] = tables["scenarios"].with_columns(probability=pl.lit(1.0))
    return replaced(instance, tables)


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
