"""The engine of ``port``, on DBOS Transact: a SQLite file or PostgreSQL.

Each ticket is a workflow, and its name the workflow's, so that it is taken once. The version of the
application never changes: DBOS leaves the workflows of other versions alone, and a ticket means the
same to every version of ours.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

if TYPE_CHECKING:
    from collections.abc import Callable

    from dbos import DBOSConfig

VERSION = "junkan"
QUEUE = "jobs"
POLL_SECONDS = 0.1
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
        self._config = config
        self._workflow: Any = None

    def launch(self, carry_out: Callable[[str], None], workers: int) -> None:
        """Begin; tickets that were begun under our name before are carried out again."""
        DBOS(config=self._config)

        @DBOS.workflow(name="carry_out", max_recovery_attempts=None)
        def workflow(ticket: str) -> None:
            carry_out(ticket)

        self._workflow = workflow
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=workers,
            partition_concurrency=MOST_PER_TENANT,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )

    def enqueue(self, ticket: str, tenant: str, priority: int) -> None:
        """Take a ticket; see ``port``."""
        # DBOS counts priorities from 1, and puts what has none first.
        options = SetEnqueueOptions(priority=priority + 1, queue_partition_key=tenant)
        with SetWorkflowID(ticket), options:
            DBOS.enqueue_workflow(QUEUE, self._workflow, ticket)

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
