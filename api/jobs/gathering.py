"""What a sweep comes to: its children side by side."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer import OptimizerError, Shown, Study, StudyTable, comparison, read_results

if TYPE_CHECKING:
    from api.jobs.studying import Asked
    from optimizer import Results

TYPES: dict[str, Any] = {
    "child": pl.String, "job": pl.String, "label": pl.String, "state": pl.String,
    "termination": pl.String, "value": pl.Float64, "bound": pl.Float64, "gap": pl.Float64,
    "patch": pl.String,
}  # fmt: skip

SHOWN = {
    "child": Shown("child", "text"),
    "label": Shown("label", "text"),
    "termination": Shown("ended", "text"),
    "value": Shown("value"),
    "bound": Shown("bound"),
    "gap": Shown("gap", "percent"),
}


def gathered(asked: Asked) -> Study:
    """A row for each child, and the plans of those that have one beside each other.

    A child that was stopped, cancelled or failed stands there without a plan; ``complete`` says
    whether all came to their end.
    """
    request = asked.work.request
    known: list[dict[str, Any]] = request["children"]
    rows = [_row(child, request["patches"][child["place"]]) for child in known]
    table = StudyTable("Children", pl.DataFrame(rows, schema=TYPES), SHOWN, most=200)
    plans, lost = _plans(rows, known)
    done = [child for child in known if child["state"] == "succeeded"]
    stopped = any(child["termination"] == "stopped" for child in known)
    study = Study(
        kind="sweep",
        title=f"A sweep of {len(request['patches'])}",
        sentences=(
            f"{len(done)} of {len(request['patches'])} children came to their end.",
            *(f"The plan of {child} is no longer there." for child in lost),
        ),
        tables={"children": table},
        record={
            "request": request["request"],
            "patches": request["patches"],
            "reason": "stopped" if stopped else None,
        },
        complete=len(done) == len(request["patches"]) and not stopped,
    )
    if len(plans) < 2 or _currencies(plans) > 1:
        return study
    beside = comparison(plans)
    return replace(
        study,
        sentences=study.sentences + beside.sentences,
        tables={**study.tables, **beside.tables},
        charts=beside.charts,
    )


def _plans(
    rows: list[dict[str, Any]], known: list[dict[str, Any]]
) -> tuple[dict[str, Results], list[str]]:
    """Plans by child, and children whose plan was deleted meanwhile."""
    plans: dict[str, Results] = {}
    lost = []
    for row, child in zip(rows, known, strict=True):
        if not child["folder"]:
            continue
        try:
            plans[row["child"]] = read_results(Path(child["folder"]))
        except OptimizerError:
            lost.append(row["child"])
    return plans, lost


def _currencies(plans: dict[str, Any]) -> int:
    return len({results.measures.headline.currency for results in plans.values()})


def _row(child: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """A child by its number, which heads a column and begins with a digit whatever its label."""
    return {
        "child": f"{child['place'] + 1:03d}",
        "job": child["id"],
        "label": child["label"],
        "state": child["state"],
        "termination": child["termination"],
        "value": child["incumbent"],
        "bound": child["bound"],
        "gap": child["gap"],
        "patch": json.dumps(patch, ensure_ascii=False),
    }
