"""Waiting for something to become true, for as long as a busy machine may need."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LONG = 90.0
FIRST, LAST = 0.02, 0.3
"""Seconds between two looks, at first and at last: to look costs time that others need."""


def until(true: Callable[[], T]) -> T:
    """What ``true`` gives as soon as that is something."""
    end, pause = time.monotonic() + LONG, FIRST
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(pause)
        pause = min(1.3 * pause, LAST)
    raise AssertionError(f"not within {LONG} s")
