"""The ledger: one CSV file per run, one row per phase. Nothing in it is ever edited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RESULTS = Path(__file__).resolve().parent / "results"

COLUMNS: dict[str, type[pl.DataType]] = {
    "date": pl.String,
    "commit": pl.String,
    "machine": pl.String,
    "versions": pl.String,
    "case": pl.String,
    "seed": pl.Int64,
    "round": pl.Int64,
    "way": pl.String,
    "phase": pl.String,
    "wall_s": pl.Float64,
    "cpu_s": pl.Float64,
    "peak_mib": pl.Float64,
    "rows": pl.Int64,
    "columns": pl.Int64,
    "nonzeros": pl.Int64,
    "integers": pl.Int64,
    "objective": pl.Float64,
    "bound": pl.Float64,
    "gap": pl.Float64,
    "status": pl.String,
    "audit": pl.String,
}
"""Seconds on the wall and of CPU, peak resident memory of the process during the phase. ``way`` is
``pipeline`` for the phases of a whole run and ``command`` for the start-up of commands."""


def frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows with every column, typed; what a row does not say is empty."""
    return pl.DataFrame([{name: row.get(name) for name in COLUMNS} for row in rows], schema=COLUMNS)


def write(table: pl.DataFrame, folder: Path = RESULTS) -> Path:
    """Add the file of a run, named after its day and commit."""
    stem = f"{table['date'][0][:10]}-{table['commit'][0].rstrip('+')}"
    path = folder / f"{stem}.csv"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.csv"
        number += 1
    folder.mkdir(parents=True, exist_ok=True)
    table.write_csv(path, float_precision=6)
    return path


def runs(folder: Path = RESULTS) -> list[tuple[str, pl.DataFrame]]:
    """Every run with its file's name, oldest first."""
    read = [(path.name, pl.read_csv(path, schema=COLUMNS)) for path in folder.glob("*.csv")]
    return sorted(read, key=lambda run: (run[1]["date"][0], run[0]))
