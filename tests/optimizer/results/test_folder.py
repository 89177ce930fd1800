"""A folder is renewed whole or not at all."""

from pathlib import Path

import pytest

from optimizer.results.folder import ResultsError, renewed


def _ours(folder: Path) -> bool:
    return (folder / "ours").is_file()


def test_what_goes_wrong_leaves_the_old_one(tmp_path: Path) -> None:
    with renewed(tmp_path / "a", ours=_ours) as draft:
        (draft / "ours").write_text("1")
    with pytest.raises(ZeroDivisionError), renewed(tmp_path / "a", ours=_ours) as draft:
        (draft / "ours").write_text(str(1 // 0))
    assert (tmp_path / "a" / "ours").read_text() == "1"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    for place in (tmp_path, tmp_path / "letter"):
        with pytest.raises(ResultsError), renewed(place, ours=_ours):
            pytest.fail("it may not be filled")
