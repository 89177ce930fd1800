"""What coalitions cost and how their gain may be shared, in sentences and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.results.figures import percent
from optimizer.studies.game import Core, core, shapley, shapley_ranges
from optimizer.studies.study import Chart, Shown, Study, StudyTable
from optimizer.studies.tried import FRACTIONS, Tried
from optimizer.studies.value_told import range_of, round_to, sign_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.outages import Survive
    from optimizer.studies.partners import Played


def told(found: Played, survive: Survive | None) -> Study:
    """The study."""
    unit = found.instance.currency
    split = core(found.names, found.costs) if found.all_solved else None
    tables = _coalitions(found, unit)
    if split is not None:
        tables["sharing"] = _sharing(found, split, unit)
    tables["joining"] = _joining(found, unit)
    build, solve = found.build.as_dict(), found.settings.as_dict()
    return Study(
        kind="partners",
        title=f"What partners gain together: {found.instance.title or found.instance.name}",
        sentences=(*((FRACTIONS,) if found.build.relax else ()), *_sentences(found, split, unit)),
        tables=tables,
        record={
            "instance": {"name": found.instance.name, "digest": found.instance.digest},
            "settings": {"build": build, "solve": solve},
            "partners": list(found.names),
            "survive": None if survive is None else survive.as_dict(),
            "core": None if split is None else {"verdict": split.verdict, "slack": split.slack},
        },
        charts=(_chart(found, unit),),
        plans={
            one.name.replace(" + ", "+"): one.results
            for one in found.found.values()
            if one.results is not None and not found.build.relax
        },
        complete=found.complete,
    )


_COALITION = {
    "coalition": Shown("together", "text"),
    "cost": Shown("cost", "money"),
    "bound": Shown("at least", "money"),
    "per_energy": Shown("levelised"),
    "gain": Shown("saved", "signed"),
    "range": Shown("proved to lie in", "text"),
}
_DEPENDS = {
    "coalition": Shown("together", "text"),
    "exposure": Shown("exposure", "percent"),
    "highest": Shown("worst rung", "percent"),
    "rung": Shown("which", "text"),
    "missing": Shown("lacks", "percent"),
}
_SURVIVES = {"survives": Shown("survives", "percent"), "worst": Shown("worst loss", "text")}


def _coalitions(found: Played, unit: str) -> dict[str, StudyTable]:
    """Two tables of the same rows: what coalitions cost, and what they depend on."""
    rows = [_coalition(found, some, one) for some, one in found.found.items()]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    depends = _DEPENDS | (_SURVIVES if any(row["worst"] for row in rows) else {})
    label = next((one.headline.cost_label for one in found.found.values() if one.headline), "")
    title = f"Cost, and what is saved against each alone, in {unit}; levelised in {label}"
    return {
        "coalitions": StudyTable(title, frame, _COALITION, 40),
        "dependence": StudyTable("What coalitions depend on", frame, depends, 40),
    }


def _coalition(found: Played, some: frozenset[str], one: Tried) -> dict[str, Any]:
    head, gain, survives = one.headline, found.gain(some), one.survives
    alone = [found.found.get(frozenset({name})) for name in some]
    known = gain is not None and len(some) > 1
    return {
        "coalition": one.name,
        "cost": None if head is None else one.cost.high,
        "bound": None if head is None else one.cost.low,
        "per_energy": None if head is None else head.cost_per_energy,
        "gain": sum(a.cost.high for a in alone if a) - one.cost.high if known else None,
        "gain_low": gain.low if gain is not None and known else None,
        "gain_high": gain.high if gain is not None and known else None,
        "range": range_of(gain) if gain is not None and known else "",
        "exposure": None if head is None else head.exposure,
        "highest": None if head is None else head.highest_share,
        "rung": "no plan" if head is None else head.highest_rung,
        "missing": None if head is None else _missing(head.shortfall, head.energy),
        "survives": None if survives is None else survives[0],
        "worst": "" if survives is None else survives[1],
    }


def _missing(shortfall: float, energy: float) -> float:
    wanted = shortfall + energy
    return shortfall / wanted if wanted > 0.0 else 0.0


def _sharing(found: Played, split: Core, unit: str) -> StudyTable:
    """What each would pay alone, by its Shapley value, and by the split of the core."""
    fair, ranges = shapley(found.names, found.costs), shapley_ranges(found.names, found.costs)
    rows = [
        {
            "partner": player.title,
            "alone": found.costs[frozenset({player.name})].high,
            "shapley": fair[player.name],
            "low": ranges[player.name].low,
            "high": ranges[player.name].high,
            "range": range_of(ranges[player.name]),
            "saves": found.costs[frozenset({player.name})].high - fair[player.name],
            "core": split.split[player.name],
            "core_saves": found.costs[frozenset({player.name})].high - split.split[player.name],
        }
        for player in found.players
    ]
    shown = {
        "partner": Shown("partner", "text"),
        "alone": Shown("alone", "money"),
        "shapley": Shown("Shapley", "money"),
        "range": Shown("proved to lie in", "text"),
        "saves": Shown("saves", "signed"),
        "core": Shown("core", "money"),
        "core_saves": Shown("saves", "signed"),
    }
    return StudyTable(f"How the cost of all may be shared, {unit}", pl.DataFrame(rows), shown)


_JOINING = {
    "partner": Shown("partner", "text"),
    "joins": Shown("joins", "text"),
    "adds": Shown("adds to the cost", "money"),
    "saves": Shown("saves all", "signed"),
    "range": Shown("proved to lie in", "text"),
    "proved": Shown("proved", "text"),
}
_ENDS = ("adds_low", "adds_high", "saves_low", "saves_high")


def _joining(found: Played, unit: str) -> StudyTable:
    """What a partner adds to the cost of a coalition, and saves by joining it."""
    rows = [
        row
        for some, one in found.found.items()
        for player in found.players
        if player.name in some and len(some) > 1
        if (row := _joined(found, some, one, player.name)) is not None
    ]
    texts, numbers = ("partner", "joins", "range", "proved"), ("adds", "saves", *_ENDS)
    schema = {**dict.fromkeys(texts, pl.String), **dict.fromkeys(numbers, pl.Float64)}
    frame = pl.DataFrame(rows, schema=schema)
    return StudyTable(f"What a partner's joining changes, {unit}", frame, _JOINING, 80)


def _joined(found: Played, some: frozenset[str], one: Tried, player: str) -> dict[str, Any] | None:
    """A row of ``_joining``; ``None`` where one of the three costs is not known."""
    before, alone = found.found.get(some - {player}), found.found.get(frozenset({player}))
    if before is None or alone is None:
        return None
    if not (before.results and alone.results and one.results):
        return None
    adds = one.cost.minus(before.cost)
    saves = alone.cost.minus(adds)
    more = one.cost.high - before.cost.high
    return {
        "partner": player,
        "joins": before.name,
        "adds": more,
        "adds_low": adds.low,
        "adds_high": adds.high,
        "saves": alone.cost.high - more,
        "saves_low": saves.low,
        "saves_high": saves.high,
        "range": range_of(saves),
        "proved": sign_of(saves, one.cost.high),
    }


def _sentences(found: Played, split: Core | None, unit: str) -> Iterator[str]:
    for some, one in found.found.items():
        if one.results is None:
            why = f": {'; '.join(one.reasons[:3])}" if one.reasons else ""
            yield f"{one.name}: there is no plan{why}."
            continue
        if len(some) < 2:
            continue
        gain = found.gain(some)
        if gain is None:
            continue
        said = {
            "saves": f"saves {range_of(gain)} {unit} against each alone",
            "costs": f"costs {unit} more than each alone: {range_of(gain)}",
            "nothing": "saves nothing against each alone",
            "not proved": f"saves {range_of(gain)} {unit} against each alone: the sign is not "
            "proved at this gap",
        }[sign_of(gain, one.cost.high)]
        head = one.headline
        depends = (
            ""
            if head is None or head.exposure is None
            else (f"; exposure {percent(head.exposure)}")
        )
        lasts = f", survives {percent(one.survives[0])}" if one.survives else ""
        yield f"{one.name} {said}{depends}{lasts}."
    if split is not None and len(found.players) > 1:
        yield from _shared(found, split, unit)


def _shared(found: Played, split: Core, unit: str) -> Iterator[str]:
    fair = shapley(found.names, found.costs)
    shares = ", ".join(f"{player.title} {round_to(fair[player.name])}" for player in found.players)
    yield f"By their Shapley values they pay {shares} {unit}."
    words = {
        "not empty": "The core is not empty: there are splits to which no coalition can object",
        "empty": "The core is empty: by every split some coalition pays more than alone",
        "not proved": "Whether the core is empty is not proved at this gap",
    }[split.verdict]
    best = ", ".join(
        f"{player.title} {round_to(split.split[player.name])}" for player in found.players
    )
    yield (
        f"{words}; by the split that is furthest from objection, {best}, every coalition pays at "
        f"least {round_to(split.slack)} {unit} less than alone."
    )


def _chart(found: Played, unit: str) -> Chart:
    rows = [
        {
            "x": one.name,
            "y": head.cost_per_energy,
            "series": "levelised cost",
            "label": f"{round_to(one.cost.high)} {unit}",
        }
        for one in found.found.values()
        if (head := one.headline) is not None
    ]
    label = next((one.headline.cost_label for one in found.found.values() if one.headline), unit)
    schema = {"x": pl.String, "y": pl.Float64, "series": pl.String, "label": pl.String}
    frame = pl.DataFrame(rows, schema=schema)
    return Chart("bars", "Levelised cost of each coalition", frame, "together", label)
