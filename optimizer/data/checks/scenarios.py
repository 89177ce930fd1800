"""The tree of scenarios: no loops, chances that add up, branches that come after their parents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import error, warning
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_WORDS = ("planned", "all", "none")
_TOLERANCE = 1e-9
_ROUNDED = 0.98
"""Chances that add up to between this and 1 were probably meant to add to 1."""

_CYCLE = error(
    "scenario.cycle",
    "{scenario} descends from itself",
    "Leave the parent empty for a branch of the trunk.",
)
_PROBABILITY = error(
    "scenario.probability",
    "branches at {from_period} add to {total}",
    "Make them add to 1, or less if the parent goes on.",
)
_ROUNDING = warning(
    "scenario.rounding",
    "branches at {from_period} add to {total}; the rest stays in the parent",
    "Make them add to 1 exactly, if so meant.",
)
_TOO_EARLY = error("scenario.too_early", "{parent} itself begins at {begins}", "Branch after that.")
_BEFORE_BRANCH = warning(
    "scenario.before_branch",
    "{scenario} has not branched yet by then",
    "Use a period from its from_period on; the row has no effect.",
)
_RESERVED = error(
    "scenario.reserved",
    "the word has a meaning of its own where scenarios are asked for",
    "Call it something else than {words}.",
)
_ENDS_LIKELY = error(
    "scenario.ends_likely",
    "a branch of probability {probability} cannot end before the horizon does",
    "Leave last_period empty, or make it a branch of probability 0.",
)
_ENDS_EARLY = error(
    "scenario.ends_early", "it begins only at {from_period}", "End it in that period or later."
)
_CHILD = error(
    "scenario.child_of_ended",
    "{parent} ends of itself, at {ends}, and has no branches",
    "Let it branch from the parent of {parent}, or let {parent} run on.",
)
_IDLE = warning(
    "scenario.idle",
    "nothing distinguishes it",
    "Give it a disruption or a row of its own in a table by scenario.",
)


def names(view: View) -> Iterator[Finding]:
    """No scenario is called like a way to choose among scenarios."""
    rows = view["scenarios"].filter(pl.col("scenario").is_in(list(_WORDS)))
    rows = rows.with_columns(words=pl.lit(", ".join(_WORDS)))
    yield from view.say(_RESERVED, "scenarios", rows, "scenario")


def cycles(view: View) -> Iterator[Finding]:
    """Nobody is their own ancestor."""
    rows = view["scenarios"].drop_nulls("scenario")
    parent = dict(rows.select("scenario", "parent").iter_rows())
    looped = [name for name in parent if _is_own_ancestor(name, parent)]
    rows = rows.filter(pl.col("scenario").is_in(looped))
    yield from view.say(_CYCLE, "scenarios", rows, "parent")


def _is_own_ancestor(name: str, parent: dict[str, str]) -> bool:
    ancestor, seen = parent.get(name), set()
    while ancestor and ancestor not in seen:
        if ancestor == name:
            return True
        seen.add(ancestor)
        ancestor = parent.get(ancestor)
    return False


def probabilities(view: View) -> Iterator[Finding]:
    """Siblings that branch at the same period add to at most 1; the rest stays in the parent."""
    siblings = ["parent", "from_period"]
    rows = (
        view["scenarios"]
        .drop_nulls(["from_period", "probability"])
        .with_columns(total=pl.col("probability").sum().over(siblings))
        .sort("probability", descending=True, maintain_order=True)
        .unique(siblings, keep="first", maintain_order=True)
        .sort(ROW)
    )
    above = rows.filter(pl.col("total") > 1.0 + _TOLERANCE)
    yield from view.say(_PROBABILITY, "scenarios", above, "probability")
    rounded = pl.col("total").is_between(_ROUNDED, 1.0 - _TOLERANCE, closed="both")
    yield from view.say(_ROUNDING, "scenarios", rows.filter(rounded), "probability")


def branches(view: View) -> Iterator[Finding]:
    """A branch begins after its parent did."""
    rows = view.timed(view["scenarios"], "from_period")
    begins = rows.select(parent="scenario", parent_t="from_period_t", begins="from_period")
    rows = rows.join(begins.unique("parent"), on="parent", how="left", maintain_order="left")
    early = rows.filter(pl.col("from_period_t") <= pl.col("parent_t"))
    yield from view.say(_TOO_EARLY, "scenarios", early, "from_period")


def ends(view: View) -> Iterator[Finding]:
    """Only a branch of probability 0 ends of itself, not before it began, and has no branches."""
    rows = view.timed(view["scenarios"], "from_period", "last_period")
    ending = rows.filter(pl.col("last_period") != "")
    likely = ending.filter(pl.col("probability") > 0.0)
    yield from view.say(_ENDS_LIKELY, "scenarios", likely, "last_period")
    early = ending.filter(pl.col("last_period_t") < pl.col("from_period_t"))
    yield from view.say(_ENDS_EARLY, "scenarios", early, "last_period")
    ended = ending.select(parent="scenario", ends="last_period").drop_nulls().unique("parent")
    children = rows.join(ended, on="parent", maintain_order="left")
    yield from view.say(_CHILD, "scenarios", children, "parent")


def overrides(view: View) -> Iterator[Finding]:
    """Every scenario differs in something, and only after it has branched."""
    begins = view.timed(view["scenarios"], "from_period").select("scenario", begins="from_period_t")
    begins = begins.drop_nulls("scenario").unique("scenario")
    differing: set[str] = set()
    tables = [name for name, table in TABLES.items() if table.by_scenario]
    by_window = [(name, "last_period") for name in ("disruptions", "swings")]
    for name, last in (*((t, "period") for t in tables), *by_window):
        rows = view[name].filter(pl.col("scenario") != "")
        differing.update(rows["scenario"].to_list())
        rows = view.timed(rows, last).join(begins, on="scenario", maintain_order="left")
        early = rows.filter(pl.col(f"{last}_t") < pl.col("begins"))
        yield from view.say(_BEFORE_BRANCH, name, early, last)
    parents = view["scenarios"]["parent"].drop_nulls().to_list()
    # One branch in which all goes as before, beside one in which it does not, is as it should be.
    is_idle = ~pl.col("scenario").is_in([*differing, *parents])
    siblings = ["parent", "from_period"]
    rows = view["scenarios"].with_columns(
        idle=is_idle.sum().over(siblings), all=pl.len().over(siblings)
    )
    idle = rows.filter(is_idle, (pl.col("idle") > 1) | (pl.col("idle") == pl.col("all")))
    yield from view.say(_IDLE, "scenarios", idle, "scenario")
