"""Pillars that are made of something, each of parts that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error, warning
from optimizer.data.packs import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_NO_PACK = error(
    "pillar.unknown_policy", "no pack of rules is called so", "`junkan policies` lists them."
)
_EMPTY = warning(
    "pillar.empty", "it is made of nothing", "Give it a share or rows in pillar_parts."
)
_MIXED = error(
    "pillar.mixed",
    "agreements to tell are valued alone, on what is not known",
    "Put agreements into a pillar of their own, without a share.",
)


def parts(view: View) -> Iterator[Finding]:
    """Packs are shipped ones; nobody is empty; agreements stand alone."""
    rows = view["pillar_parts"].drop_nulls(["pillar", "kind"])
    packs = rows.filter(pl.col("kind") == "policy", ~pl.col("target").is_in(list(known())))
    yield from view.say(_NO_PACK, "pillar_parts", packs, "target")
    promising = view["pillars"].filter(pl.col("share").is_not_null())["pillar"].drop_nulls()
    made = set(rows["pillar"]) | set(promising)
    bare = view["pillars"].filter(~pl.col("pillar").is_in(list(made)))
    yield from view.say(_EMPTY, "pillars", bare, "pillar")
    others = set(rows.filter(pl.col("kind") != "agreement")["pillar"]) | set(promising)
    mixed = rows.filter(pl.col("kind") == "agreement", pl.col("pillar").is_in(list(others)))
    yield from view.say(_MIXED, "pillar_parts", mixed, "target")
