"""The report for a browser: one HTML file that needs nothing else, no network, no script.

Charts are SVG and plain boxes, coloured by style sheet, so that they follow the reader's light or
dark scheme and keep their text readable on a telephone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from optimizer.results import figures
from optimizer.results.report import sections

if TYPE_CHECKING:
    from jinja2 import Environment

    from optimizer.results.write import Results


def report(results: Results) -> str:
    """The whole page as HTML text."""
    template = _environment().get_template("page.html.j2")
    return template.render(page=sections.page(results))


def ready() -> None:
    """Read the templates now, so that whoever is forked from this process need not."""
    for name in _environment().list_templates(["j2"]):
        _environment().get_template(name)


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
        points=figures.points,
        words=figures.words,
        whole=_whole,
    )
    return environment


def _whole(text: str) -> str:
    """``text`` in which no figure is torn from its unit at the end of a line."""
    kept = re.sub(r"(?<=\d) (?=[A-Za-z%])|(?<=[A-Za-z]) (?=[+−\d])", "\u00a0", text)
    return re.sub(r"(?<=\d)-(?=\d)", "\u2011", kept)
