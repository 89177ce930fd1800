"""Results to look at, solved once."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.app import app


def _solved(folder: Path, *words: str) -> Path:
    said = CliRunner().invoke(
        app,
        [
            "solve",
            *words,
            "--gap",
            "0",
            "--threads",
            "1",
            "--progress",
            "none",
            "--out",
            str(folder),
        ],
    )
    assert said.exit_code == 0, said.output
    return folder


@pytest.fixture(scope="session")
def cheapest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of toy-dependence without limits: 2300 EUR, exposure 1."""
    return _solved(tmp_path_factory.mktemp("results") / "cheapest", "toy-dependence")


@pytest.fixture(scope="session")
def capped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of toy-dependence with exposure at most 0.5: 2740 EUR, compared with the cheapest."""
    folder = tmp_path_factory.mktemp("results") / "capped"
    return _solved(folder, "toy-dependence", "--max-exposure", "0.5")
