"""The summary for a terminal: what a decision-maker needs, on a page or two of 100 columns."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from optimizer.data.network.risk import tail_mean
from optimizer.results import blocks
from optimizer.results.built import builds
from optimizer.results.compare import compare
from optimizer.results.figures import (
    NOTHING,
    number,
    objective_unit,
    percent,
    seconds,
    verdict,
    words,
)
from optimizer.results.layout import WIDTH
from optimizer.results.measures.cost import PAID_BY_OTHERS
from optimizer.results.ruled import rules
from optimizer.settings import BuildSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.results.measures import Headline, Measures
    from optimizer.results.write import Results


def summary(results: Results) -> Group:
    """All blocks that have something to say, in order of importance.

    Headline, what changed (where there is a reference), cost, builds, dependence and sourcing,
    recycling, shortfall, chemistry mix. Print it with rich, or turn it into text with ``as_text``.
    """
    return Group(*_spaced(_blocks(results)))


def as_text(block: RenderableType, width: int = WIDTH) -> str:
    """``block`` as plain text of at most ``width`` columns: no colour, no control characters."""
    page = io.StringIO()
    Console(file=page, width=width, force_terminal=False, no_color=True, emoji=False).print(block)
    lines = (line.rstrip() for line in page.getvalue().splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def headline(results: Results) -> RenderableType:
    """Instance, status, cost, energy, proof, time and verdict of the audit."""
    head, record = results.measures.headline, results.plan.record
    lines = [
        Text.assemble((head.title or head.name, "bold"), f"  ({head.name})" if head.title else ""),
        _status(record, head),
        _cost(head),
        *_public(results.measures),
        *_risk(results),
        _delivery(head),
        _dependence(results.measures),
    ]
    said = verdict(results.audit)
    style = "bold red" if said.startswith("FAILED") else ""
    lines.append(Text.assemble("audit      ", (said, style)))
    return Group(*lines)


def _blocks(results: Results) -> Iterator[RenderableType | None]:
    measures, reference = results.measures, results.reference
    found = None if reference is None else compare(reference, measures)
    yield headline(results)
    if found is not None:
        yield Text(found.sentence(), style="bold")
    yield blocks.cost(measures, found)
    yield builds(measures)
    yield blocks.dependence(measures, found)
    yield rules(measures)
    yield blocks.recycling(measures)
    yield blocks.shortfall(measures)
    yield blocks.chemistry_mix(measures)


def _spaced(parts: Iterator[RenderableType | None]) -> Iterator[RenderableType]:
    for place, part in enumerate(part for part in parts if part is not None):
        if place:
            yield Text("")
        yield part


def _status(record: Mapping[str, Any], head: Headline) -> Text:
    unit = objective_unit(record, head.currency, head.energy_unit)
    times = record.get("seconds") or {}
    parts = [words(str(record.get("status") or "status unknown"))]
    proof = {name: record.get(name) for name in ("objective", "bound")}
    parts += [f"{n} {number(value, 6)} {unit}" for n, value in proof.items() if value is not None]
    if record.get("gap") is not None:
        parts.append(f"gap {100.0 * record['gap']:.2f} %")
    if times:
        total = times.get("total", sum(times.values()))
        parts.append(seconds(total))
    return Text.assemble("solve      ", ", ".join(parts))


def _cost(head: Headline) -> Text:
    per_energy = ""
    if head.cost_per_energy is not None:
        per_energy = f", {number(head.cost_per_energy)} {head.cost_label} levelised"
    return Text.assemble(
        "cost       ",
        (f"{number(head.cost, 6)} {head.currency}", "bold"),
        f" present value{per_energy}",
    )


def _public(measures: Measures) -> Iterator[Text]:
    """Where subsidies are paid: what others pay, and what the plan costs with it."""
    terms = dict(measures.cost_by_term.select("term", "present").iter_rows())
    if not any(terms.get(term) for term in ("grant", "premium")):
        return
    head = measures.headline
    paid = -sum(terms.get(term, 0.0) for term in PAID_BY_OTHERS)
    yield Text(
        f"public     pays {number(paid, 6)} {head.currency} more in subsidies; together they spend "
        f"{number(head.cost + paid, 6)}"
    )


def _risk(results: Results) -> Iterator[Text]:
    """Where there are several courses: the mean of the dearest, and the dearest."""
    courses = results.plan.table("courses")
    if courses.height < 2:
        return
    build = (results.plan.record.get("settings") or {}).get("build") or {}
    tail = float(build.get("tail", BuildSettings.tail))
    costs, chances = courses["cost"].to_numpy(), courses["probability"].to_numpy()
    dearest = courses.sort("cost", descending=True).row(0, named=True)
    yield Text(
        f"risk       the dearest {percent(1.0 - tail)} of {courses.height} courses cost "
        f"{number(tail_mean(costs, chances, tail), 6)} on average, "
        f"{dearest['scenario'] or 'the one without a branch'} {number(dearest['cost'], 6)}"
    )


def _delivery(head: Headline) -> Text:
    unit = head.energy_unit
    short = f", {number(head.shortfall)} {unit} missing" if head.shortfall > 0.0 else ""
    return Text(f"delivers   {number(head.energy)} {unit}{short}")


def _dependence(measures: Measures) -> Text:
    head = measures.headline
    watched = "+".join(measures.watched) or NOTHING
    text = f"exposure to {watched} {percent(head.exposure)}"
    if head.pass_through is not None:
        text += f"; pass-through {percent(head.pass_through)}"
    if head.highest_share is not None:
        text += f"; highest stage share {percent(head.highest_share)} ({head.highest_rung})"
    return Text.assemble("depends    ", text)
