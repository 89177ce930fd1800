"""Steps of learning curves: about one thing that is limited, and not beyond what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_NOTHING = error("learning.nothing", "is about no rung and no process", "Name one of the two.")
_BOTH = error(
    "learning.both",
    "is about {rung} and about {process}",
    "Name one of the two; write a row for each.",
)
_ENDLESS = error(
    "learning.endless",
    "{facility} runs {doing} without using capacity, so nothing limits what learning saves there",
    "Give the operation a capacity_use above 0.",
)
_FREE = warning(
    "learning.below_zero",
    "all steps together save {all} a unit of throughput, more than {doing} costs in {facility}",
    "Lower the savings: below 0, plants would be paid for running.",
)


def steps(view: View) -> Iterator[Finding]:
    """A step names a rung or a process."""
    rows = view["learning"]
    rung, process = pl.col("rung") != "", pl.col("process") != ""
    yield from view.say(_NOTHING, "learning", rows.filter(~rung & ~process), "rung")
    yield from view.say(_BOTH, "learning", rows.filter(rung & process), "process")


def costs(view: View) -> Iterator[Finding]:
    """What learns uses capacity, and costs something even when all is learnt."""
    taught = _taught(view)
    free = taught.filter(pl.col("capacity_use") == 0.0).unique("step", maintain_order=True)
    yield from view.say(_ENDLESS, "learning", free, "step")
    spent = (
        taught.filter(pl.col("throughput") > 0.0)
        .with_columns(all=pl.col("saving").sum().over("facility", "doing"))
        .filter(pl.col("all") * pl.col("throughput") > pl.col("variable_cost") * (1.0 + 1e-9))
    )
    yield from view.say(_FREE, "learning", spent.unique("step", maintain_order=True), "saving")


def _taught(view: View) -> pl.DataFrame:
    """Every step × operation that learns it."""
    rows = view["learning"].drop_nulls("step").with_columns(pl.col("process").fill_null(""))
    processes = view["processes"].drop_nulls("process").unique("process", maintain_order=True)
    operations = (
        view["operations"]
        .select("facility", "variable_cost", "capacity_use", doing="process")
        .join(processes.select(doing="process", works="rung", throughput="throughput"), on="doing")
        .join(view["facilities"].unique("facility").select("facility", "site"), on="facility")
        .join(view["sites"].unique("site").select("site", "country"), on="site")
    )
    of_rung = (pl.col("rung") != "") & (pl.col("rung") == pl.col("works"))
    fits = rows.join(operations, how="cross", maintain_order="left_right").filter(
        of_rung | (pl.col("process") == pl.col("doing"))
    )
    members = view["blocs"].select(area="bloc", country="country").drop_nulls().unique()
    inside = fits.join(members, on=["area", "country"], how="semi", maintain_order="left")
    here = fits.filter((pl.col("area") == "") | (pl.col("area") == pl.col("country")))
    return pl.concat([here, inside])
