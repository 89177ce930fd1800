"""Sessions of people: opened once, ended, and worth nothing to another origin's page."""

import re
from collections.abc import Iterator

import httpx
import pytest

from api import sessions
from api.database import Database
from api.errors import Problem
from api.keys import Caller, Keys
from api.sessions import Sessions
from tests.api.serving import Mortal


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url)
    made.create()
    yield made
    made.close()


def caller_of(database: Database, tenant: str = "acme") -> Caller:
    return Keys(database).caller(f"Bearer {Keys(database).make(tenant, ('read', 'submit'))}")


def test_a_session_has_the_rights_of_its_key_and_ends_with_it(database: Database) -> None:
    caller = caller_of(database)
    held = Sessions(database)
    session = held.open(caller)
    assert held.find(session.token).caller == caller
    assert held.find(session.token).csrf == session.csrf
    assert session.csrf not in session.token
    Keys(database).revoke("acme", caller.key)
    with pytest.raises(Problem, match="sign in again"):
        held.find(session.token)


def test_a_session_that_is_closed_or_too_old_opens_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Sessions(database)
    closed, old = held.open(caller_of(database)), held.open(caller_of(database))
    held.close(closed.token)
    with pytest.raises(Problem, match="sign in again"):
        held.find(closed.token)
    later = sessions.now() + sessions.LASTS + 1
    monkeypatch.setattr(sessions, "now", lambda: later)
    with pytest.raises(Problem, match="sign in again"):
        held.find(old.token)


def test_a_ticket_opens_one_session_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, caller = Sessions(database), caller_of(database)
    ticket, late = held.ticket(caller), held.ticket(caller)
    assert held.redeem(ticket).caller == caller
    for used in (ticket, "never-made", "\ud800"):
        with pytest.raises(Problem, match="used already"):
            held.redeem(used)
    later = sessions.now() + sessions.TICKET_LASTS + 1
    monkeypatch.setattr(sessions, "now", lambda: later)
    with pytest.raises(Problem, match="too old"):
        held.redeem(late)


@pytest.fixture(scope="module")
def serving(house: Mortal) -> tuple[Mortal, str]:
    return house, house.address


@pytest.fixture
def http(serving: tuple[Mortal, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serving[1], timeout=60) as made:
        yield made


def signed_in(service: Mortal, http: httpx.Client) -> str:
    """The word that writing requests say; the cookie is in the client."""
    answer = http.post("/v1/session", json={"key": service.keys.make("people")})
    assert answer.status_code == 201, answer.text
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"junkan-\d+=[\w-]{43}; HttpOnly; ", cookie)
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    csrf: str = answer.json()["csrf"]
    return csrf


JOB = {"instance": "toy-loop", "label": "never sent"}


def test_the_cookie_reads_and_writes_only_with_the_csrf_word(
    serving: tuple[Mortal, str], http: httpx.Client
) -> None:
    csrf = signed_in(serving[0], http)
    assert http.get("/v1/jobs").status_code == 200
    for said in ({}, {"Junkan-CSRF": "x" * 40}, {"Junkan-CSRF": "\xff".encode("latin1")}):
        refused = http.post("/v1/validate", json=JOB, headers=said)
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    told = http.get("/v1/session").json()
    assert (told["csrf"], told["tenant"]) == (csrf, "people")
    assert http.post("/v1/validate", json=JOB, headers={"Junkan-CSRF": csrf}).status_code == 200


@pytest.mark.parametrize(
    "foreign",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
    ],
    ids=lambda headers: "-".join(headers.values()),
)
def test_another_origins_page_gets_nothing_with_the_cookie(
    serving: tuple[Mortal, str], http: httpx.Client, foreign: dict[str, str]
) -> None:
    csrf = signed_in(serving[0], http)
    for answer in (
        http.get("/v1/jobs", headers=foreign),
        http.get("/v1/session", headers=foreign),
        http.post("/v1/validate", json=JOB, headers={"Junkan-CSRF": csrf, **foreign}),
        http.post("/v1/session", json={"key": "jk_"}, headers=foreign),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "other-origin")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_signing_out_ends_the_session(serving: tuple[Mortal, str], http: httpx.Client) -> None:
    csrf = signed_in(serving[0], http)
    assert http.delete("/v1/session").status_code == 403
    kept = dict(http.cookies)
    assert http.delete("/v1/session", headers={"Junkan-CSRF": csrf}).status_code == 204
    assert not http.cookies
    http.cookies.update(kept)
    assert http.get("/v1/jobs").json()["code"] == "sign-in-needed"


def test_a_key_goes_before_the_cookie(serving: tuple[Mortal, str], http: httpx.Client) -> None:
    signed_in(serving[0], http)
    other = {"Authorization": f"Bearer {serving[0].keys.make('programs')}"}
    assert http.post("/v1/validate", json=JOB, headers=other).status_code == 200
    assert http.get("/v1/jobs", headers={"Authorization": "Bearer nothing"}).status_code == 401


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"key": "jk_000000000000_" + "a" * 43}, 401),
        ({"ticket": "none"}, 401),
        ({}, 422),
        ({"key": 7}, 422),
        ({"key": "a", "ticket": "b"}, 422),
    ],
    ids=range(5),
)
def test_a_wrong_sign_in_is_refused(http: httpx.Client, asked: object, status: int) -> None:
    answer = http.post("/v1/session", json=asked)
    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers
