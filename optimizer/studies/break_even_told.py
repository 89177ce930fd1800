"""Recycling that must pay, in words, tables and a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.results.figures import percent, short
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from optimizer.studies.break_even import Found
    from optimizer.studies.turning import Turn

BASES = (("market", "at market prices"), ("own", "at the plan's own prices"))


def told(found: Found) -> Study:
    """The study that a break-even comes to."""
    unit = found.instance.currency
    tables = {"turns": _turns(found, unit)} if found.turns else {}
    for name, words in BASES:
        tables[name] = StudyTable(
            f"Each plant by the unit of feed, at full use, {words}",
            _sorted(found, name),
            _SHOWN,
            25,
        )
    tables["gains"] = StudyTable(
        "Who earns what at the plan's own prices",
        found.gains,
        {
            "who": Shown("who", "text"),
            "stage": Shown("stage", "text"),
            "amount": Shown(f"present {unit}", "money"),
        },
    )
    if found.saved.height:
        tables["saved"] = StudyTable(
            "What the loop saves",
            found.saved,
            {
                "what": Shown("what", "text"),
                "idle": Shown(f"idle ({unit})", "money"),
                "running": Shown("running", "money"),
                "saved": Shown("saved", "signed"),
            },
            20,
        )
    return Study(
        kind="break-even",
        title=f"Recycling that must pay: {found.instance.title}",
        sentences=tuple(_sentences(found, unit)),
        tables=tables,
        record=_record(found),
        charts=(_chart(found, unit),),
        plans={} if found.build.relax else {"plan": found.plan},
    )


_SHOWN = {
    "facility": Shown("plant", "text"),
    "process": Shown("process", "text"),
    "size": Shown("size", "text"),
    "profit": Shown("profit", "signed"),
    "metal_factor": Shown("metals ×"),
    "feed_price": Shown("feed"),
    "use": Shown("use", "percent"),
    "support": Shown("support"),
}


def _sorted(found: Found, name: str) -> pl.DataFrame:
    rows = found.market if name == "market" else found.own
    fed = pl.DataFrame(
        {"facility": list(found.running), "fed": list(found.running.values())},
        schema={"facility": pl.String, "fed": pl.Float64},
    )
    return (
        rows.join(fed, on="facility", how="left")
        .with_columns(pl.col("fed").fill_null(0.0))
        .sort("profit", descending=True)
        .sort(
            pl.col("profit").max().over("facility"),
            "facility",
            descending=True,
            maintain_order=True,
        )
    )


def _sentences(found: Found, unit: str) -> list[str]:
    market = found.market
    pays = market.filter(pl.col("profit") >= 0.0)["facility"].n_unique()
    said = [
        f"At market prices, {pays} of {market['facility'].n_unique()} plants cover all their cost, "
        f"the annuity of what is built among it, at some size; {len(found.running)} run in the "
        "cheapest plan."
    ]
    said += [_said(turn, unit) for turn in found.turns]
    return [*said, "Builds may be fractions in all this."] if found.build.relax else said


def _said(turn: Turn, unit: str) -> str:
    now = "runs" if turn.runs else "is idle"
    then = "is idle" if turn.runs else "runs"
    what = turn.what[:1].upper() + turn.what[1:]
    proved = "; just before that, it is proved to be dearer" if turn.proved else ""
    if turn.tip is None:
        return f"{what} {now}; no plan in which it {then} was found: {turn.why}."
    worth = f" (which costs {short(turn.worth or 0.0)} {unit} more now)"
    if turn.at is None:
        if turn.kind == "metals" and turn.runs:
            return f"{what} {now}, and would if metals cost nothing; to be idle{worth} never pays."
        moves = "price of metals" if turn.kind == "metals" else "fee"
        return f"{what} {now}; at no {moves} is a plan as cheap in which it {then}{worth}."
    if turn.kind == "metals":
        return (
            f"{what} {now}; a plan in which it {then}{worth} is as cheap with metals at "
            f"{percent(turn.at)} of their price{proved}."
        )
    more = "less" if turn.runs else "more"
    more = f"{short(abs(turn.at))} {unit} {more}"
    return (
        f"{what} {now}; a plan in which it {then}{worth} is as cheap if {more} is earned on each "
        f"unit of feed{proved}."
    )


_TURN = {"at": pl.Float64, "worth": pl.Float64, "public": pl.Float64, "proved": pl.Boolean}


def _turns(found: Found, unit: str) -> StudyTable:
    rows = pl.DataFrame(
        [
            {
                "what": turn.what,
                "runs": "runs" if turn.runs else "idle",
                "kind": "factor on metal prices" if turn.kind == "metals" else f"{unit} by feed",
                "at": turn.at,
                "worth": turn.worth,
                "public": turn.tip.rate * turn.tip.above.amount
                if turn.tip and turn.tip.rate and turn.tip.above and turn.kind == "fee"
                else None,
                "proved": None if turn.at is None else turn.proved,
                "why": turn.why,
            }
            for turn in found.turns
        ],
        schema_overrides=_TURN,
    )
    shown = {
        "what": Shown("what", "text"),
        "runs": Shown("now", "text"),
        "kind": Shown("what moves", "text"),
        "at": Shown("turns at"),
        "worth": Shown(f"worth now ({unit})", "money"),
        "public": Shown(f"paid in all ({unit})", "money"),
        "proved": Shown("proved", "text"),
    }
    return StudyTable("Where it turns, all planned anew", rows, shown)


def _chart(found: Found, unit: str) -> Chart:
    best = (
        found.market.sort("profit", descending=True)
        .unique("facility", keep="first", maintain_order=True)
        .head(25)
        .select(
            x="facility",
            y="profit",
            series=pl.lit("profit"),
            label=pl.col("process") + ", " + pl.col("size"),
        )
    )
    return Chart("bars", "Profit by the unit of feed, at market prices", best, "plant", unit)


def _record(found: Found) -> dict[str, Any]:
    return {
        "instance": {"name": found.instance.name, "digest": found.instance.digest},
        "asked": found.asked.as_dict(),
        "settings": {"build": found.build.as_dict(), "solve": found.settings.as_dict()},
        "turns": [
            {
                "what": turn.what,
                "runs": turn.runs,
                "kind": turn.kind,
                "at": turn.at,
                "worth": turn.worth,
                "proved": turn.proved,
                "solves": turn.tip.solves if turn.tip else 0,
            }
            for turn in found.turns
        ],
        "seconds": found.seconds,
    }
