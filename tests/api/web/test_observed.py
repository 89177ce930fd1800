"""Every request has an id, in its answer, in its errors and in the log, which holds no secret."""

import io
import json
import logging
from collections.abc import Iterator

import httpx
import pytest

from api import logs
from api.service import Service
from tests.api.serving import served


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    with served(tmp_path_factory.mktemp("home")) as both:
        yield both


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged meanwhile."""
    root, own = logging.getLogger(), logging.getLogger("api")
    before = root.handlers, root.level, own.level
    logs.configure("json")
    written = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers, root.level = before[0], before[1]
    own.setLevel(before[2])


def test_an_id_is_taken_from_the_caller_if_it_is_decent_and_made_otherwise(
    serving: tuple[Service, str],
) -> None:
    with httpx.Client(base_url=serving[1]) as http:
        own = http.get("/healthz", headers={"X-Request-ID": "mine-1.a_b"})
        assert own.headers["X-Request-ID"] == "mine-1.a_b"
        for wrong in ("", "x" * 65, "a b", "a;b"):
            made = http.get("/healthz", headers={"X-Request-ID": wrong}).headers["X-Request-ID"]
            assert made != wrong
            assert len(made) == 16
        refused = http.get("/v1/jobs", headers={"X-Request-ID": "r2"})
        assert (refused.headers["X-Request-ID"], refused.json()["request_id"]) == ("r2", "r2")
        assert refused.headers.get_list("X-Request-ID") == ["r2"]


def test_a_bug_is_told_with_the_request_s_id(
    serving: tuple[Service, str], lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving[0].keys, "caller", lambda _: 1 / 0)
    answer = httpx.get(f"{serving[1]}/v1/jobs", headers={"X-Request-ID": "r3"})
    assert (answer.status_code, answer.json()["request_id"]) == (500, "r3")
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    access = next(each for each in said if each["logger"] == "api.access")
    assert (access["status"], access["request_id"]) == (500, "r3")
    assert any("ZeroDivisionError" in each.get("exc_info", "") for each in said)


def test_each_request_is_one_line_that_says_who_and_no_secret(
    serving: tuple[Service, str], lines: io.StringIO
) -> None:
    service, address = serving
    key = service.keys.make("acme", ("read",))
    headers = {"Authorization": f"Bearer {key}", "Cookie": "junkan=secret-cookie"}
    with httpx.Client(base_url=address, headers=headers) as http:
        http.get("/v1/jobs", params={"label": "secret-label"})
        http.get(f"/v1/jobs/{0:032x}")
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(each["message"], each["status"]) for each in said] == [
        ("GET /v1/jobs", 200),
        ("GET /v1/jobs/{job}", 404),
    ]
    for each in said:
        assert (each["tenant"], each["key"]) == ("acme", key[3:15])
        assert each["client"] == "127.0.0.1"
        assert each["ms"] >= 0
    assert key[16:] not in lines.getvalue()
    assert "secret" not in lines.getvalue()
