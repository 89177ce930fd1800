"""Plans side by side: what each costs and on what, what depends, what is built."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from optimizer.errors import SettingsError
from optimizer.results.compare import compare
from optimizer.results.record import versions
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.results.measures import Measures
    from optimizer.results.write import Results

NAME = re.compile(r"[A-Za-z0-9][\w .:/%+-]{0,63}")
"""How a plan may be called: its name heads columns, also of spreadsheets."""

SMALL = 1e-9
_KEYS = {"term", "stage", "rung", "country", "expansion", "unit", "facility"}


def comparison(plans: Mapping[str, Results]) -> Study:
    """The plans side by side, in their order; differences are from the first.

    Tables: ``plans`` (a row each), ``terms`` (present money), ``shares`` (watched share by rung
    over the horizon, null: idle) and ``builds`` (capacity added), these with a column by plan, the
    last with rows that differ only.

    Raises:
        SettingsError: fewer than two plans, a name that cannot head a column, or other currencies.
    """
    _require_comparable(plans)
    measured = {name: results.measures for name, results in plans.items()}
    first, *others = measured
    money = measured[first].headline.currency
    tables = {
        "plans": _plans(plans, money),
        "terms": _terms(measured, money),
        "shares": _shares(measured),
        "builds": _builds(measured),
    }
    return Study(
        kind="compare",
        title=f"{len(plans)} plans side by side: {', '.join(plans)}",
        sentences=tuple(
            f"{name} beside {first}: {compare(measured[first], measured[name]).sentence()}"
            for name in others
        ),
        tables={name: table for name, table in tables.items() if table.rows.height},
        record={
            "plans": {name: dict(results.plan.record) for name, results in plans.items()},
            "versions": versions(),
        },
        charts=tuple(_charts(tables, measured, money)),
    )


def _require_comparable(plans: Mapping[str, Results]) -> None:
    if len(plans) < 2:
        raise SettingsError("a comparison needs two plans at least")
    if wrong := [name for name in plans if not NAME.fullmatch(name) or name in _KEYS]:
        raise SettingsError(
            f"{wrong[0]!r} cannot head a column: begin with a letter or digit, up to 64 of letters,"
            " digits, blanks and _ . : / % + -"
        )
    if len({results.measures.headline.currency for results in plans.values()}) > 1:
        raise SettingsError("the plans are reckoned in different currencies")


def _plans(plans: Mapping[str, Results], money: str) -> StudyTable:
    rows = list(_told(plans))
    energy = rows[0]["energy_unit"]
    shown = {
        "plan": Shown("plan", "text"),
        "cost": Shown(f"cost ({money})", "money"),
        "dearer": Shown("dearer", "percent"),
        "cost_per_energy": Shown(str(rows[0]["cost_label"])),
        "exposure": Shown("exposure", "percent"),
        "highest_share": Shown("highest share", "percent"),
        "highest_rung": Shown("of", "text"),
        "shortfall": Shown(f"missing ({energy})"),
        "co2_t": Shown("CO₂ (t)"),
        "gap": Shown("gap", "percent"),
        "audit": Shown("audit", "text"),
    }
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return StudyTable("The plans", frame, shown, most=60)


def _told(plans: Mapping[str, Results]) -> Iterator[dict[str, object]]:
    first = next(iter(plans.values())).measures.headline.cost
    for name, results in plans.items():
        head, record = results.measures.headline, results.plan.record
        said = {key: value for key, value in vars(head).items() if key not in {"name", "title"}}
        numbers = {k: float(v) if isinstance(v, int) else v for k, v in said.items()}
        passed = bool(results.audit["passed"]) if results.audit else None
        yield {
            "plan": name,
            "instance": head.name,
            **numbers,
            "dearer": head.cost / first - 1.0 if first else None,
            "gap": record.get("gap"),
            "status": record.get("status"),
            "audit": "none" if passed is None else "passed" if passed else "failed",
        }


def _terms(measured: Mapping[str, Measures], money: str) -> StudyTable:
    frames = {name: m.cost_by_term.select("term", "present") for name, m in measured.items()}
    rows = _beside(frames, ["term"], "present", absent=0.0)
    most = pl.max_horizontal(pl.col(list(measured)).abs())
    rows = rows.filter(most > SMALL).sort(most, "term", descending=[True, False])
    shown = {"term": Shown("term", "text")} | {n: Shown(n, "money") for n in measured}
    return StudyTable(f"Cost by term, {money} present value", rows, shown, most=60)


def _shares(measured: Mapping[str, Measures]) -> StudyTable:
    keys = ["stage", "rung"]
    frames = {
        name: m.stage_shares.filter(pl.col("period") == "").select(*keys, "share")
        for name, m in measured.items()
    }
    rows = _beside(frames, keys, "share", absent=None)
    order = pl.concat([m.rungs.select("rung", "order") for m in measured.values()])
    order = order.unique("rung", keep="first")
    rows = rows.join(order, on="rung", how="left").sort("order", "rung").drop("order")
    shown = {"rung": Shown("rung", "text")} | {n: Shown(n, "percent") for n in measured}
    return StudyTable("Watched share of each rung, whole horizon", rows, shown, most=60)


def _builds(measured: Mapping[str, Measures]) -> StudyTable:
    keys = ["rung", "country", "expansion", "unit"]
    frames = {
        name: m.builds.group_by(keys).agg(pl.col("added").sum()) for name, m in measured.items()
    }
    rows = _beside(frames, keys, "added", absent=0.0)
    names = list(measured)
    spread = pl.max_horizontal(names) - pl.min_horizontal(names)
    rows = rows.filter(spread > 1e-6).sort(spread, *keys, descending=[True, *[False] * 4])
    shown = {key: Shown(key, "text") for key in keys} | {n: Shown(n) for n in measured}
    return StudyTable("Capacity added, where it differs", rows, shown, most=40)


def _beside(
    frames: Mapping[str, pl.DataFrame], keys: list[str], value: str, absent: float | None
) -> pl.DataFrame:
    """All tables by ``keys``, a column of ``value`` by name, ``absent`` where a row is missing."""
    joined: pl.DataFrame | None = None
    for name, frame in frames.items():
        own = frame.select(*keys, pl.col(value).cast(pl.Float64).alias(name))
        joined = own if joined is None else joined.join(own, on=keys, how="full", coalesce=True)
    if joined is None:
        return pl.DataFrame()
    return joined.with_columns(pl.col(list(frames)).fill_null(pl.lit(absent, pl.Float64)))


def _charts(
    tables: Mapping[str, StudyTable], measured: Mapping[str, Measures], money: str
) -> Iterator[Chart]:
    for name, key, title, unit in (
        ("terms", "term", "Cost by term", money),
        ("shares", "rung", "Watched share by rung", "share"),
    ):
        rows = tables[name].rows.head(20)
        if rows.height:
            long = rows.unpivot(
                list(measured), index=key, variable_name="series", value_name="y"
            ).rename({key: "x"})
            yield Chart("bars", title, long.drop_nulls(), key, unit)
