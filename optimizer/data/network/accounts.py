"""Accounts: every site × commodity at which something may enter or leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Builder

Account = tuple[str, str]


def label(*names: str) -> str:
    """One label from several names; ``|`` stands in no identifier."""
    return "|".join(names)


def pairs_of(frame: pl.DataFrame, *columns: str) -> Iterable[Any]:
    """Rows of some columns as tuples, as many strong as there are columns."""
    return zip(*(frame[c].to_list() for c in columns), strict=True)


def bare(instance: Instance, name: str) -> pl.DataFrame:
    """A table without the columns that say where its rows come from: fit to be joined."""
    return instance.table(name).drop("source", "year", "confidence", "note")


def derive(b: Builder, instance: Instance) -> dict[Account, int]:
    """Set ``accounts``; the result gives the position of each (site, commodity)."""
    found: dict[Account, None] = {}
    for frame in (_made_and_used(instance), *_ends_of_lanes(instance), *_markets(instance)):
        found.update(dict.fromkeys(pairs_of(frame, "site", "commodity")))
    for name in ("supplies", "contracts", "storages", "arrivals", "disposals", "sales"):
        found.update(dict.fromkeys(pairs_of(instance.table(name), "site", "commodity")))
    accounts = sorted(found)
    b.add_set("accounts", (label(*a) for a in accounts), "site and commodity")
    return {account: at for at, account in enumerate(accounts)}


def _made_and_used(instance: Instance) -> pl.DataFrame:
    return (
        bare(instance, "operations")
        .join(bare(instance, "facilities"), on="facility")
        .join(bare(instance, "recipes"), on="process")
    )


def _ends_of_lanes(instance: Instance) -> Iterable[pl.DataFrame]:
    carried = bare(instance, "shipments").join(bare(instance, "lanes"), on="lane")
    for end in ("origin", "destination"):
        yield carried.select(pl.col(end).alias("site"), "commodity")


def _markets(instance: Instance) -> Iterable[pl.DataFrame]:
    markets = (
        instance.table("demands")
        .select(pl.col("market").alias("site"), "segment")
        .unique()
        .join(instance.table("shares").select("segment", "chemistry").unique(), on="segment")
        .join(bare(instance, "chemistries"), on="chemistry")
    )
    old = (
        instance.table("past_returns")
        .select(pl.col("market").alias("site"), "chemistry")
        .unique()
        .join(bare(instance, "chemistries"), on="chemistry")
    )
    yield markets
    for frame in (markets, old):
        yield frame.filter(pl.col("eol_commodity") != "").select(
            "site", pl.col("eol_commodity").alias("commodity")
        )
