"""What somebody probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENOUGH = 50_000
"""Among more names than this, looking for near ones takes longer than it helps."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like ``word``; empty when none is like it."""
    names = [name for name in known if name]
    same = {name.casefold(): name for name in names}.get(word.strip().casefold())
    if same is not None:
        return same
    if len(names) > _ENOUGH:
        return ""
    return next(iter(difflib.get_close_matches(word, names, n=1, cutoff=0.6)), "")


def suggestion(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """A mend that proposes the nearest known name."""
    meant = nearest(word, known)
    return f"Did you mean '{meant}'? {otherwise}" if meant else otherwise
