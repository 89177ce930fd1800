"""Names of workers are their own, and who is silent is not counted."""

from pathlib import Path

import pytest

from api.database import Database
from api.jobs.rows import now
from api.settings import ServiceSettings
from api.workers import Workers, place_of
from optimizer import SettingsError


def test_two_workers_of_one_home_have_two_names_and_keep_them(tmp_path: Path) -> None:
    any_slot = ServiceSettings(tmp_path, slot=None, role="worker")
    first, second = place_of(any_slot), place_of(any_slot)
    assert first.name.endswith(":0")
    assert second.name.endswith(":1")
    first.leave()
    again = place_of(any_slot)
    assert again.name == first.name
    with pytest.raises(SettingsError, match="slot 0"):
        place_of(ServiceSettings(tmp_path, slot=0))
    again.leave()
    second.leave()


def test_who_carries_out_nothing_needs_no_slot(tmp_path: Path) -> None:
    taking = ServiceSettings(tmp_path, role="api")
    assert place_of(taking).name == place_of(taking).name
    assert list(tmp_path.iterdir()) == []


def test_workers_are_there_as_long_as_they_are_heard_of(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.create()
    workers = Workers(database)
    workers.beat("a", 2, "working")
    workers.beat("b", 4, "working")
    workers.beat("a", 2, "draining")
    alive = workers.alive(now() - 60)
    assert [(row.name, row.places, row.state) for row in alive] == [
        ("a", 2, "draining"),
        ("b", 4, "working"),
    ]
    assert alive[0].started_at <= alive[0].beat_at
    workers.leave("b")
    assert [row.name for row in workers.alive(0)] == ["a"]
    assert workers.alive(now() + 60) == []
    database.close()
