"""Tenants see what they use, and look after their own keys only."""

import httpx
import pytest

from api.database import Database
from api.quotas import Quotas
from api.settings import Limits
from tests.api.serving import Mortal, settings


@pytest.fixture(scope="module")
def serving(house: Mortal) -> tuple[Mortal, str]:
    return house, house.address


def client(serving: tuple[Mortal, str], tenant: str, *scopes: str) -> httpx.Client:
    key = serving[0].keys.make(tenant, scopes)
    return httpx.Client(base_url=serving[1], headers={"Authorization": f"Bearer {key}"})


def test_limits_and_usage_are_the_tenant_s_own(serving: tuple[Mortal, str]) -> None:
    database = Database(settings(serving[0].home).store_url)
    Quotas(database, Limits()).give("small", {"queued": 2, "time_limit": 30.0})
    database.close()
    with client(serving, "small", "read", "submit") as http:
        limits = http.get("/v1/limits").json()
        assert (limits["queued"], limits["time_limit"]) == (2, 30.0)
        used = http.get("/v1/usage").json()
        assert used == {"queued": 0, "running": 0, "jobs": 0, "stored_bytes": 0}
        request = {"instance": "toy-loop", "solve": {"time_limit": 31.0}}
        answer = http.post("/v1/jobs", json=request)
        assert (answer.status_code, answer.json()["code"]) == (422, "beyond-limit")
    with client(serving, "large", "read") as http:
        assert http.get("/v1/limits").json()["queued"] == 1000


def test_an_administrator_makes_and_revokes_keys_of_its_tenant(
    serving: tuple[Mortal, str],
) -> None:
    with client(serving, "a", "read", "admin") as admin:
        made = admin.post("/v1/keys", json={"scopes": ["read"], "label": "ci", "days": 1})
        assert made.status_code == 201
        key = made.json()["key"]
        with httpx.Client(base_url=serving[1], headers={"Authorization": f"Bearer {key}"}) as http:
            assert http.get("/v1/jobs").status_code == 200
            assert http.get("/v1/keys").status_code == 403
            listed = admin.get("/v1/keys").json()
            assert [(each["label"], each["scopes"]) for each in listed] == [
                ("", ["admin", "read"]),
                ("ci", ["read"]),
            ]
            assert key not in str(listed)
            named = listed[1]["key"]
            with client(serving, "b", "admin") as other:
                assert other.delete(f"/v1/keys/{named}").status_code == 404
            assert admin.delete(f"/v1/keys/{named}").status_code == 204
            assert http.get("/v1/jobs").status_code == 401
        entries = admin.get("/v1/audit").json()["entries"]
        done = [(each["action"], each["key"] is not None) for each in entries]
        assert done == [("make-key", False), ("make-key", True), ("revoke-key", True)]
        last = admin.get("/v1/audit", params={"limit": 1}).json()["last"]
        rest = admin.get("/v1/audit", params={"after": last}).json()["entries"]
        assert rest == entries[1:]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"scopes": ["submit"]}, 403, "scope-missing"),
        ({"scopes": ["metrics"]}, 403, "scope-missing"),
        ({"scopes": []}, 422, "wrong-key"),
        ({"scopes": ["root"]}, 422, "wrong-key"),
        ({"scopes": ["read"], "days": 0}, 422, "wrong-key"),
        ({"scopes": ["read"], "tenant": "b"}, 422, "wrong-key"),
    ],
)
def test_no_key_is_given_that_may_more_than_its_giver(
    serving: tuple[Mortal, str], asked: dict, status: int, code: str
) -> None:
    with client(serving, "c", "read", "admin") as admin:
        answer = admin.post("/v1/keys", json=asked)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
