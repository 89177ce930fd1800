"""Rules of law that can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_OF_ELEMENTS = ("bought_share", "recovery_rate")
_OF_RUNGS = ("capacity", "capacity_share")
_RATES = ("bought_share", "recovery_rate", "collection_rate")

_NO_STAGE = error(
    "rule.no_stage", "{kind} is about no stage and no rung", "Name the stage, or one rung."
)
_ELSEWHERE = error("rule.rung_elsewhere", "is no rung of {stage}", "Name a rung of that stage.")
_NO_ELEMENT = error(
    "rule.no_element", "{kind} counts tonnes of an element", "Name one, such as Li, or Ni+Co."
)
_NOT_COUNTED = error(
    "rule.element_not_counted", "{kind} counts no elements", "Leave the element empty."
)
_UNKNOWN = error(
    "rule.element_unknown",
    "no commodity holds {unknown}",
    "Add rows to contents, or name an element that stands there.",
)
_ABOVE_ONE = error("rule.level", "{kind} is a fraction", "Write 0.65 for 65 %.")
_NO_SCOPE = error(
    "rule.no_scope",
    "nothing is outside an empty scope",
    "Name the country or bloc that buys.",
)
_NOBODY = warning(
    "rule.nobody",
    "nobody in {area} can do it, so that it is missed, or there is no plan",
    "Add an operation there, give the rule a price, or take it out.",
)


def stages(view: View) -> Iterator[Finding]:
    """A rule says which stage it is about, or which rung of it."""
    rows = view["rules"].filter(pl.col("kind") != "collection_rate")
    nowhere = rows.filter((pl.col("stage") == "") & (pl.col("rung") == ""))
    yield from view.say(_NO_STAGE, "rules", nowhere, "stage")
    buying = rows.filter((pl.col("kind") == "bought_share") & (pl.col("scope") == ""))
    yield from view.say(_NO_SCOPE, "rules", buying, "scope")
    rungs = view["rungs"].select("rung", of="stage").drop_nulls().unique("rung")
    named = rows.filter((pl.col("stage") != "") & (pl.col("rung") != ""))
    placed = named.join(rungs, on="rung", maintain_order="left")
    yield from view.say(_ELSEWHERE, "rules", placed.filter(pl.col("of") != pl.col("stage")), "rung")


def elements(view: View) -> Iterator[Finding]:
    """A rule that counts tonnes says of what, and commodities say how much they hold."""
    rows, bare = view["rules"], pl.col("element") == ""
    lacking = rows.filter(pl.col("kind").is_in(_OF_ELEMENTS) & bare)
    yield from view.say(_NO_ELEMENT, "rules", lacking, "element")
    idle = rows.filter(pl.col("kind").is_in((*_OF_RUNGS, "collection_rate")) & ~bare)
    yield from view.say(_NOT_COUNTED, "rules", idle, "element")
    known = view["contents"]["element"].drop_nulls().unique().to_list()
    unknown = (
        pl.col("element").str.split("+").list.set_difference(pl.lit(known, pl.List(pl.String)))
    )
    strange = rows.filter(~bare).with_columns(unknown=unknown.list.sort().list.join(", "))
    yield from view.say(_UNKNOWN, "rules", strange.filter(pl.col("unknown") != ""), "element")


def levels(view: View) -> Iterator[Finding]:
    """A rate is not above one."""
    rows = view["rules"].filter(pl.col("kind").is_in(_RATES) & (pl.col("level") > 1.0))
    yield from view.say(_ABOVE_ONE, "rules", rows, "level")


def doers(view: View) -> Iterator[Finding]:
    """What must be done at least can be done by somebody there."""
    kinds = ("made_share", "capacity", "capacity_share", "production")
    area = pl.when(pl.col("origin") == "").then("scope").otherwise("origin")
    wanted = (
        view["rules"]
        .filter(pl.col("kind").is_in(kinds), pl.col("sense") == "least", pl.col("level") > 0)
        .filter((pl.col("stage") != "") | (pl.col("rung") != ""))
        .with_columns(area=area)
    )
    done = _done(view)
    able: set[tuple[str, str]] = set()
    for of in ("stage", "rung"):
        able |= set(done.select(of, "area").iter_rows())
    rows = [
        (own["stage"] if not own["rung"] else own["rung"], own["area"]) in able
        for own in wanted.iter_rows(named=True)
    ]
    nobody = wanted.filter(~pl.Series(rows, dtype=pl.Boolean)) if rows else wanted
    said = nobody.with_columns(
        area=pl.when(pl.col("area") == "").then(pl.lit("the instance")).otherwise("area")
    )
    yield from view.say(_NOBODY, "rules", said, "stage")


def _done(view: View) -> pl.DataFrame:
    """``stage, rung, area``: what some facility in an area can do; the area ``""`` is all."""
    sites = view["sites"].select("site", "country").drop_nulls()
    countries = sites.select("country").unique()
    blocs = view["blocs"].select(area="bloc", country="country").drop_nulls()
    areas = pl.concat(
        [
            countries.select(area="country", country="country"),
            blocs,
            countries.select(area=pl.lit(""), country="country"),
        ]
    )
    return (
        view["operations"]
        .select("facility", "process")
        .join(view["processes"].select("process", "rung"), on="process")
        .join(view["rungs"].select("rung", "stage"), on="rung")
        .join(view["facilities"].select("facility", "site"), on="facility")
        .join(sites, on="site")
        .join(areas, on="country")
        .select("stage", "rung", "area")
        .unique()
    )
