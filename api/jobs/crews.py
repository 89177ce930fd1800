"""Crews: jobs that help an attempt of another, and what they and it say to each other.

A member is a job like any other: any worker on any machine takes it, and where that worker dies
another does. It belongs to one attempt of the job that it helps. Of each member the newest question
and the newest answer are kept, nothing else; what is large lies in a file of the home, and its name
(the SHA-256 of its content) is said. A member whose row is gone, or whose attempt is over, is not
wanted any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from api.database import CREW, JOB
from api.jobs.family import MEMBER
from api.jobs.records import NewJob
from api.jobs.rows import Row, finish, now
from api.jobs.states import State, Termination

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.database import Database
    from api.jobs.attempts import Attempt
    from api.jobs.records import Records

_ABOVE = JOB.alias("above")
_HELPED = sa.and_(
    _ABOVE.c.id == CREW.c.parent,
    _ABOVE.c.attempts == CREW.c.attempt,
    _ABOVE.c.state.in_([State.RUNNING, State.STOPPING]),
)
"""The attempt that a member helps goes on."""

OVER = "what it was to help is over"


class Crews:
    """The crews in a database. Whatever a superseded attempt writes changes nothing."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._database: Database = records.database

    def recruit(self, attempt: Attempt, count: int) -> int:
        """Ask for members; how many, for the tenant may have only so many jobs at once."""
        with self._database.writing() as connection:
            # Taking the row first, so that the attempt does not end meanwhile.
            taken = sa.update(JOB).where(attempt.mine).values(beat_at=now())
            if connection.execute(taken).rowcount == 0:
                return 0
            row = connection.execute(sa.select(JOB).where(attempt.mine)).one()
            last = sa.select(sa.func.max(JOB.c.place)).where(JOB.c.parent == attempt.job)
            first = connection.execute(last).scalar()
            active = self._records.active(connection, attempt.tenant)
            most = max(self._records.most(attempt.tenant) - active, 0)
            places = [(-1 if first is None else first) + 1 + at for at in range(min(count, most))]
            for place in places:
                new = _member_of(attempt, row, place)
                job = self._records.stored(connection, new, parent=attempt.job, place=place)
                of = {"member": job, "parent": attempt.job, "attempt": attempt.number}
                connection.execute(sa.insert(CREW).values(of))
        return len(places)

    def ask(self, attempt: Attempt, questions: Mapping[str, str]) -> None:
        """The newest question to each member, by the id of its job."""
        mine = sa.select(JOB.c.id).where(attempt.mine).exists()
        with self._database.writing() as connection:
            for member, question in questions.items():
                this = sa.and_(CREW.c.member == member, _of(attempt), mine)
                values = {"asked": CREW.c.asked + 1, "question": question}
                connection.execute(sa.update(CREW).where(this).values(values))

    def seen(self, attempt: Attempt) -> list[Row]:
        """The members of an attempt: their jobs' ``id``, ``place`` and ``state``, and answers."""
        columns = JOB.c.id, JOB.c.place, JOB.c.state, CREW.c.said, CREW.c.answer
        query = sa.select(*columns).join(CREW, CREW.c.member == JOB.c.id).where(_of(attempt))
        with self._database.reading() as connection:
            return list(connection.execute(query.order_by(JOB.c.place)))

    def dismiss(self, attempt: Attempt) -> None:
        """Let all members go: those that are at work hear of it, the others never begin."""
        with self._database.writing() as connection:
            found = sa.select(CREW.c.member).where(_of(attempt))
            members = list(connection.execute(found).scalars())
            connection.execute(sa.delete(CREW).where(_of(attempt)))
        self._end_waiting(members)

    def wanted(self, member: Attempt) -> Row | None:
        """How often a member was ``asked``, and the newest ``question``; ``None`` at the end."""
        query = sa.select(CREW.c.asked, CREW.c.question).join(_ABOVE, _HELPED)
        with self._database.reading() as connection:
            found: Row | None = connection.execute(
                query.where(CREW.c.member == member.job)
            ).one_or_none()
        return found

    def say(self, member: Attempt, answer: str) -> None:
        """The newest answer of a member."""
        mine = sa.select(JOB.c.id).where(member.mine).exists()
        this = sa.and_(CREW.c.member == member.job, mine)
        values = {"said": CREW.c.said + 1, "answer": answer}
        with self._database.writing() as connection:
            connection.execute(sa.update(CREW).where(this).values(values))

    def mend(self) -> None:
        """Do what a crash left: forget crews of attempts that are over, and end who waits."""
        over = sa.not_(sa.select(_ABOVE.c.id).where(_HELPED).exists())
        known = sa.select(CREW.c.member).where(CREW.c.member == JOB.c.id).exists()
        with self._database.reading() as connection:
            crews = connection.execute(sa.select(CREW.c.member).where(over).limit(1)).all()
        if crews:
            with self._database.writing() as connection:
                connection.execute(sa.delete(CREW).where(over))
        lost = sa.select(JOB.c.id).where(
            JOB.c.kind == MEMBER, JOB.c.state == State.QUEUED, sa.not_(known)
        )
        with self._database.reading() as connection:
            left = list(connection.execute(lost).scalars())
        self._end_waiting(left)

    def _end_waiting(self, members: Iterable[str]) -> None:
        # One transaction each: no two that end jobs wait for each other.
        for member in members:
            waits = sa.and_(JOB.c.id == member, JOB.c.state == State.QUEUED)
            with self._database.writing() as connection:
                end = State.CANCELLED, Termination.CANCELLED
                finish(connection, member, waits, *end, message=OVER)


def _of(attempt: Attempt) -> sa.ColumnElement[bool]:
    """The members of an attempt."""
    return sa.and_(CREW.c.parent == attempt.job, CREW.c.attempt == attempt.number)


def _member_of(attempt: Attempt, row: Row, place: int) -> NewJob:
    helps = {"helps": [attempt.job, attempt.number], "solve": attempt.request["solve"]}
    label = f"{row.label} {place + 1}".strip()[-128:]
    return NewJob(attempt.tenant, MEMBER, attempt.instance, helps, label, row.priority)
