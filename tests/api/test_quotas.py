"""A tenant has what the service allows to all, or what it was given."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.database import JOB, Database
from api.errors import Problem
from api.jobs.attempts import Attempts, Ending
from api.jobs.intake import Intake
from api.jobs.records import NewJob, Records
from api.jobs.states import State, Termination
from api.quotas import Quotas
from api.settings import Limits
from optimizer import SettingsError


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'x.db'}")
    made.create()
    yield made
    made.close()


@pytest.fixture
def quotas(database: Database, monkeypatch: pytest.MonkeyPatch) -> Quotas:
    monkeypatch.setattr("api.quotas.REMEMBERED", -1.0)
    return Quotas(database, Limits(queued=3, stored_mb=1))


def new(tenant: str = "t", **more: object) -> NewJob:
    return NewJob(tenant, "act", "toy-loop", {"play": "quick"}, **more)  # type: ignore[arg-type]


def test_what_is_given_holds_for_that_tenant_until_it_is_taken_back(quotas: Quotas) -> None:
    quotas.give("t", {"queued": 5, "time_limit": 60.0})
    quotas.give("t", {"running": 2})
    own, others = quotas.of("t"), quotas.of("u")
    assert (own.queued, own.running, own.time_limit, own.stored_mb) == (5, 2, 60.0, 1)
    assert (others.queued, others.running, others.time_limit) == (3, None, 7200.0)
    quotas.give("t", {"queued": None})
    assert quotas.of("t").queued == 3
    assert [row.tenant for row in quotas.listed()] == ["t"]


@pytest.mark.parametrize("wrong", [{"queued": 0}, {"colour": 1}, {"time_limit": float("nan")}])
def test_a_quota_of_nothing_or_of_what_there_is_none_of_is_refused(
    quotas: Quotas, wrong: dict
) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        quotas.give("t", wrong)


@pytest.mark.parametrize("at_once", [False, True])
def test_no_more_jobs_wait_than_the_tenant_may_have(
    quotas: Quotas, database: Database, at_once: bool
) -> None:
    records = Records(database, most_of=lambda tenant: quotas.of(tenant).queued)
    add = Intake(records).add if at_once else records.add
    for _ in range(3):
        add(new())
    with pytest.raises(Problem) as caught:
        add(new())
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (429, "10")
    add(new("u"))
    quotas.give("t", {"queued": 4})
    add(new())
    assert quotas.usage("t") == {"queued": 4, "running": 0, "jobs": 4, "stored_bytes": 0}


def test_no_more_are_handed_on_than_may_run(quotas: Quotas, database: Database) -> None:
    quotas.give("t", {"running": 2, "queued": 10})
    records, attempts = Records(database), Attempts(database, "w")
    jobs = [records.add(new(priority=at))[0].id for at in range(4)]
    other = records.add(new("u"))[0].id

    def waiting() -> list[str]:
        return [row.id for row in attempts.unhanded(64, lambda who: quotas.of(who).running)]

    assert waiting() == [*jobs[:2], other]
    attempts.handed([(job, 0) for job in (*jobs[:2], other)])
    assert waiting() == []
    first = attempts.begin(f"{jobs[0]}.0")
    assert first is not None
    assert waiting() == []
    assert quotas.usage("t") == {"queued": 3, "running": 1, "jobs": 4, "stored_bytes": 0}
    attempts.end(first, Ending(State.SUCCEEDED, Termination.OPTIMAL))
    assert waiting() == [jobs[2]]


def test_what_is_stored_counts_until_it_is_deleted(quotas: Quotas, database: Database) -> None:
    records = Records(database)
    job = records.add(new())[0].id
    with database.writing() as connection:
        ended = {"bytes": 1_000_000, "state": State.SUCCEEDED}
        connection.execute(sa.update(JOB).values(ended))
    with pytest.raises(Problem) as caught:
        quotas.require_storage("t")
    assert (caught.value.status, caught.value.code) == (429, "too-much-stored")
    quotas.require_storage("u")
    records.delete("t", job)
    quotas.require_storage("t")
