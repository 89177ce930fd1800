"""Policy packs: named sets of rules of law, as rows in files, put in force in an instance."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.packed import Row, SaysNothingError, Words
from optimizer.data.tree import extended
from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.data.instance import Instance

FOLDER = Path(__file__).parents[1] / "policies"
TRADE = ("tariffs", "quotas", "bans", "permissions")
_NUMBERS = ("level", "price_usd", "rate", "amount_usd", "tonnes", "cost_usd", "days")
_DATES = ("first_date", "last_date")
_PLAIN = ("rule", "row", "title", "year", "confidence", "note", "source")
_PROVENANCE = ("source", "year", "confidence", "note")


@dataclass(frozen=True)
class Effect:
    """What became of one row of a pack in an instance.

    ``status``: ``in force``, ``there already`` or ``does not apply``; ``why`` says it in words.
    """

    policy: str
    row: str
    title: str
    status: str
    why: str = ""

    def __str__(self) -> str:
        """One line for people."""
        why = f": {self.why}" if self.why else ""
        return f"{self.policy}/{self.row} {self.status}{why}"


@cache
def known() -> dict[str, str]:
    """Packs that are shipped: name and title."""
    return {row["policy"]: row["title"] for row in _read(FOLDER / "packs.csv")}


def rows_of(policy: str) -> list[dict[str, str]]:
    """Rows of a pack for people: ``row``, the ``text`` of what it asks, the ``table`` it is of.

    Raises:
        SettingsError: no pack has that name.
    """
    _require_known([policy])
    result = []
    for table, row in _rows(policy):
        bits = [f"{column} {row[column]}" for column in row if column not in _PLAIN and row[column]]
        name = row["rule"] if table == "rules" else row["row"]
        text = "; ".join([str(row.get("title") or table), *bits])
        result.append({"table": table, "row": name, "text": text})
    return result


def with_policies(instance: Instance, names: Iterable[str]) -> Instance:
    """The instance with packs in force; a row that it has already is not added again.

    Raises:
        SettingsError: no pack has that name.
    """
    return _put_in_force(instance, names)[0]


def effects(instance: Instance, names: Iterable[str]) -> tuple[Effect, ...]:
    """What each row of the packs does to an instance.

    Raises:
        SettingsError: no pack has that name.
    """
    return _put_in_force(instance, names)[1]


def by_reason(found: Iterable[Effect]) -> list[str]:
    """A line for each reason for which rows are not put in force, with the first of the rows."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for effect in found:
        if effect.status != "in force":
            name = f"{effect.policy}/{effect.row}"
            reasons.setdefault((effect.status, effect.why), []).append(name)
    lines = []
    for (status, why), rows in reasons.items():
        others = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        lines.append(f"{status:<15} {rows[0]}{others}{': ' + why if why else ''}")
    return lines


def _put_in_force(instance: Instance, names: Iterable[str]) -> tuple[Instance, tuple[Effect, ...]]:
    wanted = list(dict.fromkeys(names))
    _require_known(wanted)
    said: list[Effect] = []
    for name in wanted:
        words = Words(instance)
        rows: dict[str, list[Row]] = {}
        for table, row in _rows(name):
            for made, effect in _made(words, name, table, row):
                said.append(effect)
                if made:
                    rows.setdefault(table, []).append(made)
        if rows:
            instance = extended(instance, rows | {"sources": _sources(instance, rows)})
    return instance, tuple(said)


def _require_known(names: list[str]) -> None:
    if unknown := [name for name in names if name not in known()]:
        raise SettingsError(
            f"no policy is called {', '.join(unknown)}; there are {', '.join(known())}"
        )


def _rows(policy: str) -> Iterator[tuple[str, Row]]:
    """Table and row of everything in a pack."""
    for table in ("rules", *TRADE):
        path = FOLDER / policy / f"{table}.csv"
        if path.is_file():
            for row in _read(path):
                yield table, {column: _cell(column, text) for column, text in row.items()}


def _made(words: Words, policy: str, table: str, row: Row) -> Iterator[tuple[Row | None, Effect]]:
    """Rows for the instance, each with what becomes of it."""
    name = row["rule"] if table == "rules" else row["row"]
    title = str(row.get("title") or row.get("note") or "")
    said = {column: row[column] for column in _PROVENANCE}
    try:
        if table == "rules":
            own = f"{policy}/{name}"
            there = own in words.rules
            made = None if there else words.rule(own, row)
            yield made, Effect(policy, name, title, "there already" if there else "in force")
            return
        for commodity, found in words.trade(row):
            own = f"{policy}/{name}/{commodity}"
            if other := _same(words.instance, table, found):
                why = "" if other == own else f"{table} has it as {other}"
                yield None, Effect(policy, f"{name}/{commodity}", title, "there already", why)
                continue
            key = table.removesuffix("s")
            yield (
                found | said | {key: own},
                Effect(policy, f"{name}/{commodity}", title, "in force"),
            )
    except SaysNothingError as reason:
        yield None, Effect(policy, name, title, "does not apply", str(reason))


def _same(instance: Instance, table: str, row: Row) -> str:
    """The name of a row of the table that covers the same at the same time; empty if none."""
    dates = [pl.col(column).eq_missing(pl.lit(row.get(column), pl.Date)) for column in _DATES]
    frame = instance.table(table).filter(
        (pl.col("commodity") == row["commodity"]),
        (pl.col("origin") == row.get("origin", "")),
        pl.col("destination").is_in(["", row.get("destination", "")]),
        _overlap(row) if table in {"quotas", "bans"} else pl.all_horizontal(dates),
    )
    return str(frame[table.removesuffix("s")][0]) if frame.height else ""


def _overlap(row: Row) -> pl.Expr:
    first, last = row.get("first_date") or date.min, row.get("last_date") or date.max
    since = pl.col("first_date").fill_null(date.min) <= pl.lit(last)
    return since & (pl.col("last_date").fill_null(date.max) >= pl.lit(first))


def _sources(instance: Instance, rows: dict[str, list[Row]]) -> list[Row]:
    """Sources of new rows that the instance does not list yet."""
    there = set(instance.table("sources")["source"])
    wanted = {row["source"] for found in rows.values() for row in found} - there
    return [row for row in _read(FOLDER / "sources.csv") if row["source"] in wanted]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cell(column: str, text: str) -> Any:
    if column in _NUMBERS:
        return float(text) if text else None
    if column in _DATES:
        return date.fromisoformat(text) if text else None
    return int(text) if column == "year" and text else text
