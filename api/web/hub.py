"""One reader for all who watch: new events are read once, whoever and however many wait for them.

The reader looks at the events of all watched jobs in one query and gives what is new to everyone
who watches them. What a watcher missed, because it came late, was slow or fell behind, it reads
from the database itself: so nobody sees a gap, and nothing is kept here for the slow.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Annotated

import sqlalchemy as sa
from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.database import EVENT
from api.errors import Problem
from api.jobs.rows import Event, event_of
from api.web.shapes import happening

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

    from api.service import Service

log = logging.getLogger(__name__)

LOOK_EVERY = 0.1
"""Seconds between two looks at the events of watched jobs."""

HEARTBEAT = 15.0
"""Seconds of silence after which a watcher is told that nothing happened."""

LONGEST = 3600.0
"""Seconds after which a stream ends, to be taken up again."""

MOST_KEPT = 500
"""Last events kept for a watcher who is busy; those before he reads from the database."""

AT_ONCE = 200
"""Jobs looked at in one query, and events read of them at once are ten times as many."""


class Watcher:
    """Someone who waits for what happens to a job."""

    def __init__(self) -> None:
        self._news: deque[Event] = deque(maxlen=MOST_KEPT)
        self._awake = asyncio.Event()

    def tell(self, events: Sequence[Event]) -> None:
        """New events, in order."""
        self._news.extend(events)
        self._awake.set()

    async def wait(self, seconds: float) -> bool:
        """Whether there is news, now or within that time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), seconds)
        return self._awake.is_set()

    def news(self) -> list[Event]:
        """What was told since the last call; the last of it always, even where some was missed."""
        self._awake.clear()
        news = list(self._news)
        self._news.clear()
        return news

    def news_after(self, number: int) -> list[Event]:
        """Events above that number, without a gap; none where some are missing, too."""
        news = [event for event in self.news() if event.number > number]
        return news if news and news[0].number == number + 1 else []


class Topic:
    """A job that is watched; ``last``: the greatest number that the reader has seen."""

    def __init__(self) -> None:
        self.last: int | None = None
        self.watchers: set[Watcher] = set()


