"""Two tenants of the house, with small limits and a kind that acts."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api.serving import Mortal, asking


@pytest.fixture(scope="session")
def alice(house: Mortal) -> Iterator[httpx.Client]:
    with asking(house, "alice") as made:
        yield made


@pytest.fixture(scope="session")
def mallory(house: Mortal) -> Iterator[httpx.Client]:
    with asking(house, "mallory") as made:
        yield made
