"""What pillars buy, in sentences and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.results.figures import percent, points, signed
from optimizer.studies.study import Chart, Shown, Study, StudyTable
from optimizer.studies.value_told import range_of, sign_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.studies.pillars import Compared, Raised

UNCHANGED = 5e-5
"""A share that moves by less is told once."""


def told(found: Raised) -> Study:
    """The study."""
    unit = found.instance.currency
    rows = pl.DataFrame([_row(one) for one in found.found], schema=_SCHEMA)
    build, solve = found.build.as_dict(), found.settings.as_dict()
    return Study(
        kind="pillars",
        title=f"What the pillars buy: {found.instance.title or found.instance.name}",
        sentences=tuple(_sentences(found, unit)),
        tables={
            "money": StudyTable(f"In money, {unit} of present value", rows, _MONEY, 40),
            "dependence": StudyTable("In dependence and survival", rows, _DEPENDENCE, 40),
        },
        record={
            "instance": {"name": found.instance.name, "digest": found.instance.digest},
            "settings": {"build": build, "solve": solve},
            "survive": None if found.survive is None else found.survive.as_dict(),
            "conflicts": {
                one.pillar.name: list(one.after.reasons) for one in found.found if one.after.reasons
            },
        },
        charts=(_chart(found, unit),),
        plans=found.plans,
        complete=found.complete,
    )


_NUMBERS = (
    "before", "after", "bound", "change", "change_low", "change_high", "part", "to_states",
    "exposure_before", "exposure_after", "highest_before", "highest_after",
    "survives_before", "survives_after",
)  # fmt: skip
_TEXTS = ("pillar", "title", "range", "proved", "exposure", "rung", "worst_rung", "survives")
_SCHEMA = (
    dict.fromkeys(_TEXTS, pl.String) | dict.fromkeys(_NUMBERS, pl.Float64) | {"worst": pl.String}
)
_PROVED = {"saves": "costs", "costs": "saves", "nothing": "nothing", "not proved": "not proved"}
"""The words for the sign of a saving, for that of a cost."""
_MONEY = {
    "pillar": Shown("pillar", "text"),
    "before": Shown("without", "money"),
    "after": Shown("with", "money"),
    "change": Shown("dearer by", "signed"),
    "range": Shown("proved to lie in", "text"),
    "part": Shown("of cost", "percent"),
    "to_states": Shown("more to states", "signed"),
}
_DEPENDENCE = {
    "pillar": Shown("pillar", "text"),
    "exposure": Shown("exposure", "text"),
    "worst_rung": Shown("worst rung", "text"),
    "survives": Shown("survives", "text"),
    "worst": Shown("worst loss", "text"),
}


def _row(one: Compared) -> dict[str, Any]:
    before, after = one.before, one.after
    both = before.there and after.there
    change = after.cost.high - before.cost.high if both else None
    paid = None
    if before.to_states is not None and after.to_states is not None:
        paid = after.to_states - before.to_states
    return {
        "pillar": one.pillar.name,
        "title": one.pillar.title,
        "before": before.cost.high if before.there else None,
        "after": after.cost.high if after.there else None,
        "bound": after.cost.low if after.there else None,
        "change": change,
        "change_low": one.change.low if both else None,
        "change_high": one.change.high if both else None,
        "range": range_of(one.change) if both else "no plan",
        "proved": _PROVED[sign_of(one.change, before.cost.high)] if both else "",
        "part": None if change is None else change / abs(before.cost.high or 1.0),
        "to_states": paid,
        "exposure_before": before.exposure,
        "exposure_after": after.exposure,
        "exposure": _moved(before.exposure, after.exposure),
        "highest_before": before.highest,
        "highest_after": after.highest,
        "rung": after.rung,
        "worst_rung": _worst(one),
        "survives_before": None if before.survives is None else before.survives[0],
        "survives_after": None if after.survives is None else after.survives[0],
        "survives": _moved(
            None if before.survives is None else before.survives[0],
            None if after.survives is None else after.survives[0],
        ),
        "worst": "" if after.survives is None else after.survives[1],
    }


def _moved(before: float | None, after: float | None) -> str:
    """``65.3 % → 60.5 %``; once where nothing moves, and what is known where one is not."""
    if before is None or after is None:
        return percent(before if after is None else after)
    if abs(after - before) < UNCHANGED:
        return percent(after)
    return f"{percent(before)} → {percent(after)}"


def _worst(one: Compared) -> str:
    if one.after.highest is None:
        return percent(None)
    return f"{_moved(one.before.highest, one.after.highest)} {one.after.rung}"


def _sentences(found: Raised, unit: str) -> Iterator[str]:
    base = found.base
    if base.there:
        depends = "" if base.exposure is None else f", exposed {percent(base.exposure)}"
        survives = (
            f"; it serves {percent(base.survives[0])} after the worst loss, {base.survives[1]}"
            if base.survives
            else ""
        )
        yield (f"The plan as it is costs {range_of(base.cost)} {unit}{depends}{survives}.")
    for one in found.found:
        yield _sentence(one, unit)


def _sentence(one: Compared, unit: str) -> str:
    who, before, after = f"{one.pillar.title} ({one.pillar.name})", one.before, one.after
    if not after.there:
        kept = "no plan keeps it" if after.proved else "no plan was found"
        why = f"; these would have to give way: {'; '.join(after.reasons[:6])}"
        return f"{who}: {kept}{why if after.reasons else ''}."
    if not before.there:
        return f"{who}: with it there is a plan, of {range_of(after.cost)} {unit}."
    kind = _PROVED[sign_of(one.change, before.cost.high)]
    less = type(one.change)(-one.change.high, -one.change.low)
    said = {
        "costs": f"costs {range_of(one.change)} {unit}",
        "saves": f"saves {range_of(less)} {unit}",
        "nothing": "changes no cost",
        "not proved": f"costs {range_of(one.change)} {unit} more: the sign is not proved",
    }[kind]
    if before.exposure is not None and after.exposure is not None:
        moved = after.exposure - before.exposure
        said += f"; exposure {_moved(before.exposure, after.exposure)}"
        said += f" ({points(moved)})" if abs(moved) > UNCHANGED else ""
    if before.survives and after.survives:
        said += f"; survives {_moved(before.survives[0], after.survives[0])}"
    paid = (after.to_states or 0.0) - (before.to_states or 0.0)
    if abs(paid) > 1e-6 * abs(before.cost.high):
        said += f"; states get {signed(paid)}"
    return f"{who} {said}."


def _chart(found: Raised, unit: str) -> Chart:
    rows = pl.DataFrame(
        [
            {
                "x": one.pillar.name,
                "y": one.after.cost.high - one.before.cost.high,
                "series": "dearer by",
                "label": range_of(one.change),
            }
            for one in found.found
            if one.before.there and one.after.there
        ],
        schema={"x": pl.String, "y": pl.Float64, "series": pl.String, "label": pl.String},
    )
    return Chart("bars", "What each pillar adds to the cost", rows, "pillar", unit)
