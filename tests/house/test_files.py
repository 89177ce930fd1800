"""What every file of the repository keeps to."""

import re
import subprocess
from pathlib import Path

import pytest

LONGEST = 400
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}

DECLARATIONS = Path("optimizer/data/tables")
"""What tables there are; the checker, the writers and the dictionary are tests of it."""

ELSEWHERE = {
    "api/actor.py": "tests/api/test_logs.py",
    "api/app.py": "tests/api/test_web.py",
    "api/bookkeeping.py": "tests/api/web/test_health.py",
    "api/health.py": "tests/api/web/test_health.py",
    "api/instances.py": "tests/api/test_web.py",
    "api/metrics.py": "tests/api/web/test_health.py",
    "optimizer/__main__.py": "tests/optimizer/cli/test_carry_out.py",
    "optimizer/cli/exits.py": "tests/optimizer/cli/test_app.py",
    "optimizer/cli/options.py": "tests/optimizer/cli/test_app.py",
    "optimizer/results/plan_tables.py": "tests/optimizer/results/test_read.py",
}
"""Source files whose test has another name, and which it is."""

# Spelt in two halves, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.])/(?:work|opt/pypi|opt/wheels|root|Users|home/\w+)" + r"/(?!\.\.\.)"
    ),
    "a package registry's host": re.compile(
        r"\bpypi" + r"\.org|python" + r"hosted\.org|index" + r"-url|anaconda" + r"\.org/"
    ),
}


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=root, capture_output=True, check=True
    )
    names = listed.stdout.decode().split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


@pytest.fixture(scope="module")
def python_files(tracked: list[Path]) -> list[Path]:
    return [path for path in tracked if path.suffix == ".py"]


def test_no_file_is_too_long_to_read(python_files: list[Path], root: Path) -> None:
    long = {
        str(path.relative_to(root)): lines
        for path in python_files
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long, f"more than {LONGEST} lines, so two ideas in one file: {long}"


def test_no_file_is_a_drawer(python_files: list[Path], root: Path) -> None:
    drawers = [
        str(path.relative_to(root))
        for path in python_files
        if DRAWERS & {part.removesuffix(".py") for part in path.relative_to(root).parts}
    ]
    assert not drawers, f"named after nothing: {drawers}"


def test_every_source_file_has_a_test_file(python_files: list[Path], root: Path) -> None:
    """Its own, in the folder that mirrors its own; or that of the package it is a part of."""
    untested = []
    for path in python_files:
        name = path.relative_to(root)
        if name.parts[0] not in {"optimizer", "api"} or path.name == "__init__.py":
            continue
        if name.parent == DECLARATIONS:
            continue
        own = root / "tests" / name.parent / f"test_{path.stem}.py"
        package = root / "tests" / name.parent.parent / f"test_{name.parent.name}.py"
        if not (own.is_file() or package.is_file() or str(name) in ELSEWHERE):
            untested.append(str(name))
    assert not untested, f"no test file mirrors {untested}"


def test_what_is_tested_elsewhere_is_there_and_so_is_its_test(root: Path) -> None:
    gone = [name for pair in ELSEWHERE.items() for name in pair if not (root / name).is_file()]
    assert not gone


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_points_at_one_machine(tracked: list[Path], root: Path, what: str) -> None:
    found = []
    for path in tracked:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a Parquet file
        if match := FORBIDDEN[what].search(text):
            found.append(f"{path.relative_to(root)}: {match.group()}")
    assert not found, f"{what}: {found}"
