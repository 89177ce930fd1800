"""Waiting for something to become true, for as long as a busy machine may need."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LONG = 90.0


def until(true: Callable[[], T]) -> T:
    """What ``true`` gives as soon as that is something."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {LONG} s")
