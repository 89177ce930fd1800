"""The audit log says who did what, and in which request."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.actor import ACTOR, Actor
from api.audit_log import AuditLog, shown
from api.database import Database
from api.jobs.intake import Intake
from api.jobs.records import NewJob, Records
from api.keys import Keys
from api.quotas import Quotas
from api.settings import Limits


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'x.db'}")
    made.create()
    yield made
    made.close()


def test_everything_that_changes_something_is_written_down(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.audit_log.PAGE", 2)
    records, keys, log = Records(database), Keys(database), AuditLog(database)
    made = keys.make("t", ("read",))[3:15]
    Quotas(database, Limits()).give("t", {"queued": 5})
    new = NewJob("t", "act", "toy-loop", {})
    token = ACTOR.set(Actor("r1", "t", "0123456789ab"))
    first = Intake(records).add(new)[0].id
    second = records.add(new)[0].id
    records.stop("t", first)
    records.cancel("t", second)
    records.cancel("t", second)
    records.delete("t", first)
    ACTOR.reset(token)
    keys.revoke("t", made)
    rows = [shown(row) for row in log.rows()]
    assert [(row["action"], row["subject"], row["details"]) for row in rows] == [
        ("make-key", made, {"scopes": "read"}),
        ("quota", "t", {"queued": 5}),
        ("submit", first, {"kind": "act"}),
        ("submit", second, {"kind": "act"}),
        ("stop", first, None),
        ("cancel", second, None),
        ("delete", first, None),
        ("revoke-key", made, None),
    ]
    assert {(row["key"], row["request_id"]) for row in rows[2:7]} == {("0123456789ab", "r1")}
    assert {(row["key"], row["request_id"]) for row in (*rows[:2], rows[7])} == {(None, None)}
    assert [row["number"] for row in rows] == list(range(1, 9))


def test_tenants_are_read_apart(database: Database) -> None:
    keys, log = Keys(database), AuditLog(database)
    for tenant in ("t", "u", "t"):
        keys.make(tenant)
    assert [row.number for row in log.page("t", 0, 10)] == [1, 3]
    assert [row.number for row in log.page("t", 1, 10)] == [3]
    assert [row.tenant for row in log.rows("u")] == ["u"]
