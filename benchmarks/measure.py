"""Clocks and memory: what a piece of work takes."""

from __future__ import annotations

import gc
import resource
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass
class Taken:
    """Seconds on the wall and of CPU (all threads); peak resident memory of the process in MiB."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0


@contextmanager
def taken() -> Iterator[Taken]:
    """Measure what is done inside. Garbage of what came before is gone when the clocks start."""
    gc.collect()
    _forget_peak()
    result = Taken()
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        yield result
    finally:
        result.wall = time.perf_counter() - wall
        result.cpu = time.process_time() - cpu
        result.peak = peak()


def peak() -> float:
    """MiB at the peak since the last measurement began (without Linux: since the process began)."""
    if _STATUS.is_file():
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024.0
    unit = 1024.0**2 if sys.platform == "darwin" else 1024.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _forget_peak() -> None:
    if _RESET.is_file():
        try:
            _RESET.write_text("5", encoding="ascii")
        except OSError:
            return  # not allowed here: the peak is then that of the whole process
