"""What is old goes, what somebody needs stays."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.database import INSTANCE, JOB, Database
from api.jobs.records import NewJob, Records
from api.jobs.rows import now
from api.retention import DAY, Retention
from api.workers import Workers


class Engine:
    """Remembers until when it was told to forget."""

    def __init__(self) -> None:
        self.before: list[float] = []

    def forget(self, before: float) -> None:
        self.before.append(before)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.create()
    yield Records(database)
    database.close()


def kept(
    records: Records, home: Path, days: float | None, engine: Engine | None = None
) -> set[str]:
    Retention(records, engine or Engine(), home, days, 100.0).run()  # type: ignore[arg-type]
    with records.database.reading() as connection:
        return set(connection.execute(sa.select(JOB.c.id)).scalars())


def ended(records: Records, home: Path, days: float, **more: object) -> str:
    """A job that ended so many days ago, with a file of results."""
    new = NewJob("t", "act", "toy-loop", {}, **more)  # type: ignore[arg-type]
    job = str(records.add(new)[0].id)
    records.cancel("t", job)
    with records.database.writing() as connection:
        when = sa.update(JOB).where(sa.or_(JOB.c.id == job, JOB.c.parent == job))
        connection.execute(when.values(ended_at=now() - days * DAY))
    (home / "results" / job).mkdir(parents=True)
    (home / "results" / job / "1.log").write_text("said")
    return job


def test_jobs_that_ended_long_ago_go_with_all_that_is_theirs(
    records: Records, tmp_path: Path
) -> None:
    children = tuple(NewJob("t", "act", "toy-loop", {}) for _ in range(2))
    old, fresh = ended(records, tmp_path, 8), ended(records, tmp_path, 6)
    family = ended(records, tmp_path, 8, children=children)
    needed = ended(records, tmp_path, 8)
    active = records.add(NewJob("t", "act", "toy-loop", {"of": {"a": f"{needed}/first"}}))[0].id
    assert len(kept(records, tmp_path, None)) == 7
    assert kept(records, tmp_path, 7) == {fresh, needed, active}
    assert {path.name for path in (tmp_path / "results").iterdir()} == {fresh, needed}
    assert {old, family}.isdisjoint(kept(records, tmp_path, 7))
    assert kept(records, tmp_path, 0) == {needed, active}


def test_uploads_go_when_no_job_of_the_tenant_is_about_them(
    records: Records, tmp_path: Path
) -> None:
    (tmp_path / "instances").mkdir()
    digests = {name: name * 64 for name in "abcd"}
    rows = [("t", "a", 8), ("t", "b", 8), ("u", "b", 6), ("t", "c", 6), ("t", "d", 8)]
    with records.database.writing() as connection:
        for tenant, name, days in rows:
            row = {"tenant": tenant, "digest": digests[name], "name": name, "title": name}
            more = {"rows": "{}", "created_at": now() - days * DAY}
            connection.execute(sa.insert(INSTANCE).values(row | more))
    for digest in digests.values():
        file = tmp_path / "instances" / f"{digest}.json"
        file.write_text("{}")
        os.utime(file, (time.time() - 8 * DAY,) * 2)
    records.add(NewJob("t", "act", f"sha256:{digests['d']}", {}))
    kept(records, tmp_path, 7)
    with records.database.reading() as connection:
        left = connection.execute(sa.select(INSTANCE.c.tenant, INSTANCE.c.name)).all()
    assert {tuple(row) for row in left} == {("u", "b"), ("t", "c"), ("t", "d")}
    names = {path.name[0] for path in (tmp_path / "instances").iterdir()}
    assert names == {"b", "c", "d"}


def test_leftovers_of_crashes_and_silent_workers_go_after_a_day(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ended(records, tmp_path, 0)
    for name in ("tmp/old", "tmp/new", "results/unknown", "results/newcomer"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("tmp/old", "results/unknown", f"results/{known}"):
        os.utime(tmp_path / name, (time.time() - 2 * DAY,) * 2)
    workers = Workers(records.database)
    monkeypatch.setattr("api.workers.now", lambda: now() - 2 * DAY)
    workers.beat("gone", 1, "working")
    monkeypatch.undo()
    workers.beat("here", 1, "working")
    engine = Engine()
    kept(records, tmp_path, None, engine)
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == ["new"]
    assert {path.name for path in (tmp_path / "results").iterdir()} == {known, "newcomer"}
    assert [row.name for row in workers.alive(0)] == ["here"]
    assert engine.before[0] == pytest.approx(now() - DAY, abs=60)
