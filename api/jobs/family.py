"""Jobs that consist of others: a sweep waits for its children, then puts them side by side.

The parent has no worker while it waits (its phase is ``children``). Whoever ends the last child
queues the parent in the same transaction, so that no crash comes between. A stop or cancel of the
parent is written down first and then passed to each child; ``passed_on`` does what a crash left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api.database import JOB
from api.jobs.states import ACTIVE, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.database import Database
    from api.jobs.rows import Row

WAITING = "children"
"""The phase of a parent whose children are at it."""


MEMBER = "crew"
"""The kind of jobs that help a running one, whose end nobody waits for (``crews``)."""


def is_waiting(row: Row) -> bool:
    """Whether a job waits for its children."""
    return row.phase == WAITING and row.worker is None


def is_gathering(row: Row) -> bool:
    """Whether a job is queued to put its children side by side, which a stop only hastens."""
    return bool(row.state == State.QUEUED and row.attempts == 0 and row.started_at is not None)


def gathered(connection: sa.Connection, parent: str) -> bool:
    """Queue a parent that waits, if its last child has ended; whether it was.

    Taking the parent's row first lets two children that end at once see each other.
    """
    waits = sa.and_(JOB.c.id == parent, JOB.c.phase == WAITING, JOB.c.worker.is_(None))
    if connection.execute(sa.update(JOB).where(waits).values(phase=WAITING)).rowcount == 0:
        return False
    active = sa.select(sa.func.count()).where(JOB.c.parent == parent, JOB.c.state.in_([*ACTIVE]))
    if connection.execute(active).scalar_one():
        return False
    again = {"state": State.QUEUED, "ticket": JOB.c.ticket + 1, "handed": False, "phase": None}
    connection.execute(sa.update(JOB).where(waits).values(again))
    return True


def children(database: Database, parent: str) -> list[Row]:
    """The children of a job, in the order of its patches."""
    found = sa.select(JOB).where(JOB.c.parent == parent).order_by(JOB.c.place)
    with database.reading() as connection:
        return list(connection.execute(found))


def unwished(database: Database) -> Iterator[tuple[Row, State]]:
    """Children that are still to hear of their parent's stop or cancel, and which."""
    above = JOB.alias("above")
    query = (
        sa.select(JOB, above.c.state.label("wish"))
        .join(above, JOB.c.parent == above.c.id)
        .where(
            sa.or_(
                sa.and_(
                    above.c.state == State.CANCELLED,
                    JOB.c.state.in_([State.QUEUED, State.RUNNING, State.STOPPING]),
                ),
                sa.and_(
                    above.c.state == State.STOPPING,
                    above.c.phase == WAITING,
                    JOB.c.state.in_([State.QUEUED, State.RUNNING]),
                ),
            )
        )
    )
    with database.reading() as connection:
        rows: list[Any] = list(connection.execute(query))
    for row in rows:
        yield row, State.CANCELLING if row.wish == State.CANCELLED else State.STOPPING


def forgotten(database: Database) -> list[str]:
    """Parents that wait though no child of theirs is left to end, if any."""
    child = JOB.alias("child")
    left = sa.select(child.c.id).where(child.c.parent == JOB.c.id, child.c.state.in_([*ACTIVE]))
    query = sa.select(JOB.c.id).where(
        JOB.c.phase == WAITING,
        JOB.c.worker.is_(None),
        JOB.c.state.in_([State.RUNNING, State.STOPPING]),
        sa.not_(sa.exists(left)),
    )
    with database.reading() as connection:
        return [row.id for row in connection.execute(query)]
