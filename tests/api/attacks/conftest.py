"""One service for all attacks: two tenants, a kind that acts, and small limits."""

from collections.abc import Iterator

import httpx
import pytest

from api.jobs.kinds import KINDS
from api.service import Service
from tests.api import acting
from tests.api.serving import served


@pytest.fixture(scope="package")
def serving(root, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))
        patch.setitem(KINDS, "act", acting.KIND)
        with served(tmp_path_factory.mktemp("home")) as both:
            yield both


def client(serving: tuple[Service, str], tenant: str) -> httpx.Client:
    service, address = serving
    bearer = {"Authorization": f"Bearer {service.keys.make(tenant)}"}
    return httpx.Client(base_url=address, headers=bearer, timeout=90)


@pytest.fixture(scope="package")
def alice(serving: tuple[Service, str]) -> Iterator[httpx.Client]:
    with client(serving, "alice") as made:
        yield made


@pytest.fixture(scope="package")
def mallory(serving: tuple[Service, str]) -> Iterator[httpx.Client]:
    with client(serving, "mallory") as made:
        yield made
