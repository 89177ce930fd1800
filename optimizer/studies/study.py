"""What every study comes to: tables, sentences, a chart or two, and the record of how."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from optimizer.results.plan import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from optimizer.results.write import Results


@dataclass(frozen=True)
class Shown:
    """How a column of a study's table is shown to people: a heading and a form.

    ``form``: ``text``, ``number`` (four significant digits), ``percent`` (of a fraction),
    ``signed`` (a number with its sign), ``money``, ``count`` (a whole number) or ``seconds``.
    """

    heading: str
    form: str = "number"


@dataclass(frozen=True)
class StudyTable:
    """A table of a study: all its rows, and which columns people see, in order.

    ``most`` rows are shown in a terminal; ``rows`` are sorted so that the first matter most.
    """

    title: str
    rows: pl.DataFrame
    shown: Mapping[str, Shown]
    most: int = 15


@dataclass(frozen=True)
class Chart:
    """A picture of a study: points or lines (``x``, ``y``) by ``series``, or a matrix of cells.

    ``kind``: ``line`` (x and y numbers), ``bars`` (x text, y number) or ``matrix`` (x and y texts,
    ``value`` a number). ``rows`` has those columns and, where it matters, ``series`` and ``label``
    (what a point says when pointed at). Units stand in the labels of the axes.
    """

    kind: str
    title: str
    rows: pl.DataFrame
    x_label: str
    y_label: str


@dataclass(frozen=True)
class Study:
    """The answer to a question.

    ``kind`` names the question (``front``, ``stress``, ...), ``sentences`` answer it in words,
    ``tables`` in numbers, by name; ``plans`` are the plans it found, by name, each with measures
    and audit; ``record`` says how to repeat it. ``complete`` is false where it was stopped.
    """

    kind: str
    title: str
    sentences: tuple[str, ...]
    tables: Mapping[str, StudyTable]
    record: Mapping[str, Any]
    charts: tuple[Chart, ...] = ()
    plans: Mapping[str, Results] = field(default_factory=lambda: MappingProxyType({}))
    complete: bool = True

    def as_json(self) -> dict[str, Any]:
        """Kind, sentences, rows of all tables, charts and record, ready for ``json.dumps``.

        ``shown`` says of each table its title and how people see its columns.
        """
        return {
            "kind": self.kind,
            "title": self.title,
            "complete": self.complete,
            "sentences": list(self.sentences),
            "tables": {
                name: plain(table.rows.rows(named=True)) for name, table in self.tables.items()
            },
            "shown": {name: _heading(table) for name, table in self.tables.items()},
            "charts": [_drawn(chart) for chart in self.charts],
            "plans": sorted(self.plans),
            "record": plain(self.record),
        }


def _heading(table: StudyTable) -> dict[str, Any]:
    columns = [{"key": key, **vars(shown)} for key, shown in table.shown.items()]
    return {"title": table.title, "columns": columns}


def _drawn(chart: Chart) -> dict[str, Any]:
    return {**vars(chart), "rows": plain(chart.rows.rows(named=True))}
