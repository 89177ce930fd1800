"""The run record and the audit, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.results.figures import NOTHING, number, objective_unit, percent, seconds, words

if TYPE_CHECKING:
    from optimizer.results.measures import Headline

_TITLES = {
    "instance": "Instance",
    "settings build": "What was asked",
    "settings solve": "How it was solved",
    "": "How it ended",
    "seconds": "Time",
    "size": "Size of the model",
    "versions": "Made with",
    "machine": "Machine",
}
_LEFT_OUT = frozenset({"path"})
"""Where the instance lay; whoever gets the report need not know."""
_FRACTIONS = frozenset({"gap", "tolerance", "limit"})
_TIMES = frozenset({"time_limit"})


@dataclass(frozen=True)
class Group:
    """Members of the record that belong together: names and values as text."""

    title: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Family:
    """Rules of one kind: how many, how often applied, how many broken, the worst relative error."""

    name: str
    rules: int
    rows: int
    broken: int
    worst: str


def groups(record: Mapping[str, Any], head: Headline) -> list[Group]:
    """The record by topic; what it does not hold is left out."""
    found: dict[str, list[tuple[str, str]]] = {title: [] for title in _TITLES}
    for topic, name, value in _members(record):
        if name not in _LEFT_OUT:
            text = _text(topic, name, value, record, head)
            found.setdefault(topic, []).append((_name(name), text))
    return [
        Group(_TITLES.get(topic, words(topic).capitalize()), tuple(members))
        for topic, members in found.items()
        if members
    ]


def families(checks: list[dict[str, Any]]) -> list[Family]:
    """Rules of the audit by family, broken ones first, else in the order of the audit."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for check in checks:
        by_name.setdefault(str(check.get("family") or "rules"), []).append(check)
    found = [
        Family(
            name=name,
            rules=len(own),
            rows=sum(int(check.get("rows") or 0) for check in own),
            broken=sum(1 for check in own if not check.get("passed", True)),
            worst=number(max(float(check.get("relative") or 0.0) for check in own), 2),
        )
        for name, own in by_name.items()
    ]
    return sorted(found, key=lambda family: family.broken == 0)


def _members(record: Mapping[str, Any], topic: str = "") -> Iterator[tuple[str, str, Any]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _members(value, f"{topic} {name}".strip())
        else:
            yield topic, name, value


def _name(name: str) -> str:
    return words(name.removesuffix("_mb"))


def _text(topic: str, name: str, value: Any, record: Mapping[str, Any], head: Headline) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_spelled(item) for item in value) or "none"
    if isinstance(value, int | float):
        return _figure(topic, name, float(value), record, head)
    return words(str(value)) if name in {"status", "shortfall"} else str(value)


def _figure(topic: str, name: str, value: float, record: Mapping[str, Any], head: Headline) -> str:
    if topic == "seconds" or name in _TIMES:
        return seconds(value)
    if name.endswith("_mb"):
        return f"{number(value)} MB"
    if name in _FRACTIONS:
        return percent(value, 2)
    if name in {"objective", "bound"}:
        return f"{number(value, 6)} {objective_unit(record, head.currency, head.energy_unit)}"
    return number(value, 6) if value % 1.0 else f"{value:,.0f}"


def _spelled(item: Any) -> str:
    """A limit on dependence as ``exposure CHN ≤ 40 % from 2030``; other things as they are."""
    if not isinstance(item, Mapping):
        return str(item)
    where = f" in {item['rung']}" if item.get("rung") else ""
    since = f" from {item['from_period']}" if item.get("from_period") else ""
    watched = "+".join(item.get("watched") or ())
    limit = percent(item.get("limit"), 1)
    return f"{words(str(item.get('measure', 'limit')))} {watched}{where} ≤ {limit}{since}"
