"""Whoever watches sees every event once and in order, however late, slow or many."""

import asyncio
from types import SimpleNamespace

import pytest

from api.database import Database
from api.errors import Problem
from api.jobs.records import NewJob, Records
from api.jobs.rows import note
from api.settings import Limits
from api.web import hub as hubs
from api.web.hub import Hub

EVENTS = 40


@pytest.fixture
def service(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.create()
    settings = SimpleNamespace(limits=Limits(streams=12))
    yield SimpleNamespace(
        database=database, records=Records(database), settings=settings, is_closing=False
    )
    database.close()


def happen(service, job: str) -> None:
    for number in range(2, EVENTS + 1):
        with service.database.writing() as connection:
            note(connection, job, "end" if number == EVENTS else "progress", {"n": number})


async def seen(hub: Hub, job: str, after: int, pause: float) -> list[int]:
    numbers = []
    async for event in hub.follow("t", job, after):
        if event is not None:
            numbers.append(event.number)
            await asyncio.sleep(pause)
    return numbers


def test_many_watchers_see_all_and_the_slow_miss_nothing(
    service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MOST_KEPT", 3)
    monkeypatch.setattr(hubs, "LOOK_EVERY", 0.005)
    job = service.records.add(NewJob("t", "act", "toy-loop", {}))[0].id

    async def main() -> list[list[int]]:
        hub = Hub(service)
        watching = [
            asyncio.create_task(seen(hub, job, after, pause))
            for after, pause in [(0, 0.0), (0, 0.01), (0, 0.002), (5, 0.0), (39, 0.0)]
        ]
        waiting = asyncio.create_task(hub.ended("t", job, 60))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(happen, service, job)
        found = await asyncio.gather(*watching)
        await waiting
        assert not hub._topics
        assert not hub._of_tenant
        return [*found, await seen(hub, job, 20, 0.0)]

    starts = [1, 1, 1, 6, 40, 21]
    assert asyncio.run(main()) == [list(range(first, EVENTS + 1)) for first in starts]


def test_a_tenant_watches_so_much_and_its_own_only(service) -> None:
    job = service.records.add(NewJob("t", "act", "toy-loop", {}))[0].id

    async def main() -> None:
        hub = Hub(service)
        watching = [asyncio.create_task(seen(hub, job, 0, 0.0)) for _ in range(12)]
        await asyncio.sleep(0.1)
        with pytest.raises(Problem) as caught:
            hub.require_room("t")
        assert caught.value.status == 429
        with pytest.raises(Problem) as caught:
            async for _ in hub.follow("u", job, 0):
                pass
        assert caught.value.status == 404
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        hub.require_room("t")

    asyncio.run(main())
