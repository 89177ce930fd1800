"""Keys that occur twice, and references to things that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.nearest import nearest
from optimizer.data.checks.view import ROW
from optimizer.data.findings import Rule, error, warning
from optimizer.data.tables import AREA, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optimizer.data.cells import TypedTable
    from optimizer.data.checks.view import View
    from optimizer.data.columns import Table
    from optimizer.data.findings import Finding

_SUGGESTED = 200
"""Unknown names per column for which a near one is looked up; looking takes time."""

_DUPLICATE = error("key.duplicate", "row {line} has the same {keys}", "Keep one of them.")
_CASE = warning(
    "key.case", "differs from '{other}' only in capitals", "Make them one, or name them apart."
)
_IS_COUNTRY = error("bloc.is_country", "a country has this name too", "Name the bloc differently.")
_CAPITALS = error("reference.case", "not among {to}", "Capitals matter: write '{near}'.")
_SIMILAR = error(
    "reference.similar", "not among {to}", "Did you mean '{near}'? Otherwise add it to {to}."
)
_UNKNOWN = error("reference.unknown", "not among {to}", "Add it to {to}.")
_NOTHING_KNOWN = error("reference.empty", "{to} has no rows", "Add it to {to}.")
_NO_SOURCE = warning(
    "source.none",
    "found, but without a source",
    "Name the source, or say 'recalled' or 'estimate'.",
)


def duplicates(view: View) -> Iterator[Finding]:
    """Two rows with the same key, or names that differ only in capitals."""
    for name in view.tables:
        yield from view.look(_duplicates, name)


def _duplicates(view: View, name: str) -> Iterator[Finding]:
    table = TABLES[name]
    keys = list(table.keys)
    required = [key for key in keys if table.column(key).required]
    rows = view[name].drop_nulls(required) if required else view[name]
    typed = view.typed(name)
    if typed is None or rows.is_empty():
        return
    again = rows.filter(~pl.struct(keys).is_first_distinct())
    if again.height:
        first = rows.unique(keys, keep="first", maintain_order=True).rename({ROW: "first"})
        again = again.join(first.select(*keys, "first"), on=keys, nulls_equal=True).sort(ROW)
        lines = pl.Series("line", [typed.raw.rows[i] for i in again["first"]], dtype=pl.Int64)
        again = again.with_columns(lines, keys=pl.lit(" and ".join(keys)))
        yield from view.say(_DUPLICATE, name, again, keys[0])
    if len(keys) == 1:
        yield from _twins(view, name, rows, keys[0])


def _twins(view: View, table: str, rows: pl.DataFrame, key: str) -> Iterator[Finding]:
    names = set(rows[key])
    if len({name.lower() for name in names}) == len(names):
        return
    folded = pl.col(key).str.to_lowercase()
    twins = rows.filter(pl.col(key).n_unique().over(folded) > 1).with_columns(
        other=pl.col(key).first().over(folded)
    )
    yield from view.say(_CASE, table, twins.filter(pl.col(key) != pl.col("other")), key)


def references(view: View) -> Iterator[Finding]:
    """Names that no row of the table referred to has."""
    for name in view.tables:
        for column in TABLES[name].columns:
            if column.reference:
                yield from view.look(_references, name, column.name)


def _references(view: View, name: str, column: str) -> Iterator[Finding]:
    typed = view.typed(name)
    if typed is None or column not in typed.frame.columns or typed.frame.is_empty():
        return
    tables = TABLES[name].column(column).reference
    names, to, value = _known(view, tables), _or(tables), pl.col(column)
    unknown = view[name].filter(value != "", ~value.is_in(list(names)))
    rows = unknown.select(ROW, value=value, to=pl.lit(to))
    yield from _unknown(typed, column, rows, {to: names})


def _or(tables: Sequence[str]) -> str:
    return " or ".join(tables)


def _known(view: View, tables: Sequence[str]) -> set[str]:
    """Names in the first keys; those with a finding of their own count, stripped of blanks."""

    def names() -> set[str]:
        found: set[str] = set()
        for name in tables:
            if typed := view.typed(name):
                cells = typed.raw.cells.get(TABLES[name].keys[0], ())
                found.update(cell.strip() for cell in cells)
        return found

    return view.worked.once(("known", *tables), names)


def _unknown(
    typed: TypedTable, column: str, rows: pl.DataFrame, known: Mapping[str, set[str]]
) -> Iterator[Finding]:
    """``rows``: ``#row, value, to``; ``known``: the names by what ``to`` says."""
    mends: dict[tuple[str, str], tuple[Rule, str]] = {}
    if rows.is_empty():
        return
    for to, names in known.items():
        wanted = rows.filter(pl.col("value") != "", pl.col("to") == to)
        unknown = wanted.filter(~pl.col("value").is_in(list(names)))
        for row, value, _ in unknown.iter_rows():
            if (to, value) not in mends:
                near = nearest(value, names) if len(mends) < _SUGGESTED else ""
                mends[to, value] = (_mend(value, near, any_known=bool(names)), near)
            rule, near = mends[to, value]
            yield typed.raw.finding(rule, {"to": to, "near": near}, row=row, column=column)


