"""Looking again after a change finds what looking for the first time would."""

from collections.abc import Iterator

import polars as pl
import pytest

from optimizer.data import Instance
from optimizer.data.checks.looking import Look, look
from optimizer.data.tables import TABLES
from optimizer.data.tree import replaced

REFERRED = ("periods", "sites", "lanes", "processes", "supplies", "scenarios", "bans")
"""Tables that checks of many others read."""


@pytest.fixture(scope="module")
def seen(complete: Instance) -> Look:
    return look(complete)


def _spoilt(instance: Instance, table: str) -> Iterator[Instance]:
    """The instance with the table's first row gone, and with its names written otherwise."""
    frame = instance.table(table)
    yield replaced(instance, {table: frame.slice(1)})
    names = [name for name, kind in frame.schema.items() if kind == pl.String]
    yield replaced(instance, {table: frame.with_columns(pl.col(names) + "x")})


@pytest.mark.parametrize(
    "table",
    [*REFERRED, *(pytest.param(t, marks=pytest.mark.long) for t in TABLES if t not in REFERRED)],
)
def test_the_findings_are_those_of_a_first_look(seen: Look, table: str) -> None:
    for instance in _spoilt(seen.instance, table):
        again, first = look(instance, seen), look(instance)
        assert list(again.checked.findings) == list(first.checked.findings)


def test_some_change_is_found(seen: Look) -> None:
    assert not seen.checked.findings
    lost = replaced(seen.instance, {"sites": seen.instance.table("sites").slice(1)})
    assert look(lost, seen).checked.findings.errors


def test_after_mending_nothing_is_found(seen: Look) -> None:
    lost = replaced(seen.instance, {"sites": seen.instance.table("sites").slice(1)})
    assert not look(seen.instance, look(lost, seen)).checked.findings


def test_what_did_not_change_is_not_looked_at_again(seen: Look) -> None:
    fewer = seen.instance.table("bans").slice(1)
    again = look(replaced(seen.instance, {"bans": fewer}), seen)
    for name, table in again.checked.tables.items():
        assert (table is seen.checked.tables[name]) == (name != "bans")
