"""What is built on the line of time: one row for each build, or for each rung and country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.results.built import by_rung_and_country, in_order, real_builds, spent
from optimizer.results.figures import number

if TYPE_CHECKING:
    from optimizer.results.measures import Measures
    from optimizer.results.report.palette import Palette

MOST_ROWS = 40


@dataclass(frozen=True)
class Layer:
    """A build: ``decided``, ``online`` in percent of the horizon, place in percent of the row.

    Layers of a row stand on each other as they come online, so its height is what has been added.
    """

    decided: float
    online: float
    bottom: float
    height: float


@dataclass(frozen=True)
class Row:
    """A row of the line of time."""

    label: str
    remark: str
    detail: str
    css: str
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Timeline:
    """All rows in order of the chain; ``left_out`` builds in rows that are too cheap to be shown.

    ``grouped``: rows are rungs by country. ``ticks``: text and place in percent of the horizon.
    """

    rows: tuple[Row, ...]
    builds: int
    left_out: int
    grouped: bool
    ticks: tuple[tuple[str, float], ...]


def timeline(measures: Measures, countries: Palette) -> Timeline:
    """The builds that add anything, gathered by rung and country when there are many."""
    periods = measures.periods["period"].to_list()
    found = real_builds(measures).to_dicts()
    grouped = len(found) > MOST_ROWS
    groups = by_rung_and_country(found) if grouped else [[build] for build in found]
    dearest = sorted(groups, key=spent, reverse=True)[:MOST_ROWS]
    # One by one, builds of a rung are in order of time, as they were found.
    dearest.sort(
        key=lambda g: (
            in_order(measures, g[0]["rung"]),
            -spent(g) if grouped else found.index(g[0]),
        )
    )
    place = {period: 100.0 * at / len(periods) for at, period in enumerate(periods)}
    return Timeline(
        rows=tuple(_row(measures, group, place, countries, grouped=grouped) for group in dearest),
        builds=len(found),
        left_out=len(found) - sum(len(group) for group in dearest),
        grouped=grouped,
        ticks=tuple((periods[at], place[periods[at]]) for at in ticks(len(periods))),
    )


def ticks(periods: int) -> list[int]:
    """Places of the periods that the line of time names: at most six, evenly spread."""
    step = max(1, -(-periods // 6))
    return list(range(0, periods, step))


def _row(
    measures: Measures,
    group: list[dict[str, Any]],
    place: dict[str, float],
    countries: Palette,
    *,
    grouped: bool,
) -> Row:
    currency = measures.headline.currency
    names = dict(measures.rungs.select("rung", "rung_name").iter_rows())
    first = group[0]
    rung, country = names.get(_rung(first)), countries.name(first["country"])
    added = sum(build["added"] for build in group)
    said = [f"{number(added)} {first['unit']}/year", f"{number(spent(group))} {currency}"]
    if len(group) > 1:
        said.insert(0, f"{len(group)} builds")
    if grouped and rung:
        label = f"{rung}, {country}"
    else:
        label = f"{first['facility_name']} ({first['country']})"
        said = [rung, *said] if rung else said
    return Row(
        label=label,
        remark=" · ".join(said),
        detail="\n".join(_detail(build, currency) for build in group),
        css=countries.css(first["country"]),
        layers=tuple(_layers(group, place, added)),
    )


def _layers(group: list[dict[str, Any]], place: dict[str, float], added: float) -> list[Layer]:
    level, layers = 0.0, []
    for build in sorted(group, key=lambda b: place.get(b["online"], 100.0)):
        height = 100.0 * build["added"] / added if added else 100.0
        online = place.get(build["online"], 100.0)
        layers.append(Layer(place[build["period"]], online, level, height))
        level += height
    return layers


def _rung(build: dict[str, Any]) -> str:
    """The first of the rungs of the facility, ``""`` when it has none."""
    return str(build["rung"].split(", ")[0])


def _detail(build: dict[str, Any], currency: str) -> str:
    return (
        f"{build['facility_name']}: {number(build['added'])} {build['unit']}/year, decided "
        f"{build['period']}, online {build['online'] or 'later'}, "
        f"{number(build['capex'])} {currency}"
    )
