"""How rows of jobs and events are written and read, by tenants and workers alike."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api.database import EVENT, JOB
from api.jobs.family import gathered
from api.jobs.states import State, Termination, sources

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = Any
"""A row of ``JOB`` or ``EVENT``; its columns are attributes."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a job; ``number`` counts from 1 without gaps."""

    number: int
    at: float
    kind: str
    data: dict[str, Any]


def now() -> float:
    """Seconds since 1970, UTC."""
    return time.time()


def note(connection: sa.Connection, job: str, kind: str, data: Mapping[str, Any]) -> None:
    """Add an event; the caller has written the job's row before, so that numbers do not clash."""
    last = sa.select(sa.func.coalesce(sa.func.max(EVENT.c.number), 0)).where(EVENT.c.job == job)
    text = json.dumps(data, allow_nan=False, ensure_ascii=False)
    number = connection.execute(last).scalar_one() + 1
    connection.execute(
        sa.insert(EVENT).values(job=job, number=number, at=now(), kind=kind, data=text)
    )


def move(
    connection: sa.Connection, where: sa.ColumnElement[bool], target: State, **values: Any
) -> bool:
    """Bring the job to ``target`` if a step leads there from where it is; say whether it did."""
    stepped = (
        sa.update(JOB).where(where, JOB.c.state.in_(sources(target))).values(state=target, **values)
    )
    return connection.execute(stepped).rowcount == 1


def finish(
    connection: sa.Connection,
    job: str,
    where: sa.ColumnElement[bool],
    state: State,
    termination: Termination,
    **values: Any,
) -> bool:
    """Bring the job to ``state``, one of its ends, and tell so; say whether it did.

    The parent of a last child is queued, to put the children side by side.
    """
    values |= {"termination": termination, "ended_at": now()}
    if not move(connection, where, state, **values):
        return False
    shown = {name: values[name] for name in ("message", "has_solution") if values.get(name)}
    note(connection, job, "end", {"state": state, "termination": termination, **shown})
    above = connection.execute(sa.select(JOB.c.parent).where(JOB.c.id == job)).scalar()
    if above is not None and gathered(connection, above):
        note(connection, above, "queued", {"again": True})
    return True


def event_of(row: Row) -> Event:
    """The event in a row of ``EVENT``."""
    return Event(row.number, row.at, row.kind, json.loads(row.data))
