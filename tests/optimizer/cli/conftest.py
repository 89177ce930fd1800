"""Running the command as a user would, in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from optimizer.cli.app import app


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
