"""What is written down of every attempt beside its end: a line in the log, counts, disk space."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from api.database import JOB

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.database import Database
    from api.jobs.attempts import Attempt
    from api.metrics import Metrics

log = logging.getLogger(__name__)


class Bookkeeper:
    """Keeps the books of the attempts of this process; ``results`` is the folder of all jobs."""

    def __init__(
        self, database: Database, results: Path, metrics: Metrics, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._results = results
        self._metrics = metrics
        self._wake = wake

    def begun(self, attempt: Attempt) -> None:
        """A job was begun here."""
        self._metrics.begun(attempt)
        log.info("job begun", extra=_said(attempt) | {"waited": round(attempt.waited, 3)})

    def over(self, attempt: Attempt, seconds: float) -> None:
        """An attempt is over: its job has ended, or waits again, or is another's."""
        mine = sa.and_(JOB.c.id == attempt.job, JOB.c.attempts == attempt.number)
        size = size_of(self._results / attempt.job)
        with self._database.writing() as connection:
            connection.execute(sa.update(JOB).where(mine).values(bytes=size))
            row = connection.execute(sa.select(JOB).where(mine)).one_or_none()
        state = "superseded" if row is None else row.state
        termination = None if row is None else row.termination
        self._metrics.over(attempt, state, termination, seconds)
        more = {"state": state, "termination": termination, "seconds": round(seconds, 3)}
        self._wake()  # another of the tenant may have its turn now
        log.info("job over", extra=_said(attempt) | more | {"bytes": size})


def _said(attempt: Attempt) -> dict[str, object]:
    names = {"job": attempt.job, "tenant": attempt.tenant, "kind": attempt.kind}
    return {**names, "attempt": attempt.number}


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder; what vanishes meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total
