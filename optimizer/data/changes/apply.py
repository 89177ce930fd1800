"""Making changes: tables in, tables out, or everything that is wrong with what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.changes.dropping import dropped
from optimizer.data.changes.rows import Added, added, altered, copied
from optimizer.data.changes.select import selected
from optimizer.data.changes.text import Mistake
from optimizer.data.checks.nearest import suggestion
from optimizer.data.findings import Findings, error
from optimizer.data.tables import PROVENANCE, TABLES
from optimizer.data.tree import replaced
from optimizer.errors import DataError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.data.checks.looking import Look
    from optimizer.data.findings import Finding
    from optimizer.data.instance import Instance

KINDS = ("add", "change", "drop")
UNTOUCHED = ("levers", "lever_changes")
"""Tables that no change is about."""

_TABLE = error("lever.table", "no table that can be changed is called so", "{mend}")
_KIND = error("lever.kind", "neither add, nor change, nor drop", "{mend}")
_SET = error("lever.set_with_drop", "rows that go are set to nothing", "Leave it empty.")
_ALL = error(
    "lever.where_missing", "no rows are named", "Write a condition on the rows of {table}."
)
_PROVENANCE = tuple(column.name for column in PROVENANCE)


@dataclass(frozen=True)
class Change:
    """One change, as in the table ``lever_changes``; texts as ``docs/levers.md`` explains them.

    ``provenance``: what new rows say about where they come from, unless ``set`` says it.
    """

    table: str
    change: str
    where: str = ""
    set: str = ""
    provenance: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Change:
        """The change of such a mapping; ``SettingsError`` on unknown, missing or other keys."""
        known = [f.name for f in fields(cls) if f.name != "provenance"]
        if unknown := sorted(set(given) - {*known, *_PROVENANCE}):
            raise SettingsError(
                f"unknown in a change: {', '.join(unknown)}; it has {', '.join(known)}, "
                f"{', '.join(_PROVENANCE)}"
            )
        if missing := [name for name in ("table", "change") if name not in given]:
            raise SettingsError(f"a change lacks {', '.join(missing)}")
        if texts := [name for name in known if not isinstance(given.get(name, ""), str)]:
            raise SettingsError(f"a change says {', '.join(texts)} otherwise than as text")
        said = {name: given[name] for name in known if name in given}
        return cls(**said, provenance={n: given[n] for n in _PROVENANCE if n in given})


def applied(
    tables: Mapping[str, pl.DataFrame], change: Change, *, strict: bool = True
) -> Mapping[str, pl.DataFrame]:
    """The tables after a change; those that it does not touch are the same objects.

    A new row that is there already, but for where it comes from, is not added again. ``strict``:
    ``where`` must mean some row. ``Mistake`` where the change cannot be made.
    """
    if change.table not in TABLES or change.table in UNTOUCHED:
        known = [name for name in TABLES if name not in UNTOUCHED]
        mend = suggestion(change.table, known, otherwise="See the data dictionary.")
        raise Mistake(_TABLE, {"mend": mend}, column="table", value=change.table)
    if change.change not in KINDS:
        mend = suggestion(change.change, KINDS, otherwise="Write one of them.")
        raise Mistake(_KIND, {"mend": mend}, column="change", value=change.change)
    table, frame = TABLES[change.table], tables[change.table]
    if change.change == "add":
        if change.where.strip():
            rows = selected(tables, table, change.where, strict=strict)
            new = copied(table, frame.filter(rows), change.set)
        else:
            new = added(table, [Added(change.set, change.provenance)])
        return {**tables, table.name: _joined(frame, new)}
    if not change.where.strip():
        raise Mistake(_ALL, {"table": table.name}, column="where")
    rows = selected(tables, table, change.where, strict=strict)
    if change.change == "drop":
        if change.set.strip():
            raise Mistake(_SET, column="set", value=change.set)
        return dropped(tables, table, rows)
    place = pl.Series("#place", range(frame.height), dtype=pl.Int64)
    numbered = frame.with_columns(place)
    new = altered(table, frame.filter(rows), change.set).with_columns(place.filter(rows))
    both = pl.concat([numbered.filter(~rows), new]).sort("#place")
    return {**tables, table.name: both.drop("#place")}


def applied_all(
    tables: Mapping[str, pl.DataFrame], changes: Sequence[Change], *, strict: bool
) -> tuple[Mapping[str, pl.DataFrame], list[tuple[int, Mistake]]]:
    """The tables after changes one after another, and which of them could not be made, and why.

    Rows added to one table in a row are read at once, which is much faster.
    """
    wrong: list[tuple[int, Mistake]] = []
    at = 0
    while at < len(changes):
        many = max(1, _plain_additions(changes, at))
        try:
            tables = _together(tables, changes[at : at + many], strict=strict)
        except Mistake:
            # One by one, to say which.
            for place in range(at, at + many):
                try:
                    tables = applied(tables, changes[place], strict=strict)
                except Mistake as mistake:
                    wrong.append((place, mistake))
        at += many
    return tables, wrong


def _together(
    tables: Mapping[str, pl.DataFrame], changes: Sequence[Change], *, strict: bool
) -> Mapping[str, pl.DataFrame]:
    if len(changes) == 1:
        return applied(tables, changes[0], strict=strict)
    table = TABLES[changes[0].table]
    new = added(table, [Added(change.set, change.provenance) for change in changes])
    return {**tables, table.name: _joined(tables[table.name], new)}


def _plain_additions(changes: Sequence[Change], at: int) -> int:
    """How many changes from one on add rows to the same table that are no copies."""
    first = changes[at]
    if first.table not in TABLES or first.table in UNTOUCHED:
        return 0
    count = 0
    for change in changes[at:]:
        same = change.table == first.table and change.change == "add"
        if not same or change.where.strip():
            break
        count += 1
    return count


def _joined(frame: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    said = [name for name in frame.columns if name not in _PROVENANCE]
    fresh = new.unique(maintain_order=True).join(frame, on=said, how="anti", nulls_equal=True)
    return pl.concat([frame, fresh])


def changed(instance: Instance, changes: Iterable[Change | Mapping[str, Any]]) -> Instance:
    """The instance after changes, one after another, checked.

    Each is a ``Change`` or a mapping with ``table``, ``change`` (``add``, ``change``, ``drop``),
    ``where`` and ``set``, as rows of ``lever_changes`` have them.

    Raises:
        SettingsError: something is no change at all.
        DataError: a change cannot be made, or what comes out is no valid instance.
    """
    made = [g if isinstance(g, Change) else Change.from_dict(_mapping(g)) for g in changes]
    tables, wrong = applied_all(instance.tables, made, strict=True)
    findings = [
        reported(mistake, table=made[at].table, row=at + 1, place=f"change {at + 1}")
        for at, mistake in wrong
    ]
    if findings:
        raise DataError(Findings(findings), _said("the changes cannot be made", findings))
    return sound(replaced(instance, tables), "with these changes")


def _mapping(given: object) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    raise SettingsError(f"{given!r} is no change: write a table, a change, where and set")


def reported(mistake: Mistake, **where: Any) -> Finding:
    """The mistake as a finding at a place."""
    return mistake.rule.finding(mistake.words, **where, column=mistake.column, value=mistake.value)


def sound(instance: Instance, how: str, before: Look | None = None) -> Instance:
    """The instance, if nothing is wrong with it; ``how`` it came about is for the message.

    ``before``: a look at an instance with which it shares tables, which makes this one quick.

    Raises:
        DataError: all that is wrong.
    """
    from optimizer.data.checks.looking import look  # which looks at levers with this file

    found = look(instance, before).checked.findings
    if found.errors:
        raise DataError(found, _said(f"{how} the instance is no longer sound", found.errors))
    return instance


def _said(what: str, findings: Iterable[Finding]) -> str:
    return "\n".join([f"{what}:", *(f"  {finding}" for finding in findings)])
