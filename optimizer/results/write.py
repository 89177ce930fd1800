"""Write a results folder, whole or not at all.

::

    record.json           the run record
    plan.json             one document: tables, measures, record, audit
    plan/<table>.csv      decisions; text is guarded against spreadsheets (see ``safe_text``)
    plan/<table>.parquet  the same, exactly
    measures/<name>.csv   what they amount to
    audit.json            what the audit found, where there was one
    summary.txt           for a terminal, 100 columns
    report.html           for a browser, one file
    result.xlsx           a workbook of all tables, on request
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.results.folder import renewed
from optimizer.results.plan import Plan, plain
from optimizer.results.safe_text import guarded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl

    from optimizer.results.measures import Measures

FORMAT = "junkan-plan"
VERSION = 1


@dataclass(frozen=True)
class Results:
    """All that a results folder holds: plan (with its record), measures, verdict of the audit.

    ``reference``: measures of the plan to compare with, where the run was held against one.
    """

    plan: Plan
    measures: Measures
    audit: Mapping[str, Any] | None = None
    reference: Measures | None = None

    def as_json(self) -> dict[str, Any]:
        """One document: format, plan tables, measures, record and audit."""
        return {
            "format": FORMAT,
            "version": VERSION,
            **self.plan.as_json(),
            "measures": self.measures.as_json(),
            "reference": None if self.reference is None else self.reference.as_json(),
            "audit": plain(self.audit),
        }


def write_results(folder: Path, results: Results, *, workbook: bool = False) -> Path:
    """Write ``results`` into ``folder`` and return its absolute path.

    Everything is written to a new folder beside it, which then takes its place; whoever looks sees
    the old results or the new ones, never a mixture. An earlier results folder is replaced.

    Raises:
        ResultsError: ``folder`` holds something that is not a results folder.
    """
    with renewed(folder, ours=is_results_folder) as draft:
        _fill(draft, results, workbook=workbook)
    return folder.resolve()


def dump_json(path: Path, document: Any) -> None:
    """Write JSON that every parser reads: UTF-8, no NaN, no infinity."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _fill(folder: Path, results: Results, *, workbook: bool) -> None:
    from optimizer.results.report import report
    from optimizer.results.summary import as_text, summary

    dump_json(folder / "record.json", results.plan.record)
    dump_json(folder / "plan.json", results.as_json())
    if results.audit is not None:
        dump_json(folder / "audit.json", plain(results.audit))
    write_tables(folder / "plan", results.plan.tables, parquet=True)
    write_tables(folder / "measures", results.measures.tables(), parquet=False)
    (folder / "summary.txt").write_text(as_text(summary(results)), encoding="utf-8")
    (folder / "report.html").write_text(report(results), encoding="utf-8")
    if workbook:
        from optimizer.results.workbook import write_workbook

        write_workbook(folder / "result.xlsx", results)


def write_tables(folder: Path, tables: Mapping[str, pl.DataFrame], *, parquet: bool) -> None:
    """Write tables into a new folder: CSV with text guarded against spreadsheets, and Parquet."""
    folder.mkdir()
    for name, frame in tables.items():
        guarded(frame).write_csv(folder / f"{name}.csv")
        if parquet:
            frame.write_parquet(folder / f"{name}.parquet")


def is_results_folder(folder: Path) -> bool:
    """Whether ``write_results`` made it."""
    return (folder / "record.json").is_file() and (folder / "plan").is_dir()
