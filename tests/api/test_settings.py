"""Where a service keeps things, and what it refuses to be."""

from pathlib import Path

import pytest

from api.settings import ServiceSettings, default_home
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


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"workers": 257}, {"database": "mysql://x"}])
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
