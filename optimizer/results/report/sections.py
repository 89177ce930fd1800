"""What the page says, section by section: figures and tables, no HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.results.compare import Comparison, compare
from optimizer.results.figures import number, percent, seconds, verdict, words
from optimizer.results.measures.dependence import CAP
from optimizer.results.report import charts
from optimizer.results.report.palette import Palette
from optimizer.results.report.world import WorldMap, world_map

if TYPE_CHECKING:
    from optimizer.results.measures import Headline, Measures
    from optimizer.results.report.columns import Columns
    from optimizer.results.write import Results

MOST_ROWS = 60
_WHOLE = pl.col("period") == ""


@dataclass(frozen=True)
class Tile:
    """A figure that is read first."""

    label: str
    figure: str
    remark: str
    bad: bool = False


@dataclass(frozen=True)
class Listing:
    """A table: the first rows, and how many there are in all."""

    title: str
    frame: pl.DataFrame
    rows: int
    name: str


@dataclass(frozen=True)
class Page:
    """Everything that the template draws."""

    head: Headline
    watched: str
    cap: float
    tiles: list[Tile]
    comparison: Comparison | None
    waterfall: list[charts.Step]
    dependence: list[charts.RungBar]
    builds: list[charts.BuildBar]
    builds_left_out: int
    periods: list[str]
    ticks: list[int]
    countries: Palette
    activity: list[Columns]
    chemistries: Palette
    chemistry_mix: list[Columns]
    elements: Palette
    recycled: list[Columns]
    loop: list[Tile]
    world: WorldMap | None
    listings: list[Listing]
    record: list[tuple[str, str]]
    audit: str
    audit_failed: bool
    checks: list[dict[str, Any]]


def page(results: Results) -> Page:
    """All sections of the report."""
    measures, record = results.measures, results.plan.record
    countries = charts.countries_palette(measures)
    builds = charts.build_bars(measures, countries)
    reference = results.reference
    checks = list((results.audit or {}).get("checks") or [])
    return Page(
        head=measures.headline,
        watched=" + ".join(measures.watched),
        cap=CAP,
        tiles=list(tiles(results)),
        comparison=None if reference is None else compare(reference, measures),
        waterfall=charts.waterfall(measures),
        dependence=charts.rung_bars(measures),
        builds=builds,
        builds_left_out=measures.builds.height - len(builds),
        periods=measures.periods["period"].to_list(),
        ticks=ticks(measures.periods.height),
        countries=countries,
        activity=charts.activity(measures, countries),
        chemistries=(
            chemistries := charts.ranked_palette(
                measures.chemistry_mix, "chemistry", "chemistry_name", "energy"
            )
        ),
        chemistry_mix=charts.chemistry_mix(measures, chemistries),
        elements=(elements := Palette(sorted(set(measures.recycled_content["element"])), {})),
        recycled=charts.recycled(measures, elements),
        loop=list(loop(measures)),
        world=world_map(measures),
        listings=list(listings(measures)),
        record=[(words(name), value) for name, value in _flat(record)],
        audit=verdict(results.audit),
        audit_failed=results.audit is not None and not results.audit.get("passed"),
        checks=sorted(checks, key=lambda check: bool(check.get("passed", True))),
    )


def tiles(results: Results) -> Iterator[Tile]:
    """The figures at the top of the page."""
    head, record = results.measures.headline, results.plan.record
    gap = record.get("gap")
    proof = "" if gap is None else f"gap {100.0 * gap:.2f} %"
    yield Tile(
        "Cost", f"{number(head.cost, 4)} {head.currency}", f"present value, {proof}".strip(", ")
    )
    yield Tile("Cost of energy", f"{number(head.cost_per_energy)} {head.cost_label}", "levelised")
    short = (
        f"{number(head.shortfall)} {head.energy_unit} missing"
        if head.shortfall
        else "all of demand"
    )
    yield Tile(
        "Delivered", f"{number(head.energy)} {head.energy_unit}", short, head.shortfall > 0.0
    )
    watched = "+".join(results.measures.watched)
    yield Tile(f"Exposure to {watched}", percent(head.exposure), "over all stages and years")
    if head.highest_share is not None:
        above = head.highest_share > CAP + 1e-9
        yield Tile("Highest stage share", percent(head.highest_share), head.highest_rung, above)
    if head.co2_kg_per_kwh is not None:
        yield Tile("CO₂", f"{number(head.co2_kg_per_kwh)} kg/kWh", f"{number(head.co2_t)} t in all")
    times = record.get("seconds") or {}
    status = words(str(record.get("status") or "status unknown"))
    yield Tile("Solve", seconds(times.get("total")), status)
    said = verdict(results.audit)
    yield Tile("Audit", said.split(",")[0], said.partition(", ")[2], said.startswith("FAILED"))


def ticks(periods: int) -> list[int]:
    """Places of the periods that the line of time names: at most five, evenly spread."""
    step = max(1, -(-periods // 5))
    return list(range(0, periods, step))


def loop(measures: Measures) -> Iterator[Tile]:
    """The stations of the way back, in order."""
    head = measures.headline
    unit = head.energy_unit
    yield Tile("Delivered", f"{number(head.energy)} {unit}", "new batteries")
    yield Tile("Retires", f"{number(head.retiring)} {unit}", "within the horizon")
    rate = head.collected / head.retiring if head.retiring else None
    yield Tile("Collected", f"{number(head.collected)} {unit}", f"{percent(rate)} of it")
    whole = measures.recycled_content.filter(_WHOLE)
    tonnes = [
        f"{e} {number(t)} t" for e, t in whole.select("element", "recovered").iter_rows() if t
    ]
    yield Tile("Recovered", number(float(whole["recovered"].sum())) + " t", ", ".join(tonnes))
    shares = whole.filter(pl.col("recovered") > 0.0).select("element", "share").iter_rows()
    back = [f"{element} {percent(share)}" for element, share in shares]
    yield Tile("In new cells", back[0] if back else "none", ", ".join(back[1:]))


def listings(measures: Measures) -> Iterator[Listing]:
    """The tables at the end of the page; empty ones are left out."""
    wanted = {
        "sourcing": "Who does what, over the horizon",
        "purchases": "Who sells what enters",
        "landed_cost": f"Cost of energy by period, {measures.headline.cost_label}",
        "cost_by_period": "Cost by period and term",
        "stage_shares": "Watched share by rung and period",
        "exposure_by_rung": "What each rung adds to the exposure",
        "builds": "Builds",
        "closures": "Closures",
        "commitments": "Contracts, lanes and storage room",
        "trade": "Trade between countries",
        "transport": "Carriage by mode",
        "chokepoints": "Tonnes through chokepoints",
        "returns": "Batteries that come back",
        "recycled_content": "Recovered metal in new cells",
        "emissions": "CO2",
        "shortfall": "Not delivered",
        "utilisation": "Use of capacity",
        "stock": "Stock",
    }
    tables = measures.tables()
    for name, title in wanted.items():
        frame = tables[name]
        if frame.height:
            yield Listing(title, frame.head(MOST_ROWS), frame.height, name)


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name} · ")
        else:
            yield f"{before}{name}", "–" if value is None else str(value)
