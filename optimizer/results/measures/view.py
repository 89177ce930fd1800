"""An instance and a plan beside each other, with the joins that measures need, derived once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.network.moments import Calendar
from optimizer.data.units import factor

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.results.plan import Plan

DISCOUNT_RATE = "discount_rate"


@dataclass(frozen=True, eq=False, repr=False)
class View:
    """What a measure looks at: tables only, nothing of how the plan was found.

    Quantities that differ between the scenarios of a tree are *expected* ones: each moment counts
    with its probability. Without scenarios they are simply the plan's.
    """

    instance: Instance
    plan: Plan

    @cached_property
    def calendar(self) -> Calendar:
        """Periods, moments and the meaning of time."""
        return Calendar(self.instance)

    @cached_property
    def discount_rate(self) -> float:
        """Per year; 0 where none is given."""
        rows = self.instance.table("parameters").filter(pl.col("parameter") == DISCOUNT_RATE)
        return float(rows["value"][0]) if rows.height else 0.0

    @cached_property
    def periods(self) -> pl.DataFrame:
        """Per period: ``at`` (place in order), ``years`` and discount ``factor``."""
        return pl.DataFrame(
            {
                "period": self.calendar.periods,
                "at": range(len(self.calendar.periods)),
                "years": self.calendar.years,
                "factor": self.calendar.discount(self.discount_rate),
            },
            schema={"period": pl.String, "at": pl.Int64, "years": pl.Float64, "factor": pl.Float64},
        )

    @cached_property
    def chances(self) -> pl.DataFrame:
        """Probability (``chance``) of each moment (``scenario``, ``period``)."""
        moments = self.calendar.moments
        return pl.DataFrame(
            {
                "scenario": [m.scenario for m in moments],
                "period": [self.calendar.periods[m.period] for m in moments],
                "chance": [m.probability for m in moments],
            },
            schema={"scenario": pl.String, "period": pl.String, "chance": pl.Float64},
        )

    def expected(self, table: str) -> pl.DataFrame:
        """A plan table of quantities by moment, as expected quantities by period.

        Columns: the keys, ``period`` and the quantity under its own name.
        """
        frame = self.plan.table(table)
        *keys, quantity = [c for c in frame.columns if c != "scenario"]
        return (
            frame.join(self.chances, on=["scenario", "period"])
            .group_by(keys, maintain_order=True)
            .agg((pl.col(quantity) * pl.col("chance")).sum())
        )

    @cached_property
    def countries(self) -> pl.DataFrame:
        """``country``, ``country_name``."""
        return self.instance.table("countries").select(
            "country", named("country").alias("country_name")
        )

    @cached_property
    def sites(self) -> pl.DataFrame:
        """``site``, ``site_name`` (its id where it has no name), ``country``, position."""
        return self.instance.table("sites").select(
            "site", named("site").alias("site_name"), "country", "latitude", "longitude"
        )

    @cached_property
    def facilities(self) -> pl.DataFrame:
        """``facility``, ``facility_name``, ``unit`` of its capacity, ``site``, ``country``."""
        facilities = self.instance.table("facilities").select(
            "facility", named("facility").alias("facility_name"), "site", "unit"
        )
        return facilities.join(self.sites.select("site", "site_name", "country"), on="site")

    @cached_property
    def rungs(self) -> pl.DataFrame:
        """``rung``, ``rung_name``, ``stage``, ``stage_name``, ``order``, ``unit``, weights."""
        stages = self.instance.table("stages").select(
            "stage", named("stage").alias("stage_name"), "order"
        )
        rungs = self.instance.table("rungs").select(
            "rung", named("rung").alias("rung_name"), "stage", "unit", "energy_per_unit", "weight"
        )
        return rungs.join(stages, on="stage").sort("order", "rung")

    @cached_property
    def throughput(self) -> pl.DataFrame:
        """Throughput of rungs by facility and period.

        Columns: ``order``, ``stage``, ``rung``, ``unit``, ``weight``, ``facility``, ``country``,
        ``period``, ``throughput`` (rung unit), ``energy`` (battery energy that it supports).
        """
        processes = self.instance.table("processes").select(
            "process", "rung", pl.col("throughput").alias("per_activity")
        )
        return (
            self.expected("activity")
            .join(processes, on="process")
            .join(self.rungs, on="rung")
            .join(self.facilities.select("facility", "country"), on="facility")
            .with_columns(throughput=pl.col("activity") * pl.col("per_activity"))
            .with_columns(energy=pl.col("throughput") * pl.col("energy_per_unit"))
            .group_by(
                "order",
                "stage",
                "rung",
                "unit",
                "weight",
                "facility",
                "country",
                "period",
                maintain_order=True,
            )
            .agg(pl.col("throughput", "energy").sum())
        )

    @cached_property
    def energy(self) -> pl.DataFrame:
        """Energy delivered per period, in the segments' unit: ``period``, ``energy``."""
        served = self.expected("served").group_by("period").agg(pl.col("energy").sum())
        return (
            self.periods.select("period")
            .join(served, on="period", how="left", maintain_order="left")
            .with_columns(pl.col("energy").fill_null(0.0))
        )

    @cached_property
    def tonnes(self) -> pl.DataFrame:
        """``commodity``, ``tonnes_per_unit``: as given, else from a unit of mass, else null."""
        commodities = self.instance.table("commodities").select(
            "commodity", "unit", "tonnes_per_unit"
        )
        mass = [factor(unit, "t", otherwise=0.0) or None for unit in commodities["unit"]]
        by_unit = pl.Series("mass", mass, pl.Float64)
        return commodities.select("commodity", pl.col("tonnes_per_unit").fill_null(by_unit))

    def by_time(self, frame: pl.DataFrame, *before: str) -> pl.DataFrame:
        """``frame`` in the order of ``before``, then of time, then of its other columns."""
        rest = [c for c in frame.columns if c not in before and c != "period"]
        return (
            frame.join(self.periods.select("period", "at"), on="period")
            .sort(*before, "at", *rest, maintain_order=True)
            .drop("at")
        )


def named(column: str) -> pl.Expr:
    """A thing's name for people, or its id where it has none."""
    return pl.when(pl.col("name") == "").then(pl.col(column)).otherwise(pl.col("name"))
