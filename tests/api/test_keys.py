"""Keys open what they are for, and nothing that is kept opens anything."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.database import Database
from api.errors import Problem
from api.keys import Keys


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    database = Database(f"sqlite:///{tmp_path / 'keys.db'}")
    database.create()
    yield Keys(database)
    database.close()


def refused(keys: Keys, header: str | None) -> int:
    with pytest.raises(Problem) as caught:
        keys.caller(header)
    assert caught.value.headers["WWW-Authenticate"] == "Bearer"
    return caught.value.status


def test_a_key_says_whose_it_is_and_what_it_may(keys: Keys) -> None:
    caller = keys.caller(f"Bearer {keys.make('acme', ('read',))}")
    assert (caller.tenant, caller.scopes) == ("acme", {"read"})
    caller.require("read")
    with pytest.raises(Problem) as caught:
        caller.require("submit")
    assert caught.value.status == 403


def test_only_the_whole_key_opens(keys: Keys) -> None:
    key = keys.make("acme")
    other = keys.make("acme")
    swapped = key[:16] + other[16:]
    for header in (None, "", key, f"Basic {key}", f"Bearer {key[:-1]}", f"Bearer {swapped}"):
        assert refused(keys, header) == 401
    with pytest.raises(Problem):
        keys.revoke("another", key)
    keys.revoke("acme", keys.caller(f"bearer {key}").key)
    assert refused(keys, f"Bearer {key}") == 401
    assert keys.caller(f"Bearer {other}").tenant == "acme"


def test_the_secret_is_not_kept(keys: Keys, tmp_path: Path) -> None:
    key = keys.make("acme")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert key[3:15].encode() in kept
    assert key[16:].encode() not in kept


def test_the_local_key_is_its_owners_alone_and_stays(keys: Keys, tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = keys.local(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.local(file) == key == file.read_text().strip()
    keys.revoke("local", key)
    assert keys.local(file) != key


@pytest.mark.parametrize(
    ("tenant", "scopes"), [("", ("read",)), ("A b", ("read",)), ("a", ()), ("a", ("root",))]
)
def test_a_key_for_nobody_or_nothing_is_refused(keys: Keys, tenant: str, scopes: tuple) -> None:
    with pytest.raises(Problem):
        keys.make(tenant, scopes)


def test_a_key_opens_for_its_time_and_says_when_it_was_used(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keys.make("acme", ("read",), label="ci", days=1.0)
    keys.caller(f"Bearer {key}")
    unused = keys.make("acme", ("read",))
    keys.write_down_uses()
    first, second = keys.listed("acme")
    assert (first.label, first.prefix, second.prefix) == ("ci", key[3:15], unused[3:15])
    assert first.used_at >= first.created_at
    assert (second.used_at, second.expires_at) == (None, None)
    assert not hasattr(first, "hashed")
    assert keys.listed("another") == []
    monkeypatch.setattr("api.keys.now", lambda: first.expires_at)
    assert refused(keys, f"Bearer {key}") == 401
    assert keys.caller(f"Bearer {unused}").tenant == "acme"


@pytest.mark.parametrize("days", [0.0, -1.0, float("nan"), 4000.0])
def test_a_key_lasts_for_some_days(keys: Keys, days: float) -> None:
    with pytest.raises(Problem):
        keys.make("acme", days=days)
