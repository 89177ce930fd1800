"""What the page says, section by section: figures and tables, no HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.results.figures import verdict
from optimizer.results.report import charts, headline, recorded, shares
from optimizer.results.report.comparing import Beside, beside
from optimizer.results.report.courses import Courses, courses
from optimizer.results.report.listing import Listing, cell, listings
from optimizer.results.report.palette import Palette
from optimizer.results.report.timeline import Timeline, timeline
from optimizer.results.report.world import WorldMap, world_map

if TYPE_CHECKING:
    from optimizer.results.measures import Headline
    from optimizer.results.report.columns import Columns
    from optimizer.results.write import Results


@dataclass(frozen=True)
class Audit:
    """What the audit says: its verdict, its rules by family, and each rule (columns, rows)."""

    verdict: str
    failed: bool
    families: list[recorded.Family]
    columns: list[str]
    rules: list[tuple[bool, list[str]]]


@dataclass(frozen=True)
class Page:
    """Everything that the template draws."""

    head: Headline
    watched: str
    periods: list[str]
    tiles: list[headline.Tile]
    comparison: Beside | None
    waterfall: list[charts.Step]
    courses: Courses | None
    dependence: shares.Bars
    missing: shares.Bars
    countries: Palette
    sourcing: list[shares.SourceBar]
    activity: list[Columns]
    builds: Timeline
    world: WorldMap | None
    chokepoints: shares.Bars
    chemistries: Palette
    chemistry_mix: list[Columns]
    loop: list[headline.Tile]
    recycled: list[Columns]
    listings: list[Listing]
    audit: Audit
    record: list[recorded.Group]

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Name and title of each section that has something to show, in their order."""
        offered = (
            ("comparison", "Comparison", self.comparison),
            ("cost", "Cost", self.waterfall),
            ("courses", "Courses of events", self.courses),
            ("dependence", "Dependence", self.dependence.bars),
            ("missing", "Not delivered", self.missing.bars),
            ("sourcing", "Who does what", self.sourcing),
            ("builds", "What is built", self.builds.rows),
            ("carried", "What is carried", self.world),
            ("chokepoints", "Chokepoints", self.chokepoints.bars),
            ("chemistry", "Chemistry mix", self.chemistry_mix),
            ("loop", "Recycling", self.loop),
            ("tables", "Tables", self.listings),
            ("audit", "Audit", True),
            ("record", "Run record", True),
        )
        return [(name, title) for name, title, shown in offered if shown]


def page(results: Results) -> Page:
    """All sections of the report."""
    measures = results.measures
    countries = charts.countries_palette(measures)
    chemistries = charts.ranked_palette(
        measures.chemistry_mix, "chemistry", "chemistry_name", "energy"
    )
    elements = Palette(sorted(set(measures.recycled_content["element"])), {})
    reference = results.reference
    return Page(
        head=measures.headline,
        watched=headline.watched_names(measures),
        periods=measures.periods["period"].to_list(),
        tiles=list(headline.tiles(results)),
        comparison=None if reference is None else beside(reference, measures),
        waterfall=charts.waterfall(measures),
        courses=courses(results.plan.tables["courses"])
        if "courses" in results.plan.tables
        else None,
        dependence=shares.dependence(measures),
        missing=shares.missing(measures),
        countries=countries,
        sourcing=shares.sourcing(measures, countries),
        activity=charts.activity(measures, countries),
        builds=timeline(measures, countries),
        world=world_map(measures),
        chokepoints=shares.chokepoints(measures),
        chemistries=chemistries,
        chemistry_mix=charts.chemistry_mix(measures, chemistries),
        loop=list(headline.loop(measures)),
        recycled=charts.recycled(measures, elements),
        listings=list(listings(measures)),
        audit=audited(results),
        record=recorded.groups(results.plan.record, measures.headline),
    )


def audited(results: Results) -> Audit:
    """Verdict and rules of the audit, broken rules first."""
    checks = sorted(
        (results.audit or {}).get("checks") or [], key=lambda check: bool(check.get("passed", True))
    )
    return Audit(
        verdict=verdict(results.audit),
        failed=results.audit is not None and not results.audit.get("passed"),
        families=recorded.families(checks),
        columns=list(checks[0]) if checks else [],
        rules=[
            (bool(check.get("passed", True)), [cell(value) for value in check.values()])
            for check in checks
        ],
    )
