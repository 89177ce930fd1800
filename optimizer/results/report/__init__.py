"""The report for a browser: one HTML file that needs nothing else, no network, no script.

Charts are SVG and plain boxes, coloured by style sheet, so that they follow the reader's light or
dark scheme and keep their text readable on a telephone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from optimizer.results import figures
from optimizer.results.report import sections

if TYPE_CHECKING:
    from jinja2 import Environment

    from optimizer.results.write import Results


SHARES = frozenset({"share", "use", "exposure"})
"""Columns of the measures that hold fractions of 1."""


def report(results: Results) -> str:
    """The whole page as HTML text."""
    template = _environment().get_template("page.html.j2")
    return template.render(page=sections.page(results))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("optimizer.results.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=figures.number,
        signed=figures.signed,
        percent=figures.percent,
        seconds=figures.seconds,
        words=figures.words,
        cell=_cell,
    )
    return environment


def _cell(value: Any, column: str = "") -> str:
    """A cell of a table: numbers short, shares in percent, booleans as words, nothing as a dash."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if column in SHARES:
            return figures.percent(float(value))
        return figures.number(float(value), 4)
    return figures.NOTHING if value is None else str(value)
