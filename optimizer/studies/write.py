"""Write a study's folder, whole or not at all.

::

    study.json        one document: kind, sentences, rows of all tables, record
    <table>.csv       every table; text is guarded against spreadsheets (see ``safe_text``)
    <table>.parquet   the same, exactly
    summary.txt       for a terminal, 100 columns
    report.html       for a browser, one file
    <chart>.svg       the charts, to be put elsewhere
    result.xlsx       a workbook of all tables, on request
    plans/<name>/     a results folder for each plan
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from optimizer.results.folder import renewed
from optimizer.results.plan import plain
from optimizer.results.safe_text import guarded
from optimizer.results.summary import as_text
from optimizer.results.workbook import write_sheets
from optimizer.results.write import dump_json, write_results
from optimizer.studies.page import page
from optimizer.studies.picture import picture
from optimizer.studies.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.studies.study import Study

FORMAT = "junkan-study"


def write_study(folder: Path, study: Study, *, workbook: bool = False) -> Path:
    """Write ``study`` into ``folder`` and return its absolute path; an earlier study is replaced.

    ``workbook``: write one of the study, and of each of its plans.

    Raises:
        ResultsError: ``folder`` holds something that is not a study's folder.
    """
    with renewed(folder, ours=is_study_folder) as draft:
        dump_json(draft / "study.json", {"format": FORMAT, **study.as_json()})
        for name, table in study.tables.items():
            guarded(table.rows).write_csv(draft / f"{name}.csv")
            table.rows.write_parquet(draft / f"{name}.parquet")
        (draft / "summary.txt").write_text(as_text(shown(study)), encoding="utf-8")
        (draft / "report.html").write_text(page(study), encoding="utf-8")
        for chart in study.charts:
            if chart.rows.height:
                drawn = picture(chart)
                (draft / f"{_file(chart.title)}.svg").write_text(drawn, encoding="utf-8")
        for name, results in study.plans.items():
            write_results(draft / "plans" / name, results, workbook=workbook)
        if workbook:
            frames = {name: table.rows for name, table in study.tables.items()}
            write_sheets(draft / "result.xlsx", frames, plain(study.record))
    return folder.resolve()


def is_study_folder(folder: Path) -> bool:
    """Whether ``write_study`` made it."""
    try:
        document = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and document.get("format") == FORMAT


def _file(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
