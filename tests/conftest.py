"""Where things are, for all tests."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


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