class Hub:
    """All watchers of one process."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._topics: dict[str, Topic] = {}
        self._of_tenant: dict[str, int] = {}
        self._reader: asyncio.Task[None] | None = None

    async def follow(self, tenant: str, job: str, after: int) -> AsyncGenerator[Event | None]:
        """Events above ``after`` as they happen, to the end of the job; ``None`` in long silences.

        Raises:
            Problem: 404 where the tenant has no such job, also when it is deleted meanwhile; 429
                where it watches too much already.
        """
        until = time.monotonic() + LONGEST
        async with self._watching(tenant, job) as watcher:
            news = await self._read(tenant, job, after)
            while not self._service.is_closing and time.monotonic() < until:
                for event in news:
                    yield event
                    after = event.number
                    if event.kind == "end":
                        return
                if news:
                    news = await self._read(tenant, job, after)
                elif await watcher.wait(HEARTBEAT):
                    news = watcher.news_after(after) or await self._read(tenant, job, after)
                else:
                    yield None
                    news = await self._read(tenant, job, after)  # it may be gone

    async def ended(self, tenant: str, job: str, seconds: float) -> None:
        """Wait for the end of a job, at most so long."""
        until = time.monotonic() + seconds
        async with self._watching(tenant, job) as watcher:
            if await run_in_threadpool(self._has_ended, job):
                return
            while not self._service.is_closing and (left := until - time.monotonic()) > 0:
                await watcher.wait(left)
                if any(event.kind == "end" for event in watcher.news()):
                    return

    def require_room(self, tenant: str) -> None:
        """Raise ``Problem`` 429 where the tenant watches too much already."""
        most = self._service.settings.limits.streams
        if self._of_tenant.get(tenant, 0) >= most:
            detail = f"{most} requests wait for jobs already; end one of them"
            raise Problem(429, "too-many-streams", detail, headers={"Retry-After": "5"})

    def _has_ended(self, job: str) -> bool:
        end = sa.select(EVENT.c.number).where(EVENT.c.job == job, EVENT.c.kind == "end")
        with self._service.database.reading() as connection:
            return connection.execute(end.limit(1)).first() is not None

    async def _read(self, tenant: str, job: str, after: int) -> list[Event]:
        return await run_in_threadpool(self._service.records.events, tenant, job, after)

    @contextlib.asynccontextmanager
    async def _watching(self, tenant: str, job: str) -> AsyncIterator[Watcher]:
        self.require_room(tenant)
        self._of_tenant[tenant] = self._of_tenant.get(tenant, 0) + 1
        topic = self._topics.setdefault(job, Topic())
        watcher = Watcher()
        topic.watchers.add(watcher)
        try:
            if topic.last is None:
                last = await run_in_threadpool(self._last, job)
                topic.last = last if topic.last is None else topic.last
            if self._reader is None or self._reader.done():
                self._reader = asyncio.create_task(self._look())
            yield watcher
        finally:
            self._of_tenant[tenant] -= 1
            if not self._of_tenant[tenant]:
                del self._of_tenant[tenant]
            topic.watchers.discard(watcher)
            if not topic.watchers and self._topics.get(job) is topic:
                del self._topics[job]

    def _last(self, job: str) -> int:
        last = sa.select(sa.func.coalesce(sa.func.max(EVENT.c.number), 0))
        with self._service.database.reading() as connection:
            return int(connection.execute(last.where(EVENT.c.job == job)).scalar_one())

    async def _look(self) -> None:
        """Look for news as long as anybody watches."""
        while self._topics:
            if self._service.is_closing:
                self._wake_all()
                return
            wanted = [(job, t.last) for job, t in self._topics.items() if t.last is not None]
            for at in range(0, len(wanted), AT_ONCE):
                try:
                    found = await run_in_threadpool(self._news, wanted[at : at + AT_ONCE])
                except Exception:
                    log.exception("events could not be read; the next look comes")
                    continue
                self._give(found)
            await asyncio.sleep(LOOK_EVERY)

    def _news(self, wanted: Sequence[tuple[str, int | None]]) -> dict[str, list[Event]]:
        each = " OR ".join(f"(job = :job{at} AND number > :last{at})" for at in range(len(wanted)))
        query = sa.text(
            f"SELECT job, number, at, kind, data FROM event WHERE {each} "  # noqa: S608 - no input
            f"ORDER BY job, number LIMIT {AT_ONCE * 10}"
        )
        values = {f"job{at}": job for at, (job, _) in enumerate(wanted)}
        values |= {f"last{at}": last for at, (_, last) in enumerate(wanted)}  # type: ignore[misc]
        found: dict[str, list[Event]] = {}
        with self._service.database.reading() as connection:
            for row in connection.execute(query, values):
                found.setdefault(row.job, []).append(event_of(row))
        return found

    def _give(self, found: dict[str, list[Event]]) -> None:
        for job, events in found.items():
            topic = self._topics.get(job)
            if topic is None or topic.last is None:
                continue
            # A topic that was left and taken up again meanwhile may know some of them.
            fresh = [event for event in events if event.number > topic.last]
            if fresh:
                topic.last = fresh[-1].number
                for watcher in topic.watchers:
                    watcher.tell(fresh)

    def _wake_all(self) -> None:
        for topic in self._topics.values():
            for watcher in topic.watchers:
                watcher.tell([])


def written(event: Event) -> bytes:
    """An event as the stream has it."""
    data = json.dumps({"at": happening(event).at, **event.data}, allow_nan=False)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {data}\n\n".encode()


async def hub_of(request: Request) -> Hub:
    """The hub of the app."""
    hub: Hub = request.app.state.hub
    return hub


TheHub = Annotated[Hub, Depends(hub_of)]
