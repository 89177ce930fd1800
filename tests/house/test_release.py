"""The version, the changelog, the lock and the README agree with each other."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import api


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    described = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = described["project"]
    return found


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, str]:
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(
        line.lower().replace("_", "-").split("==") for line in lines if not line.startswith("#")
    )


def test_changelog_opens_with_the_version(root: Path, project: dict[str, Any]) -> None:
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = re.search(r"^## \[(\d[^\]]*)\]", changelog, flags=re.MULTILINE)
    assert latest is not None
    assert latest[1] == project["version"]


def test_packages_say_the_same_version(project: dict[str, Any]) -> None:
    assert api.__version__ == project["version"]


def test_lock_holds_exact_versions_and_no_addresses(root: Path) -> None:
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    loose = [
        line
        for line in lines
        if not line.startswith("#") and not re.fullmatch(r"[\w.-]+==[\w.+!]+", line)
    ]
    assert not loose


def test_lock_covers_every_dependency(project: dict[str, Any], pins: dict[str, str]) -> None:
    asked = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        asked += extra
    names = {re.split(r"[\[<>=~!]", line)[0].lower() for line in asked} - {project["name"]}
    assert names - set(pins) == set()


def test_readme_commands_are_targets_of_the_makefile(root: Path) -> None:
    commands = re.findall(r"^make ([\w-]+)", (root / "README.md").read_text("utf-8"), re.MULTILINE)
    targets = re.findall(r"^([\w-]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {"japan-eu", "test"} <= set(commands)
    assert set(commands) <= set(targets)
