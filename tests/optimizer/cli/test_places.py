"""Where instances are found."""

from pathlib import Path

import pytest

from optimizer.cli.places import (
    find_instance,
    holds_results,
    require_writable,
    shipped,
    shipped_names,
)
from optimizer.cli.told import UsageError


def test_a_path_goes_before_a_shipped_name(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "toy-loop").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_instance("toy-loop").resolve() == (tmp_path / "toy-loop").resolve()


@pytest.mark.parametrize("given", ["toy-loop", "instances/toy-loop", "instances/toy-loop/"])
def test_a_shipped_name_works_anywhere(given: str, instances: Path, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_instance(given) == instances / "toy-loop"


def test_only_instances_are_shipped(instances: Path) -> None:
    assert all((path / "datapackage.json").is_file() for path in shipped().values())
    assert "generators" not in shipped()


def test_names_are_completed() -> None:
    assert shipped_names("toy-w") == ["toy-winter"]


def test_an_unknown_name_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="toy-winter"):
        find_instance("elsewhere/toy-loop")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot write"):
        require_writable(tmp_path / "file" / "below")
    require_writable(tmp_path / "new" / "below")
    assert not (tmp_path / "new").exists()


def test_results_are_known_by_their_document(tmp_path: Path) -> None:
    assert not holds_results(tmp_path)
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    assert holds_results(tmp_path)
    assert holds_results(tmp_path / "plan.json")
