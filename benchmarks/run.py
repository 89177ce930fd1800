"""A run: which measurements are taken, in which order; each in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from benchmarks import ledger
from benchmarks.machine import ROOT, commit, machine, versions
from benchmarks.registry import CASES, Case
from benchmarks.ways import NAMES, SLOW

if TYPE_CHECKING:
    import polars as pl

Say = Callable[[str], None]
Row = dict[str, Any]

PATIENCE = 1800.0
"""Seconds after which one measurement is given up."""

COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("python itself", ("-c", "pass")),
    ("junkan --help", ("-m", "optimizer", "--help")),
    ("junkan check toy-winter", ("-m", "optimizer", "check", "toy-winter")),
    ("junkan show toy-winter", ("-m", "optimizer", "show", "toy-winter")),
    ("junkan solve toy-winter", ("-m", "optimizer", "solve", "toy-winter", "--out", "{out}")),
)


def run(parts: tuple[str, ...], names: tuple[str, ...], rounds: int, say: Say) -> pl.DataFrame:
    """Measure ``parts`` (``ways``, ``phases``, ``commands``) of the named cases, all if none."""
    said = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "commit": commit(),
        "machine": machine(),
        "versions": versions(),
    }
    cases = [case for case in CASES if case.present and (not names or case.name in names)]
    rows: list[Row] = []
    if "commands" in parts:
        rows += _commands(rounds, say)
    if "phases" in parts:
        for case in cases:
            rows += _phases(case, say)
    if "ways" in parts:
        for case in cases:
            rows += _ways(case, rounds, say)
    return ledger.frame({**said, **row} for row in rows)


def _ways(case: Case, rounds: int, say: Say) -> Iterator[Row]:
    """Rounds of one measurement per way, so that a busy moment strikes all of them alike."""
    for number in range(rounds):
        for way in (name for name in NAMES if name in case.compared):
            if number < _rounds_of(way, case, rounds):
                say(f"{case.name} by {way}, round {number + 1}")
                task = {"task": "way", "case": case.name, "seed": case.seeds[0], "way": way}
                yield from _rows(task, case.seeds[0], number, way)


def _rounds_of(way: str, case: Case, rounds: int) -> int:
    """Pyomo's own roads take minutes on a million non-zeros: once must do there."""
    if way not in SLOW:
        return rounds
    return 1 if case.name == "network-1e6" else min(rounds, 3)


def _phases(case: Case, say: Say) -> Iterator[Row]:
    for number, seed in enumerate(case.seeds):
        say(f"{case.name}, seed {seed}, all phases")
        yield from _rows(
            {"task": "phases", "case": case.name, "seed": seed}, seed, number, "pipeline"
        )


def _rows(task: Row, seed: int, number: int, way: str) -> list[Row]:
    """The rows of one measurement; one that says so when it failed."""
    common = {"case": task["case"], "seed": seed, "round": number, "way": way}
    try:
        found = _measured(task)
    except (subprocess.SubprocessError, ValueError) as error:
        return [{**common, "phase": "none", "status": f"failed: {type(error).__name__}"}]
    return [
        {
            **common,
            "phase": phase,
            "wall_s": spent["wall"],
            "cpu_s": spent["cpu"],
            "peak_mib": spent["peak"],
            **found["facts"],
        }
        for phase, spent in found["phases"].items()
    ]


def _measured(task: Row) -> Row:
    command = [sys.executable, "-m", "benchmarks.worker", json.dumps(task)]
    told = subprocess.run(  # noqa: S603
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    found: Row = json.loads(told.stdout.splitlines()[-1])
    return found


def _commands(rounds: int, say: Say) -> Iterator[Row]:
    for number in range(rounds):
        for name, words in COMMANDS:
            say(f"{name}, round {number + 1}")
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, *(w.format(out=folder) for w in words)]
                before, began = _children(), time.perf_counter()
                subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603
                wall, cpu = time.perf_counter() - began, _children() - before
            yield {
                "case": "commands",
                "round": number,
                "way": "command",
                "phase": name,
                "wall_s": wall,
                "cpu_s": cpu,
            }


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
