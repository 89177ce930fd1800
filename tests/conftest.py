"""Where things are, and how to run the command, for all tests."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from optimizer.cli.app import app

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--golden`` writes golden files anew, to be reviewed like code."""
    parser.addoption("--golden", action="store_true", help="write golden files anew, for review")


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written instead of compared."""
    return bool(request.config.getoption("--golden"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def instances() -> Path:
    """The shipped instances."""
    return ROOT / "instances"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Third-party facts and cases beside the repository (or at ``JUNKAN_SHARED``), else skip."""
    folder = Path(os.environ.get("JUNKAN_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no folder {folder.name} beside the repository; set JUNKAN_SHARED to it")
    return folder


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output, all of it, as the one JSON document it must be."""
        return json.loads(self.out)


Junkan = Callable[..., Said]


@pytest.fixture
def junkan(monkeypatch: pytest.MonkeyPatch) -> Junkan:
    """``junkan("check", "toy-loop")`` runs the command and says how it went."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words: object) -> Said:
        result = CliRunner().invoke(app, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return run
