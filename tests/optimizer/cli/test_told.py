"""Errors become a message and an exit code."""

import json

import pytest
import typer

from optimizer.cli.exits import Exit
from optimizer.cli.told import UsageError, exit_code, told
from optimizer.errors import (
    AuditError,
    DataError,
    FormulationError,
    OptimizerError,
    SettingsError,
    SolverError,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DataError([]), Exit.FINDINGS),
        (AuditError("no table"), Exit.FINDINGS),
        (SettingsError("gap"), Exit.USAGE),
        (UsageError("no such folder"), Exit.USAGE),
        (SolverError("HiGHS"), Exit.FAILED),
        (FormulationError("rule"), Exit.FAILED),
        (OptimizerError("a folder without a plan"), Exit.USAGE),
    ],
)
def test_each_kind_of_error_has_its_code(error: OptimizerError, code: Exit) -> None:
    assert exit_code(error) is code


def test_a_solver_error_shows_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    @told
    def command() -> Exit:
        raise SolverError("it failed", log="last words")

    with pytest.raises(typer.Exit) as ended:
        command()
    captured = capsys.readouterr()
    assert ended.value.exit_code == Exit.FAILED
    assert captured.err == "error: it failed\nlast words\n"
    assert captured.out == ""


def test_with_json_an_error_is_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    @told
    def command(as_json: bool) -> Exit:
        raise SettingsError("gap = 2: must be a number from 0 to 1")

    with pytest.raises(typer.Exit) as ended:
        command(as_json=True)
    captured = capsys.readouterr()
    assert ended.value.exit_code == Exit.USAGE
    assert json.loads(captured.out)["error"]["kind"] == "SettingsError"
    assert captured.err == ""


def test_an_interrupt_ends_without_a_plan(capsys: pytest.CaptureFixture[str]) -> None:
    @told
    def command() -> Exit:
        raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as ended:
        command()
    assert ended.value.exit_code == Exit.NO_PLAN


def test_a_missing_library_names_the_extra_that_brings_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @told
    def command() -> Exit:
        raise ModuleNotFoundError("No module named 'openpyxl'", name="openpyxl")

    with pytest.raises(typer.Exit) as ended:
        command()
    assert ended.value.exit_code == Exit.USAGE
    assert "junkan[xlsx]" in capsys.readouterr().err


def test_a_bug_shows_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    @told
    def command() -> Exit:
        raise IndexError("a bug")

    with pytest.raises(typer.Exit) as ended:
        command()
    assert ended.value.exit_code == Exit.FAILED
    assert "IndexError" in capsys.readouterr().err
