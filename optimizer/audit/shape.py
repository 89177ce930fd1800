"""The form of a plan: its tables, names, moments and numbers, before any rule is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case
from optimizer.audit.costs import TERMS
from optimizer.audit.judging import Judge
from optimizer.data.columns import Kind, Table
from optimizer.results.plan_tables import PLAN_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.audit.report import Check

FAMILY = "shape"


def typed(plan: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The plan with every declared table and column, typed; what is not there is empty or null."""
    return {name: _typed(table, plan.get(name)) for name, table in PLAN_TABLES.items()}


def form(plan: Mapping[str, pl.DataFrame], tolerance: float) -> Check:
    """Whether the plan has exactly the declared tables and columns."""
    declared = {
        (name, column.name) for name, table in PLAN_TABLES.items() for column in table.columns
    }
    found = {(name, column) for name, frame in plan.items() for column in frame.columns}
    wrong = sorted(declared ^ found)
    schema = {"table": pl.String, "column": pl.String}
    frame = pl.DataFrame(sorted(declared), schema=schema, orient="row")
    return Judge(FAMILY, tolerance).none(
        "tables and columns",
        "tables and columns with those declared",
        frame,
        pl.DataFrame(wrong, schema=schema, orient="row"),
        ["table", "column"],
    )


def checks(case: Case) -> Iterator[Check]:
    """Names known, moments known, no row twice, numbers finite and not negative."""
    offered = _offered(case)
    for name, table in PLAN_TABLES.items():
        if case.decided(name).is_empty():
            continue
        if name in offered:
            yield _known(case, name, offered[name])
        yield _in_time(case, name)
        yield _once(case, name)
        yield from _numbers(case, table)


def _typed(table: Table, frame: pl.DataFrame | None) -> pl.DataFrame:
    kinds = {
        column.name: pl.Float64() if column.kind is Kind.NUMBER else pl.String()
        for column in table.columns
    }
    if frame is None:
        return pl.DataFrame(schema=kinds)
    present = set(frame.columns)
    return frame.select(
        (
            pl.col(name).cast(kind, strict=False)
            if name in present
            else pl.lit(None, dtype=kind).alias(name)
        )
        for name, kind in kinds.items()
    )


def _known(case: Case, name: str, offered: list[pl.DataFrame]) -> Check:
    rows = case.decided(name).drop(MOMENT, strict=False)
    keys = [key for key in PLAN_TABLES[name].keys if key not in MOMENT]
    strange = [rows.join(known, on=known.columns, how="anti") for known in offered]
    return case.judge(FAMILY).none(
        f"known names in {name}",
        "what the plan names with what the instance offers",
        rows,
        pl.concat(strange),
        keys,
    )


def _offered(case: Case) -> dict[str, list[pl.DataFrame]]:
    """Per table of the plan, the combinations of names that the instance offers."""
    lanes = case.table("lanes").filter(pl.col("opening_cost").is_not_null())
    contracts, storages = _named(case, "contracts", 1), _named(case, "storages", 2)
    market = case.table("sites").select(market="site")
    segment, chemistry = _named(case, "segments", 1), _named(case, "chemistries", 1)
    return {
        "builds": [_named(case, "expansions", 1)],
        "closures": [_named(case, "facilities", 1)],
        "signed": [contracts],
        "opened": [lanes.select("lane")],
        "room": [storages],
        "activity": [_named(case, "operations", 2)],
        "flow": [_named(case, "shipments", 2)],
        "stock": [storages],
        "bought": [_named(case, "supplies", 1)],
        "taken": [contracts],
        "served": [market, segment, chemistry],
        "shortfall": [market, segment],
        "collected": [market, segment, chemistry],
        "disposed": [_named(case, "disposals", 2)],
        "sold": [_named(case, "sales", 2)],
        "abandoned": [market.rename({"market": "site"}), _named(case, "commodities", 1)],
        "learned": [_named(case, "learning", 1)],
        "trained": [_named(case, "trainings", 1)],
        "excesses": [_named(case, "burden_limits", 1)],
        "breaches": [_named(case, "rules", 1)],
        "clean_activity": [_named(case, "operations", 2)],
        "clean_flow": [_named(case, "shipments", 2)],
        "clean_stock": [storages],
        "clean_served": [market, segment, chemistry],
        "grants": [_named(case, "subsidies", 1), _named(case, "expansions", 1)],
        "premiums": [_named(case, "subsidies", 1), _named(case, "operations", 2)],
        "costs": [pl.DataFrame({"term": TERMS})],
    }


def _named(case: Case, table: str, width: int) -> pl.DataFrame:
    frame = case.table(table)
    return frame.select(frame.columns[:width])


def _in_time(case: Case, name: str) -> Check:
    rows, columns = case.decided(name), PLAN_TABLES[name].keys
    known = case.moments.table.select(MOMENT)
    if name == "costs":
        # A decision shared by all is charged to the trunk even where the trunk has ended.
        trunk = case.calendar.periods.select("period").with_columns(scenario=pl.lit(""))
        known = pl.concat([known, trunk.select(MOMENT)]).unique()
    on = [key for key in columns if key in MOMENT]
    strange = rows.join(known.select(on).unique(), on=on, how="anti") if on else rows.clear()
    return case.judge(FAMILY).none(
        f"known moments in {name}",
        "scenario and period with the moments of the instance",
        rows,
        strange,
        columns,
    )


def _once(case: Case, name: str) -> Check:
    rows, keys = case.decided(name), list(PLAN_TABLES[name].keys)
    twice = rows.filter(pl.struct(keys).is_duplicated()) if rows.height else rows
    return case.judge(FAMILY).none(
        f"no row twice in {name}", "keys with each other", rows, twice, keys
    )


def _numbers(case: Case, table: Table) -> Iterator[Check]:
    judge, rows = case.judge(FAMILY), case.decided(table.name)
    for column in table.columns:
        if column.kind is not Kind.NUMBER:
            continue
        value = pl.col(column.name)
        wild = rows.filter(~value.is_finite().fill_null(value=False))
        yield judge.none(
            f"finite {column.name} in {table.name}", "numbers with infinity", rows, wild, table.keys
        )
        if column.minimum == 0.0:
            yield judge.at_most(
                f"{column.name} not negative in {table.name}",
                "0 with the number",
                rows,
                table.keys,
                -value,
                pl.lit(0.0),
                size=value.abs(),
            )
