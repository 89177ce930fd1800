"""Where instances and results lie."""

import os
import sys
from pathlib import Path

from optimizer.cli.told import UsageError


def shipped() -> dict[str, Path]:
    """Instances that come with the package, by name."""
    found: dict[str, Path] = {}
    for folder in _shelves():
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if (path / "datapackage.json").is_file():
                    found.setdefault(path.name, path)
    return found


def _shelves() -> list[Path]:
    """The repository's folder when we run from one, else where the wheel put it."""
    return [
        Path(__file__).resolve().parents[2] / "instances",
        Path(sys.prefix) / "share" / "junkan" / "instances",
    ]


def find_instance(given: str) -> Path:
    """The file or folder of that path, or the shipped instance of that name.

    Raises ``UsageError`` naming what there is.
    """
    path = Path(given)
    if path.exists():
        return path
    names = shipped()
    if Path(given).name in names and given.rstrip("/") in {path.name, f"instances/{path.name}"}:
        return names[path.name]
    raise UsageError(
        f"no file, folder or shipped instance is called {given!r}; shipped are "
        + (", ".join(names) or "none")
    )


def shipped_names(incomplete: str) -> list[str]:
    """Shell completion of a shipped instance's name."""
    return [name for name in shipped() if name.startswith(incomplete)]


def holds_results(path: Path) -> bool:
    """Whether ``path`` is a folder that ``solve`` wrote, or a plan's JSON document."""
    return (path / "plan.json").is_file() or (path.name == "plan.json" and path.is_file())


def require_writable(folder: Path) -> None:
    """Raise ``UsageError`` when ``folder`` could not be made or written; makes nothing."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise UsageError(f"cannot write to {folder}")
