"""Tables of the terminal summary: plain, narrow, and safe with any name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

WIDTH = 100
"""Columns that the plain text keeps to."""
WATCHED = "red"
"""Style of what depends on a watched country."""
_BETWEEN = 3
_LEAST = 16


def plain_table(
    title: str,
    *columns: str,
    left: Collection[int] = (),
    narrow: int | None = 0,
    first: Literal["left", "right"] = "left",
) -> Table:
    """A plain table: columns in ``left`` to the left, the ``first`` as said, others to the right.

    When the page is too narrow, column ``narrow`` gives way.
    """
    table = Table(
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        min_width=len(title),
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        header_style="dim",
    )
    for place, column in enumerate(columns):
        side: Literal["left", "right"] = "left" if place in left else "right"
        side = first if place == 0 else side
        table.add_column(Text(column), justify=side, no_wrap=place != narrow)
    return table


def add(table: Table, *cells: str | Text, style: str = "") -> None:
    """Add a row; texts are shown as they are, for a name may hold what rich takes for markup."""
    shown = [Text(c, no_wrap=True, overflow="ellipsis") if isinstance(c, str) else c for c in cells]
    table.add_row(*shown, style=style)


def fitted(
    heads: Sequence[str], columns: Sequence[Sequence[str]], foldable: Collection[int]
) -> tuple[list[str], list[list[str]]]:
    """Headings and cells of columns, in lines where the table would be wider than a page.

    Headings of all columns may be folded, at spaces and after hyphens; cells of the ``foldable``
    ones alone. The widest gives way first.
    """
    cells = [list(column) for column in columns]
    parts = [
        [head, *(column if at in foldable else ())]
        for at, (head, column) in enumerate(zip(heads, columns, strict=True))
    ]
    firm = [
        max(map(len, () if at in foldable else column), default=0)
        for at, column in enumerate(columns)
    ]
    least = [
        max([firm[at], *(len(piece) for text in texts for piece in _pieces(text))])
        for at, texts in enumerate(parts)
    ]
    widths = [max([firm[at], *map(len, texts)]) for at, texts in enumerate(parts)]
    while sum(widths) + _BETWEEN * (len(widths) - 1) > WIDTH:
        able = [at for at, width in enumerate(widths) if width > least[at]]
        if not able:
            break
        widths[max(able, key=lambda at: widths[at])] -= 1
    for at in foldable:
        cells[at] = [folded(text, widths[at]) for text in cells[at]]
    return [folded(head, widths[at]) for at, head in enumerate(heads)], cells


def folded(text: str, width: int) -> str:
    """The text in lines of at most ``width`` letters, broken at spaces and after hyphens.

    A piece that is longer has a line of its own.
    """
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and len(lines[-1]) + len(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)


def _pieces(text: str) -> list[str]:
    return re.findall(r"[^\s-]*(?:-+|\s+)|[^\s-]+", text)


def room(*columns: Sequence[str]) -> int:
    """Letters left for one more column beside ``columns`` (with their headings) on a page."""
    taken = sum(max(map(len, column), default=0) + _BETWEEN for column in columns)
    return max(_LEAST, WIDTH - taken)


def shortened(names: Sequence[str], width: int) -> list[str]:
    """``names`` of at most ``width`` letters; those that differ still do, as far as ends tell.

    A long name loses its end; where that makes two names one, both lose their middle instead.
    """
    # By name, so that a name that occurs twice does not count as two.
    cut = {name: _without_end(name, width) for name in names}
    common = Counter(cut.values())
    return [cut[n] if common[cut[n]] == 1 else _without_middle(n, width) for n in names]


def _without_end(name: str, width: int) -> str:
    return name if len(name) <= width else f"{name[: width - 1].rstrip(' ,')}…"


def _without_middle(name: str, width: int) -> str:
    if len(name) <= width:
        return name
    head = width // 2
    return f"{name[:head].rstrip(' ,')}…{name[len(name) - (width - 1 - head) :]}"
