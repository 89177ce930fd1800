"""Imports go one way, and some things are known in one place only."""

import sys
from pathlib import Path

import pytest
from importlinter import cli


def test_import_contracts_hold(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "path", [str(root), *sys.path])
    failed = cli.lint_imports(no_cache=True)
    assert not failed, capsys.readouterr().out
