"""A folder of ours, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import OptimizerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class ResultsError(OptimizerError):
    """A results folder cannot be written there, or is not one."""


@contextmanager
def renewed(folder: Path, *, ours: Callable[[Path], bool]) -> Iterator[Path]:
    """A new folder to fill, which takes the place of ``folder`` when all went well.

    Whoever looks sees the old folder or the new one, never a mixture. ``ours`` says of a folder
    whether it may be replaced; an empty one always may.

    Raises:
        ResultsError: ``folder`` is a file, or holds something that is not ours.
    """
    target = folder.resolve()
    _refuse_what_is_not_ours(target, ours)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        _make_readable(draft)
        yield draft
        _swap(draft, target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _refuse_what_is_not_ours(target: Path, ours: Callable[[Path], bool]) -> None:
    if target.exists() and not target.is_dir():
        raise ResultsError(f"{target} is a file; results go into a folder")
    if target.is_dir() and any(target.iterdir()) and not ours(target):
        raise ResultsError(f"{target} holds other things than results; name another folder")


def _make_readable(folder: Path) -> None:
    """Give a temporary folder, which is its owner's alone, the rights of an ordinary one."""
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)


def _swap(draft: Path, target: Path) -> None:
    if not target.exists():
        draft.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent))
    target.rename(old / "results")
    try:
        draft.rename(target)
    except BaseException:
        (old / "results").rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
