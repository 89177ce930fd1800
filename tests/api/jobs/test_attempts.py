"""What a worker may write, on SQLite and on PostgreSQL; jobs whose workers die."""

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from api.database import JOB, Database
from api.errors import Problem
from api.jobs.attempts import Attempt, Attempts, Ending
from api.jobs.records import NewJob, Records, Selection
from api.jobs.rows import now
from api.jobs.states import State, Termination

ASKED = NewJob("t", "act", "toy-loop", {"play": "quick"})
DONE = Ending(State.SUCCEEDED, Termination.OPTIMAL, has_solution=True)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://"))
    database.create()
    yield database
    database.close()


@pytest.fixture
def records(database: Database) -> Records:
    return Records(database, tries=2, most_active=8)


@pytest.fixture
def attempts(database: Database) -> Attempts:
    return Attempts(database, "w1")


def first(attempts: Attempts, job: str, ticket: int = 0) -> Attempt:
    attempt = attempts.begin(f"{job}.{ticket}")
    assert attempt is not None
    return attempt


def test_a_superseded_worker_writes_nothing_and_a_job_ends_once(
    records: Records, attempts: Attempts
) -> None:
    job = records.add(ASKED)[0].id
    zombie = first(attempts, job)
    again = first(attempts, job)
    assert (zombie.number, again.number) == (1, 2)
    assert not attempts.beat(zombie, [("incumbent", {"incumbent": 1.0})])
    assert attempts.state(zombie) is None
    assert not attempts.end(zombie, DONE)
    assert attempts.beat(again, [("incumbent", {"incumbent": 2.0})], {"incumbent": 2.0})
    assert attempts.end(again, DONE)
    assert not attempts.end(again, DONE)
    kinds = [event.kind for event in records.events("t", job)]
    assert kinds == ["queued", "started", "started", "incumbent", "end"]
    assert attempts.begin(f"{job}.0") is None


def test_a_job_whose_workers_always_die_is_given_up(records: Records, attempts: Attempts) -> None:
    job = records.add(ASKED)[0].id
    first(attempts, job)
    assert attempts.requeue_lost(now() - 60) == []
    assert attempts.requeue_lost(now() + 60) == [job]
    row = records.get("t", job)
    assert (row.state, row.ticket, row.tries_left) == ("queued", 1, 1)
    assert attempts.begin(f"{job}.0") is None, "the ticket of the dead worker is worth nothing"
    first(attempts, job, 1)
    assert attempts.requeue_lost(now() + 60) == [job]
    row = records.get("t", job)
    assert (row.state, row.termination, row.attempts) == ("failed", "lost", 2)


def test_a_closing_worker_costs_no_try(records: Records, attempts: Attempts) -> None:
    job = records.add(ASKED)[0].id
    attempts.handed([(job, 0)])
    assert attempts.unhanded(9) == []
    for ticket in range(4):
        attempts.hand_back(first(attempts, job, ticket))
    assert [row.ticket for row in attempts.unhanded(9)] == [4]
    assert records.get("t", job).tries_left == 2


def test_who_is_cancelled_just_before_his_end_is_cancelled(
    records: Records, attempts: Attempts
) -> None:
    job = records.add(ASKED)[0].id
    late = first(attempts, job)
    records.cancel("t", job)
    assert attempts.end(late, DONE)
    row = records.get("t", job)
    assert (row.state, row.termination, row.has_solution) == ("cancelled", "cancelled", False)
    assert [event.kind for event in records.events("t", job)].count("end") == 1
    assert not attempts.end(late, DONE)


@pytest.mark.parametrize("spent", [0, 1])
@pytest.mark.parametrize("wish", ["stop", "cancel"])
def test_what_somebody_wants_to_end_is_not_begun_anew(
    records: Records, attempts: Attempts, wish: str, spent: int
) -> None:
    job = records.add(ASKED)[0].id
    interrupted = first(attempts, job)
    getattr(records, wish)("t", job)
    attempts.hand_back(interrupted, spent=spent)
    row = records.get("t", job)
    expected = "stopped" if wish == "stop" else "cancelled"
    assert (row.state, row.termination) == ("cancelled", expected)


def test_a_superseded_worker_hands_nothing_back(records: Records, attempts: Attempts) -> None:
    job = records.add(ASKED)[0].id
    zombie = first(attempts, job)
    first(attempts, job)
    attempts.hand_back(zombie, spent=1)
    assert records.get("t", job).state == "running"


@pytest.mark.parametrize("wish", ["stop", "cancel"])
def test_a_wish_outlives_the_worker(records: Records, attempts: Attempts, wish: str) -> None:
    job = records.add(ASKED)[0].id
    first(attempts, job)
    getattr(records, wish)("t", job)
    assert attempts.begin(f"{job}.0") is None
    row = records.get("t", job)
    expected = "stopped" if wish == "stop" else "cancelled"
    assert (row.state, row.termination) == ("cancelled", expected)


def test_the_same_key_gives_the_same_job_even_at_once(records: Records) -> None:
    new = NewJob("t", "act", "toy-loop", {}, idempotency_key="k")
    got: list[tuple[str, bool]] = []

    def add() -> None:
        row, created = records.add(new)
        got.append((row.id, created))

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({job for job, _ in got}) == 1
    assert [created for _, created in got].count(True) == 1
    with pytest.raises(Problem) as caught:
        records.add(NewJob("t", "act", "toy-loop", {"other": 1}, idempotency_key="k"))
    assert caught.value.status == 422
    assert records.add(NewJob("u", "act", "toy-loop", {}, idempotency_key="k"))[1]


def test_a_tenant_sees_and_touches_only_its_own(records: Records, attempts: Attempts) -> None:
    job = records.add(ASKED)[0].id
    for touch in (records.get, records.stop, records.cancel, records.delete, records.events):
        with pytest.raises(Problem) as caught:
            touch("u", job)
        assert caught.value.status == 404
    assert records.chosen("u", Selection()) == []
    with pytest.raises(Problem) as caught:
        records.delete("t", job)
    assert caught.value.status == 409
    attempts.end(first(attempts, job), DONE)
    records.delete("t", job)
    assert records.chosen("t", Selection()) == []


def test_lists_are_chosen_from_and_paged(records: Records, database: Database) -> None:
    for number in range(7):
        new = NewJob("t", "act", "toy-loop", {"n": number}, label=f"l{number % 2}")
        records.add(new)
    records.add(ASKED)
    with pytest.raises(Problem) as caught:
        records.add(ASKED)
    assert caught.value.status == 429
    with database.writing() as connection:
        connection.execute(sa.delete(JOB).where(JOB.c.label == ""))
    found = records.chosen("t", Selection(limit=3))
    assert len(found) == 4
    rest = records.chosen("t", Selection(limit=10, before=found[2].id))
    ids = [row.id for row in found[:3] + rest]
    assert len(set(ids)) == 7
    assert len(records.chosen("t", Selection(label="l1"))) == 3
    assert records.chosen("t", Selection(states=(State.FAILED,))) == []
