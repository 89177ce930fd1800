"""Subsidies that somebody can earn, and no more than what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_MORE_THAN_ALL = error(
    "subsidy.more_than_all",
    "{rate} of the capital would be paid: more than all of it",
    "Give a fraction, such as 0.3 for 30 %.",
)
_NO_ENERGY = error(
    "subsidy.no_energy",
    "is paid per energy, but {process_found}, which it covers, is on no rung and supports none",
    "Name a stage, a rung or a process of one; or pay per activity.",
)
_NOBODY = warning(
    "subsidy.nobody",
    "no facility runs a process that it covers",
    "Check area, site, facility, stage, rung and process together.",
)
_NO_PROGRAMME = warning(
    "subsidy.no_programme", "no subsidy is of programme {programme}", "Name one that there is."
)


def rates(view: View) -> Iterator[Finding]:
    """A share of capital is at most all of it."""
    rows = view["subsidies"].filter((pl.col("per") == "capex") & (pl.col("rate") > 1.0))
    yield from view.say(_MORE_THAN_ALL, "subsidies", rows, "rate")


def scopes(view: View) -> Iterator[Finding]:
    """Somebody earns it, and what is paid per energy supports some."""
    rows = view["subsidies"]
    covered = _covered(view, rows)
    nobody = rows.join(covered.select("#row").unique(), on="#row", how="anti")
    yield from view.say(_NOBODY, "subsidies", nobody, "subsidy")
    none = covered.filter(
        (pl.col("per") == "energy") & (pl.col("rung_found").fill_null("") == "")
    ).unique("#row", keep="first", maintain_order=True)
    yield from view.say(_NO_ENERGY, "subsidies", none, "per")


def budgets(view: View) -> Iterator[Finding]:
    """A budget pays for a programme that there is."""
    rows = view["subsidies"]
    known = {*rows["programme"], *rows["subsidy"]}
    budgets = view["subsidy_budgets"]
    strange = budgets.filter(
        (pl.col("programme") != "") & ~pl.col("programme").is_in([k for k in known if k])
    )
    yield from view.say(_NO_PROGRAMME, "subsidy_budgets", strange, "programme")


def _covered(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """Each subsidy × operation that it covers, with ``process_found`` and ``rung_found``."""
    run = (
        view["operations"]
        .select(facility_found="facility", process_found="process")
        .join(
            view["facilities"].select(facility_found="facility", site_found="site"),
            on="facility_found",
        )
        .join(view["sites"].select(site_found="site", country="country"), on="site_found")
        .join(
            view["processes"].select(process_found="process", rung_found="rung"),
            on="process_found",
        )
        .join(
            view["rungs"].select(rung_found="rung", stage_found="stage"),
            on="rung_found",
            how="left",
        )
    )
    blocs = view["blocs"].select(area="bloc", country="country")
    places = view["sites"].select(area="country", country="country")
    inside = pl.concat([blocs, places]).drop_nulls().unique().with_columns(inside=pl.lit(True))
    crossed = rows.join(run, how="cross").join(inside, on=["area", "country"], how="left")
    fits = [
        (pl.col(name) == "") | (pl.col(name) == pl.col(f"{name}_found").fill_null(""))
        for name in ("site", "facility", "process", "rung", "stage")
    ]
    return crossed.filter((pl.col("area") == "") | pl.col("inside").fill_null(value=False), *fits)
