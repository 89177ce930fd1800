"""Who looks after a service learns how it fares; nobody else does."""

import re
from collections.abc import Iterator

import httpx
import pytest

from api.service import Service
from tests.api.serving import served
from tests.api.waiting import until

ACT = {"kind": "act", "instance": "toy-loop", "play": "quick"}


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    with served(tmp_path_factory.mktemp("home")) as both:
        yield both


@pytest.fixture(scope="module")
def http(serving: tuple[Service, str]) -> Iterator[httpx.Client]:
    service, address = serving
    headers = {"Authorization": f"Bearer {service.keys.make('a')}"}
    with httpx.Client(base_url=address, headers=headers, timeout=90) as made:
        yield made


def measured(http: httpx.Client) -> dict[str, float]:
    answer = http.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_jobs_requests_and_the_machine_are_measured(http: httpx.Client) -> None:
    before = measured(http)
    request = ACT | {"play": "obedient"}
    running = http.post("/v1/jobs", json=request).json()["id"]
    until(lambda: http.get(f"/v1/jobs/{running}/incumbents").json()["events"])
    now = measured(http)
    assert now['junkan_jobs{kind="act",state="running",termination=""}'] == 1
    assert now["junkan_children"] == 1
    assert now["junkan_children_memory_bytes"] > 10**6
    assert now['junkan_workers{state="working"}'] == 1
    assert now["junkan_places"] == 2
    assert now["junkan_disk_free_bytes"] > 0
    http.post(f"/v1/jobs/{running}/stop")
    http.get(f"/v1/jobs/{running}", headers={"Prefer": "wait=90"})
    ended = 'junkan_jobs_ended_total{kind="act",state="succeeded",termination="stopped"}'
    after = until(lambda: (found := measured(http)).get(ended) and found)
    assert after[ended] == 1
    assert after['junkan_attempts_total{kind="act"}'] == 1
    assert after['junkan_job_wait_seconds_count{kind="act"}'] == 1
    assert after['junkan_job_run_seconds_count{kind="act"}'] == 1
    assert after["junkan_queue_length"] == 0
    submits = 'junkan_http_request_seconds_count{method="POST",route="/v1/jobs",status="202"}'
    assert after[submits] == before.get(submits, 0) + 1


def test_streams_are_counted_while_they_are_open(http: httpx.Client) -> None:
    running = http.post("/v1/jobs", json=ACT | {"play": "obedient"}).json()["id"]
    headers = {"Accept": "text/event-stream"}
    with http.stream("GET", f"/v1/jobs/{running}/events", headers=headers) as stream:
        lines = stream.iter_lines()  # dropped, it would close the stream
        assert next(lines)
        assert measured(http)["junkan_watchers"] == 1
    http.post(f"/v1/jobs/{running}/cancel")
    until(lambda: measured(http)["junkan_watchers"] == 0)


def test_routes_are_counted_by_their_templates_and_methods_by_their_names(
    http: httpx.Client,
) -> None:
    for at in range(3):
        assert http.get(f"/v1/jobs/{at:032x}").status_code == 404
        assert http.request("PROPFIND", f"/pot/{at}").status_code == 404
    found = [
        name for name in measured(http) if name.startswith("junkan_http_request_seconds_count")
    ]
    routes = {re.search(r'route="([^"]*)"', name)[1] for name in found}  # type: ignore[index]
    assert not [route for route in routes if re.search(r"\d{3}|pot", route)]
    assert not [name for name in found if "PROPFIND" in name]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "junkan.example.org"},
        {"Host": "localhost.example.org:80"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
    ],
)
def test_metrics_are_for_this_machine_or_for_a_key_of_that_scope(
    http: httpx.Client, serving: tuple[Service, str], headers: dict[str, str]
) -> None:
    refused = http.get("/metrics", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
    key = serving[0].keys.make("prometheus", ("metrics",))
    allowed = http.get("/metrics", headers=headers | {"Authorization": f"Bearer {key}"})
    assert allowed.status_code == 200
    assert http.get("/v1/jobs", headers={"Authorization": f"Bearer {key}"}).status_code == 403


def test_readiness_says_what_is_wrong(
    http: httpx.Client, serving: tuple[Service, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    health = serving[0].health
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready", "role": "both"}
    monkeypatch.setattr(health, "free_bytes", lambda: 10**6)
    monkeypatch.setattr("api.health.SILENT", -1.0)
    monkeypatch.setattr(health, "_draining", lambda: True)
    answer = http.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    codes = {error["code"] for error in answer.json()["errors"]}
    assert codes == {"draining", "disk-full", "engine-silent"}
    full = http.post("/v1/jobs", json=ACT)
    assert (full.status_code, full.json()["code"]) == (503, "disk-full")
    assert http.get("/v1/jobs").status_code == 200


def test_readiness_tells_of_a_database_that_is_gone(
    http: httpx.Client, serving: tuple[Service, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.health.DATABASE_SECONDS", 0.05)
    database = serving[0].database
    with database.writing():
        monkeypatch.setattr(database, "reading", database.writing)  # readers now wait for us
        codes = [error["code"] for error in http.get("/readyz").json()["errors"]]
    assert codes == ["database-silent"]
