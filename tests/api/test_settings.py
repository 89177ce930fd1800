"""Where a service keeps things, and what it refuses to be."""

from pathlib import Path
from typing import get_args

import pytest

from api.settings import Limits, Role, ServiceSettings, default_home
from optimizer import SettingsError


def test_without_a_database_everything_lies_in_the_home(tmp_path: Path) -> None:
    settings = ServiceSettings(tmp_path)
    assert settings.store_url == f"sqlite:///{tmp_path}/junkan.db"
    assert settings.engine_url == f"sqlite:///{tmp_path}/engine.db"
    assert settings.folder("results") == tmp_path / "results"


def test_one_url_serves_store_and_engine() -> None:
    settings = ServiceSettings(Path("here"), "postgresql://u@h/db?x=1")
    assert settings.store_url == "postgresql+psycopg://u@h/db?x=1"
    assert settings.engine_url == "postgresql://u@h/db?x=1"


@pytest.mark.parametrize(
    "wrong", [{"workers": 0}, {"workers": 257}, {"database": "mysql://x"}, {"keep_days": -1.0}]
)
def test_what_makes_no_sense_is_refused(wrong: dict, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        ServiceSettings(tmp_path, **wrong)


def test_the_home_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNKAN_HOME", "/a")
    assert default_home() == Path("/a")
    monkeypatch.delenv("JUNKAN_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", "/b")
    assert default_home() == Path("/b/junkan")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_home() == Path.home() / ".local" / "share" / "junkan"


def test_limits_of_a_file_take_the_place_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "limits.json"
    file.write_text('{"time_limit": 60, "queued": 5, "running": 2}')
    limits = Limits.from_file(file)
    assert (limits.time_limit, limits.queued, limits.running) == (60, 5, 2)
    assert limits.tries == Limits().tries


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "limits.json"),
        ("[]", "not an object"),
        ('{"colour": 1}', "unknown limits: colour"),
        ('{"queued": 0}', "queued = 0: must be a positive number"),
        ('{"queued": 1.5}', "queued"),
        ('{"queued": true}', "queued"),
        ('{"time_limit": NaN}', "time_limit"),
        ('{"time_limit": Infinity}', "time_limit"),
    ],
)
def test_limits_that_are_none_are_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "limits.json"
    file.write_text(text)
    with pytest.raises(SettingsError, match=says):
        Limits.from_file(file)


def test_only_who_takes_jobs_alone_carries_none_out(tmp_path: Path) -> None:
    carries = {role: ServiceSettings(tmp_path, role=role).carries_out for role in get_args(Role)}
    assert carries == {"both": True, "api": False, "worker": True}
