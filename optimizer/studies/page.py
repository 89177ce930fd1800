"""A study for a browser: one HTML file that needs nothing else, no network, no script."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from optimizer.studies.picture import picture
from optimizer.studies.shown import cells

if TYPE_CHECKING:
    from jinja2 import Template

    from optimizer.studies.study import Study

MOST = 200
"""Rows of a table that the page shows."""


def page(study: Study) -> str:
    """The whole page as HTML text."""
    tables: list[dict[str, Any]] = [
        {
            "name": name,
            "title": table.title,
            "columns": list(table.shown.values()),
            "rows": cells(table, MOST),
            "height": table.rows.height,
        }
        for name, table in study.tables.items()
        if table.rows.height
    ]
    style = files("optimizer.results.report").joinpath("templates/style.css")
    return _template().render(
        study=study,
        style=style.read_text(encoding="utf-8"),
        charts=[picture(chart, themed=True) for chart in study.charts if chart.rows.height],
        tables=tables,
        plans=sorted(study.plans),
    )


def ready() -> None:
    """Read the template now, so that whoever is forked from this process need not."""
    _template()


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("optimizer.studies"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("study.html.j2")
