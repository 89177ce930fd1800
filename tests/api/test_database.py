"""Transactions are all or nothing, and SQLite does not lose them."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from api.database import AUDIT, EVENT, Database, metadata, storable

ROW = {"job": "j", "number": 1, "at": 0.0, "kind": "k", "data": "{}"}


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(EVENT)).scalar_one()


def test_a_transaction_that_fails_leaves_nothing(url: str) -> None:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://"))
    database.create()
    database.create()
    with pytest.raises(sa.exc.IntegrityError), database.writing() as connection:
        connection.execute(sa.insert(EVENT), [ROW, {**ROW, "number": 2}, ROW])
    assert count(database) == 0
    with database.writing() as connection:
        connection.execute(sa.insert(EVENT).values(ROW))
    assert count(database) == 1
    database.close()


def opened(url: str) -> Database:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://"))
    database.create()
    return database


def test_tables_of_an_older_version_get_what_they_lack(url: str) -> None:
    database = opened(url)
    with database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE job DROP COLUMN bytes")
        connection.exec_driver_sql("ALTER TABLE job DROP COLUMN handed")
        connection.exec_driver_sql("DROP TABLE quota")
    database.create()
    with database.reading() as connection:
        found = sa.inspect(connection)
        for table in metadata.sorted_tables:
            there = {column["name"] for column in found.get_columns(table.name)}
            assert there == {column.name for column in table.columns}
    database.close()


def test_the_audit_log_only_grows(url: str) -> None:
    database = opened(url)
    row = {"at": 0.0, "tenant": "t", "action": "submit", "subject": "s"}
    with database.writing() as connection:
        connection.execute(sa.insert(AUDIT), [row, row])
    for change in (sa.delete(AUDIT), sa.update(AUDIT).values(tenant="u")):
        with (
            pytest.raises(sa.exc.DBAPIError, match="only grows"),
            database.writing() as connection,
        ):
            connection.execute(change)
    with database.reading() as connection:
        rows = list(connection.execute(sa.select(AUDIT.c.number, AUDIT.c.tenant)))
    assert [tuple(row) for row in rows] == [(1, "t"), (2, "t")]
    database.close()


def test_what_no_database_holds_is_spelt_out() -> None:
    assert storable("é\0\ud800x") == "é\\0\\ud800x"


def test_readers_of_a_file_do_not_wait_for_its_writer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.create()
    with database.writing() as connection:
        connection.execute(sa.insert(EVENT).values(ROW))
        assert count(database) == 0
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    assert journal == "wal"
    assert count(database) == 1
    database.close()
