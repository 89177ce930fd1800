"""The least subsidy in words, tables and a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.audit.calendar import Calendar
from optimizer.audit.moments import Moments
from optimizer.results.figures import percent, short
from optimizer.results.measures.cost import PAID_BY_OTHERS
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from optimizer.results.write import Results
    from optimizer.studies.least_subsidy import Found

PAID = tuple(term for term in PAID_BY_OTHERS if term != "subsidy")
"""Terms of the programmes; ``subsidy`` is that of the expansions themselves."""


def told(found: Found) -> Study:
    """The study that the least subsidy comes to."""
    unit = found.instance.currency
    tables = {"schemes": _schemes(found, unit), "costs": _costs(found, unit)}
    plans = {} if found.build.relax else {"free": found.free, "target": found.target}
    charts: tuple[Chart, ...] = ()
    if found.paid is not None:
        rows = split(found.paid, found)
        tables |= {"rates": _rates(found, unit), "split": _split(rows, unit)}
        plans |= {} if found.build.relax else {"subsidised": found.paid}
        plans |= {"subsidised": found.whole.results} if found.whole else {}
        charts = (_chart(rows, unit),)
    return Study(
        kind="subsidy",
        title=f"The least subsidy: {found.instance.title}",
        sentences=tuple(_sentences(found, unit)),
        tables=tables,
        record=_record(found),
        charts=charts,
        plans=plans,
    )


def paid_in_all(results: Results) -> float:
    """Present money that the public pays under the programme asked for and all others."""
    costs = results.plan.tables["costs"]
    return -float(costs.filter(pl.col("term").is_in(PAID))["present"].sum())


def split(results: Results, found: Found) -> pl.DataFrame:
    """Who is paid: ``subsidy, facility, site, country, stage, period, amount``, not discounted.

    A grant belongs to the facility that is extended and to the stage of the process it runs first.
    Amounts are expected over scenarios.
    """
    tables, instance = results.plan.tables, found.instance
    where = instance.table("expansions").select("expansion", "facility")
    chance = _chances(found)
    granted = (
        tables["grants"]
        .join(where, on="expansion")
        .select("subsidy", "facility", "period", "amount")
    )
    run = (
        tables["premiums"]
        .join(chance, on=["scenario", "period"])
        .with_columns(pl.col("amount") * pl.col("chance"))
        .select("subsidy", "facility", "period", "amount")
    )
    first = (
        instance.table("operations")
        .select("facility", "process")
        .join(instance.table("processes").select("process", "rung"), on="process")
        .join(instance.table("rungs").select("rung", "stage"), on="rung", how="left")
        .unique("facility", keep="first", maintain_order=True)
        .select("facility", pl.col("stage").fill_null(""))
    )
    sites = instance.table("facilities").select("facility", "site")
    country = instance.table("sites").select("site", "country")
    return (
        pl.concat([granted, run])
        .group_by("subsidy", "facility", "period", maintain_order=True)
        .agg(pl.col("amount").sum())
        .join(sites, on="facility")
        .join(country, on="site")
        .join(first, on="facility", how="left")
        .select("subsidy", "facility", "site", "country", "stage", "period", "amount")
        .sort("amount", descending=True)
    )


def _chances(found: Found) -> pl.DataFrame:
    instance = found.instance
    calendar = Calendar.of(instance.table("periods"), 0.0)
    moments = Moments.of(instance.table("scenarios"), calendar)
    return moments.table.select("scenario", "period", chance="probability")


def _sentences(found: Found, unit: str) -> list[str]:
    tip = found.tipping
    low, high = found.lump
    between = (
        short(high)
        if high - low <= 1e-6 * max(1.0, tip.free.cost)
        else (f"{short(low)} to {short(high)}")
    )
    said = [
        f"Left to itself, industry's cheapest plan costs {short(tip.free.cost)} {unit}"
        f"{_exposure(found.free)}; the cheapest that meets the target costs "
        f"{short(tip.forced.cost)} {unit}{_exposure(found.target)}.",
        f"No scheme reaches the target for less than {between} {unit} of present money; paid in "
        "one sum, on condition that it is met, that is enough.",
    ]
    if not (found.asked.pay or found.asked.programme):
        return said
    if found.paid is None or tip.rate is None or tip.above is None:
        return [*said, f"No such rate reaches the target: {tip.why}."]
    share = percent(found.asked.share, 0)
    public = tip.rate * tip.above.amount
    extra = tip.above.cost - tip.free.cost
    said.append(
        f"Paid by rate, the least that reaches it is {short(tip.rate)} for each unit of weight; "
        + (
            f"{share} of it is proved to miss."
            if tip.proved(found.asked.share)
            else f"that {share} of it misses is not proved within the gap."
        )
    )
    said.append(
        f"It costs the public {short(public)} {unit} of present money, of which {short(extra)} "
        f"pays for what the plan costs more, and {short(public - extra)} is earned by those who "
        "would have done it anyway, or for less."
    )
    if found.whole is not None:
        head = found.whole.results.measures.headline
        said.append(
            "Builds may be fractions in all this. With whole builds and a hundredth more, "
            f"industry's plan costs it {short(head.cost)} {unit}{_exposure(found.whole.results)}; "
            f"it {'meets' if found.whole.met else 'does not meet'} the target, of which it knows "
            f"nothing, and is within {percent(found.whole.gap)} of its cheapest."
        )
    if found.overspent.height:
        parts = [
            f"{row['budget']} pays {short(row['paid'])} and has {short(row['limit'])}"
            for row in found.overspent.iter_rows(named=True)
        ]
        said.append(f"Budgets do not suffice: {'; '.join(parts)} {unit}.")
    if any(row["per"] == "capex" and row["rate"] > 1.0 for row in found.rates):
        said.append("More than all of the capital would have to be paid: no grant alone does it.")
    return said


def _exposure(results: Results) -> str:
    exposure = results.measures.headline.exposure
    return "" if exposure is None else f" (exposure {percent(exposure)})"


def _schemes(found: Found, unit: str) -> StudyTable:
    tip = found.tipping
    _, high = found.lump
    rows: list[dict[str, Any]] = [
        {"scheme": "none", "rate": None, "public": 0.0, "industry": tip.free.cost,
         "together": tip.free.cost, "meets": False},
        {"scheme": "a rule, and nothing paid", "rate": None, "public": 0.0,
         "industry": tip.forced.cost, "together": tip.forced.cost, "meets": True},
        {"scheme": "one sum if the target is met", "rate": None, "public": high,
         "industry": tip.forced.cost - high, "together": tip.forced.cost, "meets": True},
    ]  # fmt: skip
    if tip.rate is not None and tip.above is not None and found.paid is not None:
        public = tip.rate * tip.above.amount
        rows.append(
            {"scheme": "one rate for all", "rate": tip.rate, "public": public,
             "industry": tip.above.cost - public, "together": tip.above.cost, "meets": True}
        )  # fmt: skip
    shown = {
        "scheme": Shown("scheme", "text"),
        "rate": Shown("rate"),
        "public": Shown(f"public pays ({unit})", "money"),
        "industry": Shown(f"industry bears ({unit})", "money"),
        "together": Shown(f"together ({unit})", "money"),
        "meets": Shown("meets the target", "text"),
    }
    schema = {"rate": pl.Float64}
    return StudyTable("Who pays", pl.DataFrame(rows, schema_overrides=schema), shown)


def _rates(found: Found, unit: str) -> StudyTable:
    columns = (
        "subsidy",
        "programme",
        "area",
        "stage",
        "rung",
        "process",
        "facility",
        "per",
        "rate",
    )
    rows = [{c: row.get(c) or "" for c in columns} | {"rate": row["rate"]} for row in found.rates]
    shown = {c: Shown(c, "text") for c in columns if any(row[c] for row in rows)}
    shown["rate"] = Shown(f"least rate ({unit}; of capex: a fraction)")
    return StudyTable("The least rates", pl.DataFrame(rows), shown)


def _split(rows: pl.DataFrame, unit: str) -> StudyTable:
    by = (
        rows.group_by("subsidy", "country", "stage", "site", "facility", maintain_order=True)
        .agg(pl.col("amount").sum())
        .sort("amount", descending=True)
    )
    total = by["amount"].sum()
    by = by.with_columns(share=pl.col("amount") / total if total else pl.lit(0.0))
    shown = {
        name: Shown(name, "text") for name in ("subsidy", "country", "stage", "site", "facility")
    }
    shown |= {
        "amount": Shown(f"paid ({unit}, not discounted)", "money"),
        "share": Shown("share", "percent"),
    }
    return StudyTable("Who is paid", by, shown)


def _costs(found: Found, unit: str) -> StudyTable:
    """Where the target plan costs more than the free one."""

    def by_term(results: Results, name: str) -> pl.DataFrame:
        costs = results.plan.tables["costs"]
        return costs.group_by("term").agg(pl.col("present").sum().alias(name))

    rows = (
        by_term(found.free, "free")
        .join(by_term(found.target, "target"), on="term", how="full", coalesce=True)
        .fill_null(0.0)
        .with_columns(more=pl.col("target") - pl.col("free"))
        .sort(pl.col("more").abs(), descending=True)
    )
    shown = {
        "term": Shown("term", "text"),
        "free": Shown(f"left to itself ({unit})", "money"),
        "target": Shown(f"with the target ({unit})", "money"),
        "more": Shown("more", "signed"),
    }
    return StudyTable("What meeting the target costs", rows, shown, 20)


def _chart(rows: pl.DataFrame, unit: str) -> Chart:
    bars = (
        rows.group_by("country", "stage")
        .agg(pl.col("amount").sum())
        .sort("amount", descending=True)
        .head(20)
        .select(
            x=pl.col("country") + " " + pl.col("stage"),
            y="amount",
            series=pl.lit("paid"),
            label=pl.col("amount").round(1).cast(pl.String),
        )
    )
    return Chart("bars", "Who is paid", bars, "country and stage", f"{unit}, not discounted")


def _record(found: Found) -> dict[str, Any]:
    tip = found.tipping
    return {
        "instance": {"name": found.instance.name, "digest": found.instance.digest},
        "asked": found.asked.as_dict(),
        "settings": {"build": found.build.as_dict(), "solve": found.settings.as_dict()},
        "least_sum": list(found.lump),
        "rate": tip.rate,
        "rates": [row | {} for row in found.rates],
        "proved": tip.proved(found.asked.share),
        "missed_below": tip.missed,
        "why": tip.why,
        "public": None if tip.rate is None or tip.above is None else tip.rate * tip.above.amount,
        "overspent": found.overspent.to_dicts() if found.overspent.width else [],
        "solves": tip.solves,
        "seconds": found.seconds,
    }
