"""The engine of ``port``, on DBOS Transact: a SQLite file or PostgreSQL.

Each ticket is a workflow, and its name the workflow's, so that it is taken once. The version of the
application never changes: DBOS leaves the workflows of other versions alone, and a ticket means the
same to every version of ours.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from api.patience import once_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dbos import DBOSConfig

VERSION = "junkan"
QUEUE = "jobs"
POLL_SECONDS = 0.1
BATCH = 500
MOST_PER_TENANT = 10_000
"""Makes the queue one of partitions, between which DBOS draws, without limiting any."""


class DbosEngine:
    """One per process, for DBOS is one per process; ``executor`` must be of this process alone."""

    def __init__(self, url: str, executor: str) -> None:
        if url.startswith("sqlite:///"):
            _use_write_ahead_log(url.removeprefix("sqlite:///"))
        config: DBOSConfig = {
            "name": "junkan",
            "system_database_url": url,
            "application_version": VERSION,
            "executor_id": executor,
            "log_level": "ERROR",
            "use_listen_notify": False,
        }
        self._url = url
        self._config = config
        self._workflow: Any = None
        self._dbos: DBOS | None = None

    def launch(self, carry_out: Callable[[str], None] | None, workers: int) -> None:
        """Begin; tickets that were begun under our name before are carried out again."""
        once_up(lambda: self._launch(carry_out), self._url, undo=self.close)
        once_up(lambda: self._register(carry_out, workers), self._url)

    def _launch(self, carry_out: Callable[[str], None] | None) -> None:
        self._dbos = DBOS(config=self._config)

        @DBOS.workflow(name="carry_out", max_recovery_attempts=None)
        def workflow(ticket: str) -> None:
            if carry_out is None:
                raise RuntimeError("this process carries out nothing")
            carry_out(ticket)

        self._workflow = workflow
        if carry_out is None:
            DBOS.listen_queues([])
        DBOS.launch()

    def _register(self, carry_out: Callable[[str], None] | None, workers: int) -> None:
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=workers,
            partition_concurrency=MOST_PER_TENANT,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="never_update" if carry_out is None else "always_update",
        )

    def enqueue(self, ticket: str, tenant: str, priority: int) -> None:
        """Take a ticket; see ``port``."""
        # DBOS counts priorities from 1, and puts what has none first.
        options = SetEnqueueOptions(priority=priority + 1, queue_partition_key=tenant)
        with SetWorkflowID(ticket), options:
            DBOS.enqueue_workflow(QUEUE, self._workflow, ticket)

    def waiting(self, tickets: Sequence[str]) -> set[str]:
        """Those that DBOS has not given to any process."""
        found: set[str] = set()
        for at in range(0, len(tickets), BATCH):
            some = list(tickets[at : at + BATCH])
            rows = DBOS.list_workflows(
                workflow_ids=some, status="ENQUEUED", load_input=False, load_output=False
            )
            found |= {row.workflow_id for row in rows}
        return found

    def forget(self, before: float) -> None:
        """Delete workflows, those too that a process began which never came back."""
        moment = datetime.fromtimestamp(before, UTC).isoformat()
        while rows := DBOS.list_workflows(
            dequeued_before=moment, limit=BATCH, load_input=False, load_output=False
        ):
            DBOS.delete_workflows([row.workflow_id for row in rows])

    def pause(self) -> None:
        """Stop the threads that take up tickets."""
        if self._dbos is not None:
            for event in self._dbos.background_thread_stop_events:
                event.set()

    def close(self) -> None:
        """Stop polling and forget what was registered."""
        DBOS.destroy(destroy_registry=True)


def _use_write_ahead_log(path: str) -> None:
    """Set once and kept in the file; without it a submission takes six times as long."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
