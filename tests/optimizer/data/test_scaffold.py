"""A first instance to change."""

from pathlib import Path

import pytest

from optimizer.data import check, load, new
from optimizer.data.scaffold import example


def test_it_is_written_sound_and_explained(tmp_path: Path) -> None:
    instance = new("first", tmp_path / "first")
    assert not check(tmp_path / "first")
    assert load(tmp_path / "first").digest == instance.digest
    readme = (tmp_path / "first" / "README.md").read_text("utf-8")
    assert readme.startswith("# first\n")
    for file in ("operations.csv", "expansions.csv", "segments.csv"):
        assert file in readme
        assert (tmp_path / "first" / file).is_file()


def test_every_figure_is_marked_as_made_up() -> None:
    for name, frame in example("x").tables.items():
        assert set(frame["confidence"] if "confidence" in frame.columns else []) <= {"example"}, (
            name
        )


def test_there_is_something_to_decide() -> None:
    instance = example("x")
    assert instance.table("expansions").height >= 1
    assert instance.table("sites").height == 3
    assert instance.table("demands")["market"].n_unique() == 1


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="is not empty"):
        new("first", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_as_good_as_none(tmp_path: Path) -> None:
    new("first", tmp_path)
    assert (tmp_path / "datapackage.json").is_file()
