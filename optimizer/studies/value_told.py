"""What levers are worth, in sentences and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.results.figures import percent, points, short
from optimizer.studies.by_period import saved_by_period
from optimizer.studies.study import Chart, Shown, Study, StudyTable
from optimizer.studies.tried import FRACTIONS, Tried
from optimizer.studies.worth import DUST, Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.outages import Survive
    from optimizer.results.write import Results
    from optimizer.studies.value import Valued

NONE = "nothing"
EVERY = "all together"
RELAXED = 1e-8
"""Part of the cost within which a relaxed value is nothing."""
SIGNIFICANT = 5


def told(found: Valued, survive: Survive | None) -> Study:
    """The study."""
    unit = found.instance.currency
    tables = {"values": _values(found, unit), "dependence": _dependence(found)}
    if periods := _by_period(found, unit):
        tables["by_period"] = periods
    if shares := _shares(found):
        tables["shares"] = shares
    build, solve = found.build.as_dict(), found.settings.as_dict()
    return Study(
        kind="value",
        title=f"What levers are worth: {found.instance.title or found.instance.name}",
        sentences=tuple(_sentences(found, unit)),
        tables=tables,
        record={
            "instance": {"name": found.instance.name, "digest": found.instance.digest},
            "settings": {"build": build, "solve": solve},
            "levers": list(found.levers),
            "survive": None if survive is None else survive.as_dict(),
            "infeasible": {one.name: one.reasons for one in found.found.values() if one.reasons},
        },
        charts=(_chart(found, unit),),
        plans={} if found.build.relax else _plans(found),
        complete=found.complete,
    )


def _brief(found: Valued, some: frozenset[str]) -> str:
    return EVERY if len(some) == len(found.levers) > 1 else found.found[some].name


def _plans(found: Valued) -> dict[str, Results]:
    return {_folder(one): one.results for one in found.found.values() if one.results is not None}


def _folder(one: Tried) -> str:
    return "base" if one.name == NONE else one.name.replace(" + ", "+").replace("/", "-")


def range_of(interval: Interval) -> str:
    """``1,234 to 5,678``, five digits of each; one number where it is exact."""
    low, high = (round_to(end) for end in (interval.low, interval.high))
    if interval.low == interval.high == float("inf"):
        return "infinite"
    return low if low == high else f"{low} to {high}"


def round_to(value: float) -> str:
    """The number with five significant digits, or the word for one without end."""
    if value in {float("inf"), float("-inf")}:
        return "∞" if value > 0 else "−∞"
    return short(value, SIGNIFICANT)


def sign_of(interval: Interval, size: float, dust: float = DUST) -> str:
    """What is proved of the sign: ``saves``, ``costs``, ``nothing``, or ``not proved``.

    Within ``dust`` of ``size`` a value is nothing.
    """
    dust *= max(1.0, abs(size))
    if interval.low > dust:
        return "saves"
    if interval.high < -dust:
        return "costs"
    return "nothing" if max(abs(interval.low), abs(interval.high)) <= dust else "not proved"


_VALUES = {
    "levers": Shown("pulled", "text"),
    "cost": Shown("cost", "money"),
    "bound": Shown("at least", "money"),
    "price": Shown("of it price", "money"),
    "value": Shown("value", "signed"),
    "range": Shown("proved to lie in", "text"),
    "sign": Shown("proved", "text"),
    "interaction": Shown("more than apart", "text"),
}


def _values(found: Valued, unit: str) -> StudyTable:
    rows = [_value_row(found, some, one) for some, one in found.found.items()]
    idle = {"price": not any(row["price"] for row in rows)}
    idle |= dict.fromkeys(("bound", "range"), found.build.relax and found.exact)
    idle["interaction"] = not any(row["interaction"] for row in rows)
    shown = {name: column for name, column in _VALUES.items() if not idle.get(name)}
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return StudyTable(f"Values, {unit} of present value", frame, shown, 40)


def _value_row(found: Valued, some: frozenset[str], one: Tried) -> dict[str, Any]:
    value = found.value(some) if some else None
    more = found.interaction(some) if len(some) > 1 else None
    known = one.results is not None and found.base.results is not None
    return {
        "levers": one.name,
        "cost": one.cost.high if one.results else None,
        "bound": one.cost.low if one.results else None,
        "price": _price(one),
        "value": found.base.cost.high - one.cost.high if known and some else None,
        "low": None if value is None else value.low,
        "high": None if value is None else value.high,
        "range": "" if value is None else _range(found, value),
        "sign": "" if value is None else _proved(found, one, value),
        "interaction": "" if more is None else _range(found, more),
        "interaction_low": None if more is None else more.low,
        "interaction_high": None if more is None else more.high,
        "plan_of": one.taken_from or one.name,
    }


def _sign(found: Valued, value: Interval) -> str:
    """Bounds of relaxed problems are recomputed, and much closer than those of whole builds."""
    cost = found.base.cost.high
    size = cost if cost < float("inf") else 0.0
    return sign_of(value, size, RELAXED if found.build.relax else DUST)


def _proved(found: Valued, one: Tried, value: Interval) -> str:
    """What is proved of the sign, or, where there is no plan with or without, of a plan."""
    if one.results is None:
        return "no plan"
    return "has a plan" if found.base.results is None else _sign(found, value)


def _range(found: Valued, value: Interval) -> str:
    return "0" if _sign(found, value) == "nothing" else range_of(value)


def _price(one: Tried) -> float | None:
    if one.results is None:
        return None
    costs = one.results.plan.table("costs")
    return float(costs.filter(pl.col("term") == "lever")["present"].sum())


def _by_period(found: Valued, unit: str) -> StudyTable | None:
    """What is saved when; ``None`` where costs are intervals: the gaps would hide it."""
    base = found.base.results
    pulled = {
        _brief(found, some): one.results.measures
        for some, one in found.found.items()
        if some and one.results is not None
    }
    if base is None or not pulled or not found.exact or base.measures.periods.height < 2:
        return None
    rows = saved_by_period(base.measures, pulled)
    shown = {"period": Shown("period", "text")} | {name: Shown(name, "signed") for name in pulled}
    return StudyTable(f"Saved in each period, {unit}, not discounted", rows, shown, 40)


def _dependence(found: Valued) -> StudyTable:
    rows, shown = (
        [],
        {
            "levers": Shown("pulled", "text"),
            "exposure": Shown("exposure", "percent"),
            "highest": Shown("highest rung", "percent"),
            "rung": Shown("which", "text"),
            "energy": Shown("delivers"),
            "shortfall": Shown("lacks"),
        },
    )
    for one in found.found.values():
        head, survives = one.headline, one.survives
        rows.append(
            {
                "levers": one.name,
                "exposure": None if head is None else head.exposure,
                "highest": None if head is None else head.highest_share,
                "rung": "no plan" if head is None else head.highest_rung,
                "energy": None if head is None else head.energy,
                "shortfall": None if head is None else head.shortfall,
                "survives": None if survives is None else survives[0],
                "worst": "" if survives is None else survives[1],
            }
        )
    if any(row["worst"] for row in rows):
        shown |= {"survives": Shown("survives", "percent"), "worst": Shown("worst loss", "text")}
    head = found.base.headline
    unit = "" if head is None else f", energy in {head.energy_unit}"
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return StudyTable(f"Dependence and delivery{unit}", frame, shown, 40)


def _shares(found: Valued) -> StudyTable | None:
    """Watched shares of the rungs, a column by set of levers; those that move most first."""
    columns = {one.name: _by_rung(one) for one in found.found.values() if one.results}
    rungs = list(dict.fromkeys(rung for shares in columns.values() for rung in shares))
    if not rungs:
        return None
    frame = pl.DataFrame(
        {"rung": rungs}
        | {name: [shares.get(rung) for rung in rungs] for name, shares in columns.items()},
        schema={"rung": pl.String} | dict.fromkeys(columns, pl.Float64),
    )
    moved = pl.max_horizontal(*columns) - pl.min_horizontal(*columns)
    frame = frame.with_columns(moved=moved).sort("moved", descending=True, nulls_last=True)
    shown = {"rung": Shown("rung", "text")}
    shown |= {name: Shown(name, "percent") for name in columns}
    return StudyTable("Watched share of each rung", frame, shown, 25)


def _by_rung(one: Tried) -> dict[str, float]:
    if one.results is None:
        return {}
    shares = one.results.measures.stage_shares.filter(pl.col("period") == "")
    return dict(shares.select("rung", "share").iter_rows())


def _sentences(found: Valued, unit: str) -> Iterator[str]:
    base = found.base
    if found.build.relax:
        yield FRACTIONS
    if base.results is None:
        yield f"Without a lever there is no plan{_because(base)}."
    for some, one in found.found.items():
        if some and (len(some) == 1 or len(some) == len(found.levers)):
            yield _sentence(found, some, one, unit)
    together = frozenset(found.levers)
    more = found.interaction(together) if len(together) > 1 and together in found.found else None
    if more is not None:
        kind = _sign(found, more)
        said = {
            "saves": "help one another",
            "costs": "stand in for one another",
            "nothing": "do not touch one another",
        }.get(kind, "may or may not help one another: the gap does not tell")
        yield (
            f"The levers {said}: together they are worth {_range(found, more)} {unit} more than "
            "the sum of each alone."
        )


def _sentence(found: Valued, some: frozenset[str], one: Tried, unit: str) -> str:
    who = one.name if len(some) == 1 else f"All together ({one.name})"
    head, before = one.headline, found.base.headline
    if head is None:
        return f"{who}: there is no plan{_because(one)}."
    if before is None:
        return f"{who}: with it there is a plan, which costs {round_to(one.cost.high)} {unit}."
    value = found.value(some)
    kind = _sign(found, value)
    words = {
        "saves": f"is worth {range_of(value)} {unit}",
        "costs": f"costs more than it saves, by {range_of(_negated(value))} {unit}",
        "nothing": "is worth nothing",
        "not proved": f"is worth {range_of(value)} {unit}: its sign is not proved at this gap",
    }[kind]
    said = f"{who} {words}"
    if head.exposure is not None and before.exposure is not None:
        moved = head.exposure - before.exposure
        change = f" ({points(moved)})" if abs(moved) > 5e-5 else ""
        said += f"; exposure {percent(before.exposure)} → {percent(head.exposure)}{change}"
    if one.survives and found.base.survives:
        said += f"; survives {percent(found.base.survives[0])} → {percent(one.survives[0])}"
    return said + "."


def _because(one: Tried) -> str:
    return f": {'; '.join(one.reasons[:3])}" if one.reasons else ""


def _negated(interval: Interval) -> Interval:
    return Interval(-interval.high, -interval.low)


def _chart(found: Valued, unit: str) -> Chart:
    named = [(some, one) for some, one in found.found.items() if some and one.results]
    rows = pl.DataFrame(
        [
            {
                "x": _brief(found, some),
                "y": found.base.cost.high - one.cost.high,
                "series": "value",
                "label": f"{range_of(found.value(some))} {unit}",
            }
            for some, one in named
            if found.base.results
        ],
        schema={"x": pl.String, "y": pl.Float64, "series": pl.String, "label": pl.String},
    )
    return Chart("bars", "What is saved, net of price", rows, "levers pulled", unit)
