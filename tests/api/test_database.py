"""Transactions are all or nothing, and SQLite does not lose them."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from api.database import EVENT, Database, storable

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
