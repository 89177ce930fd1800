"""``junkan bench``."""

from pathlib import Path

import pytest

from optimizer.cli import bench
from optimizer.cli.exits import Exit


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose benchmarks note what they were told, and fail when told to."""
    (tmp_path / "benchmarks").mkdir()
    program = (
        "import pathlib, sys\n"
        "pathlib.Path('told').write_text(' '.join(sys.argv[1:]))\n"
        "sys.exit('fail' in sys.argv)\n"
    )
    (tmp_path / "benchmarks" / "__init__.py").touch()
    (tmp_path / "benchmarks" / "__main__.py").write_text(program, encoding="utf-8")
    monkeypatch.setattr(bench, "REPOSITORY", tmp_path)
    return tmp_path


def test_words_are_handed_on(junkan, repository: Path) -> None:
    assert junkan("bench", "--", "--smoke", "small").code == Exit.OK
    assert (repository / "told").read_text(encoding="utf-8") == "--smoke small"


def test_benchmarks_that_fail_are_a_failure(junkan, repository: Path) -> None:
    assert junkan("bench", "fail").code == Exit.FAILED


def test_without_a_repository_there_are_none(junkan, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(bench, "REPOSITORY", tmp_path)
    said = junkan("bench")
    assert said.code == Exit.USAGE
    assert "repository" in said.err
