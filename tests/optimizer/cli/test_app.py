"""The command as a whole: it teaches, it is quick to answer, its codes are the documented ones."""

import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from optimizer.cli.app import app, unwrapped
from optimizer.cli.exits import MEANING, Exit

HEAVY = ("numpy", "polars", "pyomo", "highspy", "openpyxl", "pint", "scipy", "pandas")
COMMANDS = {
    info.name or str(info.callback.__name__).replace("_", "-"): info
    for info in app.registered_commands
    if info.callback
}


def test_help_loads_nothing_heavy_and_answers_at_once() -> None:
    program = (
        "import sys\n"
        "from optimizer.cli import main\n"
        "sys.argv = ['junkan', '--help']\n"
        "try:\n    main()\n"
        "finally:\n"
        f"    heavy = [name for name in {HEAVY} if name in sys.modules]\n"
        "    print('heavy:', heavy, file=sys.stderr)\n"
    )
    begun = time.process_time()
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stderr.strip() == "heavy: []"
    assert "junkan solve toy-dependence" in ended.stdout
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_examples_and_explains_its_options(junkan, command: str) -> None:
    said = junkan(command, "--help")
    assert said.code == 0
    assert re.search(r"Examples:\s+junkan " + command, said.out)
    assert COMMANDS[command].help
    assert "\\b" not in said.out


def test_help_states_every_exit_code(junkan) -> None:
    said = junkan("--help")
    for code, meaning in MEANING.items():
        assert f"{code.value}  {meaning[:60]}" in said.out
    assert set(MEANING) == set(Exit)


def test_readme_states_the_same_exit_codes(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d) \| (.*?) \|$", readme, flags=re.MULTILINE))
    assert rows == {str(code.value): meaning for code, meaning in MEANING.items()}


def test_version_is_the_package_version(junkan, root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    said = junkan("--version")
    assert said.out == f"junkan {project['version']}\n"


@pytest.mark.parametrize("words", [("slove",), ("check",), ("check", "toy-loop", "--jsom")])
def test_what_cannot_be_understood_is_a_usage_error(junkan, words: tuple[str, ...]) -> None:
    said = junkan(*words)
    assert said.code == Exit.USAGE
    assert said.out == ""


def test_unwrapped_joins_prose_and_keeps_examples() -> None:
    text = "One\ntwo.\n\n\\b\nExamples:\n  a\n  b"
    assert unwrapped(text) == "One two.\n\n\b\nExamples:\n  a\n  b"


@pytest.mark.parametrize(
    ("typed", "completed"), [("junkan so", ["solve"]), ("junkan check toy-win", ["toy-winter"])]
)
def test_the_shell_completes_commands_and_shipped_instances(
    typed: str, completed: list[str]
) -> None:
    asked = {"_JUNKAN_COMPLETE": "complete_bash", "COMP_WORDS": typed}
    asked["COMP_CWORD"] = str(typed.count(" "))
    program = "import sys; sys.argv = ['junkan']; from optimizer.cli import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.split() == completed
