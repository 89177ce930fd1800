"""The machine and the versions, in words."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

LIBRARIES = ("numpy", "polars", "pyomo", "highspy", "scipy", "linopy", "xarray", "pandas")


def machine() -> str:
    """Such as ``2 cores of AMD EPYC, 24 GiB, Linux``."""
    return f"{os.cpu_count()} cores of {_processor()}, {_memory()} GiB, {platform.system()}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def versions() -> str:
    """Python and the libraries that times depend on."""
    found = [f"python {platform.python_version()}"]
    return ", ".join(found + [f"{name} {version(name)}" for name in LIBRARIES])


def commit() -> str:
    """Short hash of the checked-out commit, with ``+`` when code was changed since."""
    head = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--", "optimizer", "benchmarks/*.py", "instances")
    return f"{head}+" if head and changed else head or "unknown"


def _git(*words: str) -> str:
    try:
        told = subprocess.run(  # noqa: S603
            ["git", *words],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return told.stdout.strip()