def _mend(value: str, near: str, *, any_known: bool) -> Rule:
    if near and near.casefold() == value.casefold():
        return _CAPITALS
    if near:
        return _SIMILAR
    return _UNKNOWN if any_known else _NOTHING_KNOWN


_SWINGING: dict[str, tuple[str, ...]] = {
    "demand": ("segments",),
    "price": ("commodities",),
    "cost": ("rungs",),
    "freight": ("modes",),
    "capacity": ("rungs",),
    "supply": ("commodities",),
    "collection": ("segments",),
}
_CAUSING: dict[str, tuple[str, ...]] = {
    "process": ("processes",),
    "rung": ("rungs",),
    "mode": ("modes",),
    "commodity": ("commodities",),
}
_STRUCK: dict[str, tuple[str, ...]] = {
    "country": AREA,
    "site": ("sites",),
    "facility": ("facilities",),
    "lane": ("lanes",),
    "chokepoint": ("chokepoints",),
    "stage": ("stages",),
    "rung": ("rungs",),
    "commodity": ("commodities",),
}
_MADE_OF: dict[str, tuple[str, ...]] = {
    "lever": ("levers",),
    "before": ("levers",),
    "partner": ("partners",),
    "agreement": ("agreements",),
}
AIMS = {
    "pillar_parts": _MADE_OF,
    "disruptions": _STRUCK,
    "outage_rates": _STRUCK,
    "swings": _SWINGING,
    "ranges": _SWINGING,
    "burden_rates": _CAUSING,
}
"""Tables whose rows name a target; by kind, the tables of which one has it."""


def targets(view: View) -> Iterator[Finding]:
    """Disruptions, outages and swings name their target in the table that their kind says."""
    for name in AIMS:
        yield from view.look(_targets, name)


def _targets(view: View, name: str) -> Iterator[Finding]:
    typed = view.typed(name)
    if typed is None or typed.frame.is_empty():
        return
    aims = AIMS[name]
    kinds = {kind: _or(tables) for kind, tables in aims.items()}
    rows = view[name].select(
        ROW, value="target", to=pl.col("kind").replace_strict(kinds, default=None)
    )
    known = {_or(tables): _known(view, tables) for tables in aims.values()}
    yield from _unknown(typed, "target", rows, known)


def areas(view: View) -> Iterator[Finding]:
    """A bloc with the name of a country could mean either."""
    countries = view["countries"]["country"].drop_nulls().to_list()
    rows = view["blocs"].filter(pl.col("bloc").is_in(countries)).unique("bloc", keep="first")
    yield from view.say(_IS_COUNTRY, "blocs", rows.sort(ROW), "bloc")


def provenance(view: View) -> Iterator[Finding]:
    """Who says that a fact was found says where."""
    for name in view.tables:
        if _states_provenance(TABLES[name]):
            yield from view.look(_provenance, name)


def _provenance(view: View, name: str) -> Iterator[Finding]:
    rows = view[name].filter(pl.col("confidence") == "found", pl.col("source") == "")
    yield from view.say(_NO_SOURCE, name, rows, "source")


def _states_provenance(table: Table) -> bool:
    return {"confidence", "source"} <= {column.name for column in table.columns} - set(table.keys)
