"""No id of one tenant's opens anything to another, at any address there is."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from optimizer import load, write_document

ACT = {"kind": "act", "instance": "toy-loop", "play": "quick"}
WAIT = {"Prefer": "wait=60"}


@pytest.fixture(scope="module")
def job(alice: httpx.Client) -> dict[str, Any]:
    """An ended job with a result; its key is taken."""
    ended = alice.post("/v1/jobs", json=ACT, headers=WAIT | {"Idempotency-Key": "alices"})
    assert ended.json()["has_solution"], ended.text
    return ended.json()


@pytest.fixture(scope="module")
def instance(alice: httpx.Client, instances: Path, tmp_path_factory) -> str:
    """An uploaded instance."""
    path = tmp_path_factory.mktemp("up") / "mine.json"
    write_document(load(instances / "toy-loop"), path)
    headers = {"Content-Type": "application/json"}
    taken = alice.post("/v1/instances", content=path.read_bytes(), headers=headers)
    assert taken.status_code == 201, taken.text
    return taken.json()["instance"]


def addresses(http: httpx.Client, name: str) -> list[tuple[str, str]]:
    """All methods and addresses with that in it."""
    paths = http.get("/openapi.json").json()["paths"]
    return [
        (method.upper(), path)
        for path, methods in paths.items()
        for method in methods
        if f"{{{name}}}" in path
    ]


def reference_of(answer: httpx.Response) -> str | None:
    return answer.json().get("instance") if answer.is_success else None


def test_no_job_is_another_tenants(
    alice: httpx.Client, mallory: httpx.Client, job: dict[str, Any]
) -> None:
    found = addresses(mallory, "job")
    assert len(found) >= 10
    for method, path in found:
        body = {"json": {}} if method in {"POST", "PUT", "PATCH"} else {}
        answer = mallory.request(method, path.replace("{job}", job["id"]), **body)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-job"), (method, path)
    stream = {"Accept": "text/event-stream"}
    assert mallory.get(f"/v1/jobs/{job['id']}/events", headers=stream).status_code == 404
    assert alice.get(f"/v1/jobs/{job['id']}").json() == job


def test_no_instance_is_another_tenants(
    alice: httpx.Client, mallory: httpx.Client, instance: str
) -> None:
    for method, path in addresses(mallory, "instance"):
        filled = path.replace("{instance}", instance).replace("{table}", "sites")
        body = {"json": {"changes": {}}} if method == "POST" else {}
        answer = mallory.request(method, filled, **body)
        assert answer.status_code in {404, 422}, (method, path, answer.text)
        assert reference_of(answer) is None
    asked = mallory.post("/v1/jobs", json={"instance": instance})
    assert (asked.status_code, asked.json()["code"]) == (422, "no-such-instance")
    listed = mallory.get("/v1/instances").json()["instances"]
    assert all(each["shipped"] for each in listed)
    assert instance in [i["instance"] for i in alice.get("/v1/instances").json()["instances"]]


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "compare", "of": ["{job}", "{job}"]},
        {"kind": "audit", "of": "{job}"},
        {"kind": "audit", "of": ["{job}"]},
        {"kind": "attribute", "of": ["{job}", "{job}"]},
        {"kind": "solve", "instance": "toy-loop", "start": "{job}"},
        {"kind": "solve", "instance": "toy-loop", "start": {"job": "{job}"}},
    ],
)
def test_no_plan_of_another_tenant_is_used(
    mallory: httpx.Client, job: dict[str, Any], asked: dict[str, Any]
) -> None:
    text = httpx.Request("POST", "http://x", json=asked).content.decode()
    filled = text.replace("{job}", job["id"])
    headers = {"Content-Type": "application/json"}
    answer = mallory.post("/v1/jobs", content=filled, headers=headers)
    assert answer.status_code in {404, 422}, answer.text
    assert "instance" not in answer.json().get("found", {})


def test_cursors_and_keys_lead_nowhere(mallory: httpx.Client, job: dict[str, Any]) -> None:
    behind = "f" * 32
    for cursor in (job["id"], behind):
        assert mallory.get("/v1/jobs", params={"cursor": cursor}).json()["jobs"] == []
    mine = mallory.post("/v1/jobs", json=ACT, headers={"Idempotency-Key": "alices"})
    assert mine.status_code in {200, 202}
    assert mine.json()["id"] != job["id"]
    assert "Idempotency-Replayed" not in mine.headers
