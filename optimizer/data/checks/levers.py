"""Levers whose changes can be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import warning
from optimizer.data.instance import completed
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_IDLE = warning("lever.idle", "it changes nothing", "Add rows for it to lever_changes.")


def changes(view: View) -> Iterator[Finding]:
    """Each change of a lever that is not pulled yet can be made, after those before it.

    Once one is pulled, what the others are about may be gone, and that is no mistake.
    """
    if view["lever_changes"].is_empty():
        return
    from optimizer.data.changes.apply import applied_all, reported
    from optimizer.data.levers import changes_of

    raw = view.tables["lever_changes"].raw
    tables = {name: completed(TABLES[name], view[name].drop(ROW)) for name in TABLES}
    strict = not view["levers"]["pulled"].any()
    rows = view["lever_changes"].drop_nulls(["lever", "step", "table", "change"])
    for lever in view["levers"].filter(~pl.col("pulled"))["lever"].drop_nulls():
        made = list(changes_of(rows, lever))
        _, wrong = applied_all(tables, [change for change, _ in made], strict=strict)
        for at, mistake in wrong:
            line = raw.rows[made[at][1][ROW]]
            place = raw.locate(line, mistake.column)
            yield reported(mistake, table="lever_changes", row=line, place=place)


def idle(view: View) -> Iterator[Finding]:
    """A lever changes something."""
    changing = view["lever_changes"]["lever"].drop_nulls().to_list()
    rows = view["levers"].filter(~pl.col("lever").is_in(changing))
    yield from view.say(_IDLE, "levers", rows, "lever")
