"""Read a results folder, or its ``plan.json``, back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.results.folder import ResultsError
from optimizer.results.measures import Measures
from optimizer.results.plan import EMPTY_TABLES, Plan, PlanError
from optimizer.results.safe_text import unguarded
from optimizer.results.write import FORMAT, VERSION, Results

if TYPE_CHECKING:
    from pathlib import Path


def read_results(path: Path) -> Results:
    """The results that ``write_results`` wrote: equal plan, measures and audit.

    ``path`` is a results folder or a ``plan.json``.

    Raises:
        ResultsError: nothing there, not JSON, or of another format or version.
        PlanError: the tables are not those of a plan.
    """
    document = _document(path / "plan.json" if path.is_dir() else path)
    reference = document.get("reference")
    return Results(
        Plan.from_json(document),
        Measures.from_json(document.get("measures", {})),
        document.get("audit"),
        None if reference is None else Measures.from_json(reference),
    )


def read_plan(path: Path) -> Plan:
    """The plan alone, from a results folder or a ``plan.json``.

    In a folder the tables are read from Parquet, or from CSV where a Parquet file is missing.

    Raises:
        ResultsError: nothing there, or not JSON.
        PlanError: the tables are not those of a plan.
    """
    if not path.is_dir():
        return Plan.from_json(_document(path))
    record = load_json(path / "record.json")
    if not isinstance(record, dict):
        raise PlanError(f"{path / 'record.json'} is not a run record")
    return Plan({name: _table(path / "plan", name) for name in EMPTY_TABLES}, record)


def load_json(path: Path) -> Any:
    """What a JSON file says.

    Raises:
        ResultsError: no such file, not UTF-8, or not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ResultsError(f"{path} does not exist") from None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path} cannot be read: {error}") from error


def _document(path: Path) -> dict[str, Any]:
    document = load_json(path)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ResultsError(f"{path} is not a plan: its format is not {FORMAT}")
    if document.get("version") != VERSION:
        raise ResultsError(
            f"{path} has version {document.get('version')} of the format; this reads {VERSION}"
        )
    return document


def _table(folder: Path, name: str) -> pl.DataFrame:
    schema = EMPTY_TABLES[name].schema
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    try:
        if parquet.is_file():
            return pl.read_parquet(parquet)
        frame = pl.read_csv(csv, schema_overrides=schema)
    except FileNotFoundError:
        raise ResultsError(f"{csv} does not exist") from None
    except pl.exceptions.PolarsError as error:
        raise PlanError(f"the table {name} cannot be read: {error}") from error
    return unguarded(frame.with_columns(pl.col(pl.String).fill_null("")))
