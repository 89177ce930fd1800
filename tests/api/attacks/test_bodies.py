"""Bodies that lie, dawdle, swell or smuggle."""

import json
import socket
import time

import httpx
import pytest

from tests.api.serving import DAWDLING, Mortal

JSON = {"Content-Type": "application/json"}
ACT = {"kind": "act", "instance": "toy-loop", "play": "quick"}


def talk(address: str, key: str, head: str, body: bytes, *, finish: bool) -> bytes:
    """Send a request as it is; all that comes back until the server closes or is silent."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        text = f"POST /v1/jobs HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\n"
        text += f"Content-Type: application/json\r\n{head}\r\n\r\n"
        line.sendall(text.encode() + body)
        if finish:
            line.shutdown(socket.SHUT_WR)
        came = b""
        line.settimeout(5)
        while piece := line.recv(65536):
            came += piece
            if b"\r\n\r\n" in came and not finish:
                break
    return came


@pytest.fixture
def raw(house: Mortal, alice: httpx.Client):
    def send(head: str, body: bytes, *, finish: bool = True) -> bytes:
        return talk(house.address, alice.headers["Authorization"], head, body, finish=finish)

    return send


def jobs(http: httpx.Client) -> int:
    return len(http.get("/v1/jobs", params={"limit": 200}).json()["jobs"])


def test_a_body_shorter_than_said_is_no_job(raw, alice: httpx.Client) -> None:
    before = jobs(alice)
    raw("Content-Length: 5000", json.dumps(ACT).encode())
    assert jobs(alice) == before


def test_a_body_longer_than_said_is_cut(raw) -> None:
    body = json.dumps(ACT).encode()
    assert b" 400 " in raw(f"Content-Length: {len(body) - 1}", body + b" " * 50).splitlines()[0]


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "10, 20", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(raw, length: str) -> None:
    first = raw(f"Content-Length: {length}", b"{}").splitlines()
    assert first == [] or first[0].split()[1] in {b"400", b"413"}, first


def test_two_lengths_are_refused(raw) -> None:
    came = raw("Content-Length: 2\r\nTransfer-Encoding: chunked", b"0\r\n\r\n")
    assert came == b"" or came.split()[1] in {b"400", b"202", b"422"}
    assert came.count(b"HTTP/1.1 ") <= 1


def test_pieces_are_counted(alice: httpx.Client) -> None:
    def pieces():
        for _ in range(20):
            yield b" " * 10_000

    answer = alice.post("/v1/jobs", content=pieces(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-long")
    declared = alice.post("/v1/jobs", content=b" " * 100_001, headers=JSON)
    assert declared.status_code == 413


def test_who_sends_nothing_more_is_not_waited_for(raw) -> None:
    begun = time.monotonic()
    came = raw("Content-Length: 100", b'{"instance"', finish=False)
    assert b" 408 " in came.splitlines()[0]
    assert DAWDLING <= time.monotonic() - begun < 20


@pytest.mark.parametrize(
    "text",
    [
        '{"instance": "toy-loop", "priority": ' + "9" * 5000 + "}",
        '{"instance": "toy-loop", "priority": 1' + "0" * 400 + "}",
        '{"instance": "toy-loop", "label": "\\ud800"}',
        '{"instance": "toy-loop", "label": "\\u0000"}',
        '{"instance": "toy-loop", "label": "a\\r\\nSet-Cookie: x=1"}',
        '{"instance": "toy-loop", "instance": "toy-loop"}',
        '{"instance": "toy-loop", "build": ' + '{"a":' * 5000 + "1" + "}" * 5000 + "}",
        '{"instance": "../../etc/passwd"}',
        '{"instance": "/etc/passwd"}',
        '{"instance": "sha256:../../x"}',
        '{"instance": "toy-loop", "solve": {"log_file": "/tmp/x"}}',
        '{"instance": "toy-loop", "solve": {"write_model_file": "x"}}',
        '{"instance": "toy-loop", "solve": {"options": {"solution_file": "x"}}}',
        '{"instance": "toy-loop", "__class__": "x"}',
    ],
    ids=range(14),
)
def test_what_is_smuggled_is_refused(alice: httpx.Client, text: str) -> None:
    answer = alice.post("/v1/jobs", content=text.encode(), headers=JSON)
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Set-Cookie" not in answer.headers


def test_a_name_is_data_wherever_it_is_shown(alice: httpx.Client) -> None:
    name = "<script>alert(1)</script>=cmd|' /C calc'!A0\u202e"
    job = alice.post("/v1/jobs", json=ACT | {"label": name}, headers={"Prefer": "wait=60"})
    assert job.json()["label"] == name
    shown = alice.get(f"/v1/jobs/{job.json()['id']}")
    assert shown.headers["Content-Type"] == "application/json"
    found = alice.get("/v1/jobs", params={"label": name}).json()["jobs"]
    assert [each["id"] for each in found] == [job.json()["id"]]


def test_all_methods_of_an_address_are_told(alice: httpx.Client) -> None:
    wrong = alice.put("/v1/jobs/" + "0" * 32)
    assert wrong.status_code == 405
    assert set(wrong.headers["Allow"].split(", ")) >= {"GET", "DELETE"}
