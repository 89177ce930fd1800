"""What each chemistry is worth, in sentences and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.results.figures import percent, points
from optimizer.studies.study import Chart, Shown, Study, StudyTable
from optimizer.studies.tried import FRACTIONS
from optimizer.studies.value_told import RELAXED, range_of, round_to, sign_of
from optimizer.studies.worth import DUST, Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.studies.chemistries import Chemistries
    from optimizer.studies.tried import Tried


def told(found: Chemistries) -> Study:
    """The study."""
    unit = found.instance.currency
    tables = {"forbidden": _forbidden(found, unit)}
    if found.allowed:
        tables["allowed"] = _allowed(found, unit)
    tables["mix"] = _mix(found)
    return Study(
        kind="chemistries",
        title=f"What each chemistry is worth: {found.instance.title or found.instance.name}",
        sentences=tuple(_sentences(found, unit)),
        tables=tables,
        record={
            "instance": {"name": found.instance.name, "digest": found.instance.digest},
            "settings": {"build": found.build.as_dict(), "solve": found.settings.as_dict()},
            "infeasible": {one.name: one.reasons for one in _all(found) if one.reasons},
        },
        charts=(_chart(found, unit),),
        plans={}
        if found.build.relax
        else {_folder(one): one.results for one in _all(found) if one.results is not None},
        complete=found.complete,
    )


def _all(found: Chemistries) -> tuple[Tried, ...]:
    every = (*found.optional.values(), *found.without.values(), *found.allowed.values())
    return (found.base, *(one for one in every if one is not found.base))


def _folder(one: Tried) -> str:
    return one.name.replace(" ", "-").replace("/", "-")


def energy_of(one: Tried | None) -> dict[str, float]:
    """Energy delivered by chemistry over the horizon, expected over courses; none that is 0."""
    if one is None or one.results is None:
        return {}
    mix = one.results.measures.chemistry_mix
    energy = mix.group_by("chemistry", maintain_order=True).agg(pl.col("energy").sum())
    return {name: float(amount) for name, amount in energy.iter_rows() if amount > 0.0}


def _share(one: Tried, chemistries: set[str]) -> float | None:
    energy = energy_of(one)
    all_ = sum(energy.values())
    return sum(energy.get(name, 0.0) for name in chemistries) / all_ if all_ else None


def _exposure(one: Tried) -> float | None:
    return None if one.headline is None else one.headline.exposure


def _moved(before: Tried, after: Tried) -> float | None:
    then, now = _exposure(before), _exposure(after)
    return None if then is None or now is None else now - then


def _served(one: Tried) -> float | None:
    """The part of demand that is delivered."""
    if one.headline is None:
        return None
    wanted = one.headline.energy + one.headline.shortfall
    return one.headline.energy / wanted if wanted else None


def _difference(after: Tried, before: Tried) -> float | None:
    known = after.results is not None and before.results is not None
    return after.cost.high - before.cost.high if known else None


def _sign(found: Chemistries, value: Interval) -> str:
    return sign_of(value, found.base.cost.high, RELAXED if found.build.relax else DUST)


def _range(found: Chemistries, value: Interval) -> str:
    return "0" if _sign(found, value) == "nothing" else range_of(value)


_FORBIDDEN = {
    "chemistry": Shown("forbidden", "text"),
    "share": Shown("serves", "percent"),
    "loss": Shown("costs more", "signed"),
    "range": Shown("proved to lie in", "text"),
    "exposure": Shown("exposure", "percent"),
    "without": Shown("without it", "percent"),
    "delivered": Shown("delivered", "percent"),
    "insisting": Shown("insisting costs", "text"),
}


def _forbidden(found: Chemistries, unit: str) -> StudyTable:
    rows = [_forbidden_row(found, name) for name in found.without]
    title = f"Each chemistry forbidden, {unit} of present value, against nobody insisting on it"
    schema = {"loss": pl.Float64, "without": pl.Float64, "delivered": pl.Float64}
    frame = pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None)
    return StudyTable(title, frame, _FORBIDDEN, 40)


def _forbidden_row(found: Chemistries, name: str) -> dict[str, Any]:
    free, banned = found.optional[name], found.without[name]
    value, insisting = found.value(name), found.insisting(name)
    return {
        "chemistry": name,
        "share": _share(free, {name}),
        "loss": _difference(banned, free),
        "low": value.low,
        "high": value.high,
        "range": _range(found, value),
        "sign": _sign(found, value),
        "exposure": _exposure(free),
        "without": _exposure(banned),
        "moved": _moved(free, banned),
        "delivered": _served(banned),
        "insisting": _range(found, insisting),
        "insisting_low": insisting.low,
        "insisting_high": insisting.high,
    }


_ALLOWED = {
    "lever": Shown("lever", "text"),
    "value": Shown("value", "signed"),
    "range": Shown("proved to lie in", "text"),
    "sign": Shown("proved", "text"),
    "exposure": Shown("exposure", "percent"),
    "moved": Shown("by", "points"),
    "share": Shown("new ones serve", "percent"),
    "delivered": Shown("delivered", "percent"),
}


def _allowed(found: Chemistries, unit: str) -> StudyTable:
    rows = [_allowed_row(found, lever) for lever in found.allowed]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    shown = {**_ALLOWED, "moved": Shown("shift", "text")}
    frame = frame.with_columns(
        moved=pl.Series([points(row["moved"]) if row["moved"] is not None else "" for row in rows]),
        shift=pl.Series([row["moved"] for row in rows], dtype=pl.Float64),
    )
    return StudyTable(f"Each lever pulled, {unit} of present value", frame, shown, 40)


def _allowed_row(found: Chemistries, lever: str) -> dict[str, Any]:
    one, value = found.allowed[lever], found.worth(lever)
    known = set(found.instance.table("chemistries")["chemistry"])
    more = _difference(found.base, one)
    return {
        "lever": lever,
        "value": more,
        "low": value.low,
        "high": value.high,
        "range": _range(found, value),
        "sign": _sign(found, value),
        "exposure": _exposure(one),
        "moved": _moved(found.base, one),
        "share": _share(one, set(energy_of(one)) - known),
        "delivered": _served(one),
    }


def _mix(found: Chemistries) -> StudyTable:
    named = [("as it is", found.base)]
    named += [(f"without {name}", one) for name, one in found.without.items()]
    named += [(f"with {lever}", one) for lever, one in found.allowed.items()]
    order = found.instance.table("chemistries")["chemistry"].to_list()
    sold = {name for _, one in named for name in energy_of(one)}
    names = [name for name in order if name in sold] + sorted(sold - set(order))
    rows = [{"plan": plan} | {name: _share(one, {name}) for name in names} for plan, one in named]
    shown = {"plan": Shown("plan", "text")} | {name: Shown(name, "percent") for name in names}
    schema = {"plan": pl.String} | dict.fromkeys(names, pl.Float64)
    return StudyTable("Energy delivered by chemistry", pl.DataFrame(rows, schema=schema), shown, 40)


def _sentences(found: Chemistries, unit: str) -> Iterator[str]:
    if found.build.relax:
        yield FRACTIONS
    if found.base.results is None:
        yield f"As it is there is no plan: {'; '.join(found.base.reasons[:3])}."
    for name in found.without:
        yield _of_ban(found, name, unit)
    for lever in found.allowed:
        yield _of_lever(found, lever, unit)


def _of_ban(found: Chemistries, name: str, unit: str) -> str:
    free, banned, value = found.optional[name], found.without[name], found.value(name)
    if banned.results is None:
        why = f": {'; '.join(banned.reasons[:3])}" if banned.reasons else ""
        return f"Without {name} there is no plan{why}."
    share = _share(free, {name})
    kind = _sign(found, value)
    if not share:
        said = f"Nobody would buy {name}, so that forbidding it costs nothing"
    elif kind == "not proved":
        said = f"Forbidding {name} costs at most {round_to(value.high)} {unit}"
    else:
        said = f"Forbidding {name} costs {_range(found, value)} {unit}"
    if share:
        said += f"; it serves {percent(share)} of the energy"
        said += _shift(free, banned)
    lost = _served(banned)
    if lost is not None and lost < 1.0 - DUST:
        said += f"; {percent(1.0 - lost)} of demand is not met without it"
    insisting = found.insisting(name)
    if _sign(found, insisting) == "saves":
        said += f". That some insist on it costs {_range(found, insisting)} {unit}"
    return said + "."


def _of_lever(found: Chemistries, lever: str, unit: str) -> str:
    one, value = found.allowed[lever], found.worth(lever)
    if one.results is None:
        return f"With {lever} there is no plan."
    kind = _sign(found, value)
    less = Interval(-value.high, -value.low)
    said = {
        "saves": f"is worth {_range(found, value)} {unit}",
        "costs": f"makes all dearer, by {_range(found, less)} {unit}",
        "nothing": "is worth nothing",
        "not proved": f"is worth {_range(found, value)} {unit}: its sign is not proved at this gap",
    }[kind]
    return f"{lever} {said}{_shift(found.base, one)}."


def _shift(before: Tried, after: Tried) -> str:
    then, now, moved = _exposure(before), _exposure(after), _moved(before, after)
    if then is None or now is None or moved is None:
        return ""
    change = f" ({points(moved)})" if abs(moved) > 5e-5 else ""
    return f"; exposure {percent(then)} → {percent(now)}{change}"


def _chart(found: Chemistries, unit: str) -> Chart:
    bars: list[dict[str, Any]] = [
        {
            "x": f"without {name}",
            "y": _difference(one, found.optional[name]),
            "series": "forbidden: costs more",
            "label": f"{_range(found, found.value(name))} {unit}",
        }
        for name, one in found.without.items()
        if one.results is not None
    ]
    bars += [
        {
            "x": f"with {lever}",
            "y": _difference(found.base, one),
            "series": "allowed: saves",
            "label": f"{_range(found, found.worth(lever))} {unit}",
        }
        for lever, one in found.allowed.items()
        if one.results is not None and found.base.results is not None
    ]
    schema = {"x": pl.String, "y": pl.Float64, "series": pl.String, "label": pl.String}
    rows = pl.DataFrame(bars, schema=schema)
    return Chart("bars", "What chemistries are worth", rows, "plan", unit)
