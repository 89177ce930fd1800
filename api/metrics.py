"""What Prometheus may ask: requests as this process saw them, jobs as the database knows them."""

from __future__ import annotations

import os
from collections import Counter as Count
from typing import TYPE_CHECKING

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.database import JOB
from api.jobs.rows import now
from api.jobs.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from prometheus_client import Metric

    from api.database import Database
    from api.jobs.attempts import Attempt
    from api.workers import Workers

FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)
LONG = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The counts of one process; several share them where prometheus-client is told to."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        self._requests = Histogram(
            "junkan_http_request_seconds",
            "time until an answer began",
            ["method", "route", "status"],
            buckets=FAST,
            registry=own,
        )
        self._watchers = Gauge(
            "junkan_watchers",
            "event streams that are open",
            multiprocess_mode="livesum",
            registry=own,
        )
        self._waits = Histogram(
            "junkan_job_wait_seconds", "from submission to the first beginning", ["kind"],
            buckets=LONG, registry=own,
        )  # fmt: skip
        self._durations = Histogram(
            "junkan_job_run_seconds",
            "time that an attempt took",
            ["kind"],
            buckets=LONG,
            registry=own,
        )
        self._attempts = Counter("junkan_attempts", "jobs begun", ["kind"], registry=own)
        self._ended = Counter(
            "junkan_jobs_ended", "jobs ended here", ["kind", "state", "termination"], registry=own
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has begun to be answered; ``route`` is the template, never the address."""
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).observe(seconds)

    def watching(self, change: int) -> None:
        """An event stream opens (1) or ends (-1)."""
        self._watchers.inc(change)

    def begun(self, attempt: Attempt) -> None:
        """A job was begun here."""
        self._attempts.labels(attempt.kind).inc()
        if attempt.number == 1:
            self._waits.labels(attempt.kind).observe(attempt.waited)

    def over(self, attempt: Attempt, state: str, termination: str | None, seconds: float) -> None:
        """An attempt is over; without a termination the job has not ended here."""
        self._durations.labels(attempt.kind).observe(seconds)
        if termination is not None:
            self._ended.labels(attempt.kind, state, termination).inc()

    def written(self, more: Iterable[Collector]) -> bytes:
        """All of it in the text form of Prometheus, with what the collectors add."""
        registry = CollectorRegistry()
        for collector in more:
            registry.register(collector)
        own = self.registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            own = CollectorRegistry()
            MultiProcessCollector(own)  # type: ignore[no-untyped-call]
        return generate_latest(own) + generate_latest(registry)


class InDatabase(Collector):
    """Jobs and workers, counted when asked; the same from every process of a database."""

    def __init__(self, database: Database, workers: Workers, lost_after: float) -> None:
        self._database = database
        self._workers = workers
        self._lost_after = lost_after

    def describe(self) -> list[Metric]:
        """Nothing is counted before somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Jobs by kind, state and termination; the queue; the workers."""
        labels = [JOB.c.kind, JOB.c.state, JOB.c.termination]
        counted = sa.select(*labels, sa.func.count()).group_by(*labels)
        oldest = sa.select(sa.func.min(JOB.c.created_at)).where(JOB.c.state == State.QUEUED)
        with self._database.reading() as connection:
            rows = [tuple(row) for row in connection.execute(counted)]
            since = connection.execute(oldest).scalar()
        jobs = GaugeMetricFamily(
            "junkan_jobs", "jobs that are kept", labels=["kind", "state", "termination"]
        )
        for kind, state, termination, count in rows:
            jobs.add_metric([kind, state, termination or ""], count)
        yield jobs
        waiting = sum(count for _, state, _, count in rows if state == State.QUEUED)
        yield GaugeMetricFamily("junkan_queue_length", "jobs that wait", value=waiting)
        age = 0.0 if since is None else max(now() - since, 0.0)
        yield GaugeMetricFamily(
            "junkan_queue_oldest_seconds", "how long the oldest waiting job waits", value=age
        )
        alive = self._workers.alive(now() - self._lost_after)
        states = Count(row.state for row in alive)
        workers = GaugeMetricFamily("junkan_workers", "workers heard of", labels=["state"])
        for state in ("working", "draining"):
            workers.add_metric([state], states[state])
        yield workers
        places = sum(row.places for row in alive if row.state == "working")
        yield GaugeMetricFamily("junkan_places", "jobs that may run side by side", value=places)


class OnMachine(Collector):
    """The disk, and the memory of the processes that carry out jobs here."""

    def __init__(self, free: Callable[[], int], children: Callable[[], list[int]]) -> None:
        self._free = free
        self._children = children

    def describe(self) -> list[Metric]:
        """Nothing is measured before somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Free bytes; resident bytes of all children, and how many they are."""
        yield GaugeMetricFamily("junkan_disk_free_bytes", "free for results", value=self._free())
        sizes = [size for pid in self._children() if (size := resident(pid)) is not None]
        yield GaugeMetricFamily("junkan_children", "processes of jobs here", value=len(sizes))
        yield GaugeMetricFamily(
            "junkan_children_memory_bytes", "what they hold in memory", value=sum(sizes)
        )


def resident(pid: int, proc: Path | None = None) -> int | None:
    """Bytes of memory that a process holds; ``None`` where it is gone or nobody tells."""
    from pathlib import Path

    try:
        pages = (proc or Path("/proc") / str(pid) / "statm").read_text("ascii").split()[1]
    except OSError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
