"""The outline of an instance: horizon, places, chain, demand, rows by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data import Instance

_WIDTH = 100


def outline(instance: Instance) -> dict[str, Any]:
    """Plain values that say what the instance is about."""
    periods = instance.table("periods").sort("start")
    demand = (
        instance.table("demands")
        .join(instance.table("segments").select("segment", segment_unit="unit"), on="segment")
        .filter(pl.col("scenario") == "")
        .with_columns(unit=pl.when(pl.col("unit") == "").then("segment_unit").otherwise("unit"))
        .group_by("unit", maintain_order=True)
        .agg(pl.col("energy").sum())
    )
    stages = instance.table("stages").sort("order")
    return {
        "name": instance.name,
        "title": instance.title,
        "currency": instance.currency,
        "digest": instance.digest,
        "periods": periods["period"].to_list(),
        "first_day": str(periods["start"].min()),
        "days": int(periods["days"].sum()),
        "countries": instance.table("countries")["country"].to_list(),
        "stages": stages["stage"].to_list(),
        "demand": dict(demand.iter_rows()),
        "rows": {name: frame.height for name, frame in instance.tables.items() if frame.height},
        "confidence": _confidence(instance),
    }


def _confidence(instance: Instance) -> dict[str, int]:
    """How many rows of all tables are of which confidence."""
    columns = [f["confidence"] for f in instance.tables.values() if "confidence" in f.columns]
    counted = pl.concat(columns).value_counts(sort=True)
    return {name or "unstated": count for name, count in counted.iter_rows()}


def as_lines(outlined: dict[str, Any]) -> Iterator[str]:
    """The outline for people, at most 100 columns wide."""
    yield f"{outlined['title']}  ({outlined['name']})"
    periods = outlined["periods"]
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    yield _fact(
        "horizon",
        f"{len(periods)} periods, {span}; {outlined['days']} days from {outlined['first_day']}",
    )
    yield _fact("money", outlined["currency"])
    yield _fact("countries", _listed(outlined["countries"]))
    yield _fact("chain", " > ".join(outlined["stages"]))
    demand = ", ".join(f"{energy:,.6g} {unit}" for unit, energy in outlined["demand"].items())
    yield _fact("demand", demand or "none")
    rows = [f"{count:,} {name}" for name, count in outlined["rows"].items()]
    yield from _wrapped("rows", rows)
    confidence = [f"{count:,} {name}" for name, count in outlined["confidence"].items()]
    yield _fact("confidence", ", ".join(confidence))
    yield _fact("digest", outlined["digest"][:16])


def _fact(name: str, value: str) -> str:
    return f"{name:<11}{value}"


def _listed(names: list[str], most: int = 18) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _wrapped(name: str, items: list[str]) -> Iterator[str]:
    line = ""
    for item in items:
        if line and len(line) + len(item) + 13 > _WIDTH:
            yield _fact(name, line + ",")
            name, line = "", ""
        line = f"{line}, {item}" if line else item
    yield _fact(name, line)
