"""The figures that are read first, and the stations of the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.built import real_builds
from optimizer.results.figures import mass, number, percent, seconds, verdict, words
from optimizer.results.measures.dependence import CAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.results.measures import Measures
    from optimizer.results.write import Results

_WHOLE = pl.col("period") == ""
_MET = 1e-6
"""Energy missing below this share of what is delivered is a rounding of the solver."""


@dataclass(frozen=True)
class Tile:
    """A figure with what it is and what to know about it."""

    label: str
    figure: str
    remark: str
    bad: bool = False


def watched_names(measures: Measures) -> str:
    """Names of the watched countries and blocs, joined by a plus."""
    names = dict(measures.countries.select("country", "country_name").iter_rows())
    return " + ".join(names.get(one) or one for one in measures.watched)


def tiles(results: Results) -> Iterator[Tile]:
    """The figures at the top of the page."""
    measures, record = results.measures, results.plan.record
    head = measures.headline
    gap = record.get("gap")
    proof = "" if gap is None else f", gap {100.0 * gap:.2f} %"
    yield Tile("Cost", f"{number(head.cost, 4)} {head.currency}", f"present value{proof}")
    yield Tile("Cost of energy", f"{number(head.cost_per_energy)} {head.cost_label}", "levelised")
    yield _delivered(measures)
    yield from _dependence(measures)
    yield from _built(measures)
    if head.retiring > 0.0:
        unit = head.energy_unit
        of = f"{percent(head.collected / head.retiring)} of {number(head.retiring)} {unit} retiring"
        yield Tile("Collected for recycling", f"{number(head.collected)} {unit}", of)
    if head.co2_kg_per_kwh:
        figure = f"{number(head.co2_kg_per_kwh)} kg/kWh"
        yield Tile("CO₂", figure, f"{mass(head.co2_t)} in all")
    said = verdict(results.audit)
    yield Tile("Audit", said.split(",")[0], said.partition(", ")[2], said.startswith("FAILED"))
    times = record.get("seconds") or {}
    status = words(str(record.get("status") or "status unknown"))
    yield Tile("Solve", seconds(times.get("total")), status)


def _delivered(measures: Measures) -> Tile:
    head = measures.headline
    figure = f"{number(head.energy)} {head.energy_unit}"
    if head.shortfall <= _MET * head.energy:
        return Tile("Delivered", figure, "all of demand")
    share = head.shortfall / (head.energy + head.shortfall)
    lack = f"{number(head.shortfall)} {head.energy_unit} missing, {percent(share)} of demand"
    return Tile("Delivered", figure, lack, bad=True)


def _dependence(measures: Measures) -> Iterator[Tile]:
    head = measures.headline
    watched = watched_names(measures)
    if head.exposure is not None:
        by_period = measures.exposure.filter(~_WHOLE).drop_nulls("exposure")
        ranked = by_period.sort("exposure", descending=True, maintain_order=True)
        highest, when = ranked.select("exposure", "period").row(0)
        worst = f"highest {percent(highest)} in {when}"
        yield Tile(f"Exposure to {watched}", percent(head.exposure), worst)
    if head.pass_through is not None:
        share = percent(head.pass_through)
        yield Tile(f"Passed through {watched}", share, "of the energy, at any stage")
    whole = measures.stage_shares.filter(_WHOLE)
    if whole.height:
        above = whole.filter("above_cap").height
        name, share = whole.sort("share", descending=True).select("rung_name", "share").row(0)
        label = f"{watched} above {percent(CAP, 0)}"
        most = f"most: {name}, {percent(share)}"
        yield Tile(label, f"{above} of {whole.height} rungs", most, above > 0)


def _built(measures: Measures) -> Iterator[Tile]:
    builds = real_builds(measures)
    if builds.height:
        spent = f"{number(float(builds['capex'].sum()))} {measures.headline.currency}"
        where = builds["country"].n_unique()
        lands = "country" if where == 1 else "countries"
        plants = "build" if builds.height == 1 else "builds"
        yield Tile("Invested", spent, f"{builds.height} {plants} in {where} {lands}, undiscounted")


def loop(measures: Measures) -> Iterator[Tile]:
    """The stations of the way back, in order; none where nothing retires and none is recovered."""
    head = measures.headline
    unit = head.energy_unit
    whole = measures.recycled_content.filter(_WHOLE & (pl.col("recovered") > 0.0))
    if head.retiring <= 0.0 and not whole.height:
        return
    yield Tile("Delivered", f"{number(head.energy)} {unit}", "new batteries")
    yield Tile("Retires", f"{number(head.retiring)} {unit}", "within the horizon")
    rate = head.collected / head.retiring if head.retiring else None
    yield Tile("Collected", f"{number(head.collected)} {unit}", f"{percent(rate)} of what retires")
    whole = whole.sort("recovered", "element", descending=[True, False])
    if not whole.height:
        yield Tile("Recovered", "nothing", "")
        return
    tonnes = (f"{e} {mass(t)}" for e, t in whole.select("element", "recovered").iter_rows())
    yield Tile("Recovered", mass(float(whole["recovered"].sum())), ", ".join(tonnes))
    shares = whole.drop_nulls("share").sort("share", "element", descending=[True, False])
    back = [f"{element} {percent(s)}" for element, s in shares.select("element", "share").rows()]
    if back:
        yield Tile("In new cells", back[0], ", ".join(back[1:]))
