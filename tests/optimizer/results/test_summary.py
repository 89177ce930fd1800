"""The summary says what a decision-maker needs, in 100 columns of plain text."""

from dataclasses import replace

import pytest
from rich.console import Console

from optimizer.results.figures import number
from optimizer.results.layout import WIDTH
from optimizer.results.measures.cost import PAID_BY_OTHERS
from optimizer.results.plan import Plan
from optimizer.results.summary import as_text, headline, summary
from optimizer.results.write import Results
from tests.small.chain import the_chain
from tests.small.instances import solved


def squeezed(text: str) -> list[str]:
    """Lines with runs of spaces taken together."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_headline(results):
    assert squeezed(as_text(headline(results))) == [
        "A small chain (small-chain)",
        "solve optimal within gap, objective 377.100 MUSD, bound 377.000 MUSD, gap 0.03 %, 0.60 s",
        "cost 374.272 MUSD present value, 28.9 USD/kWh levelised",
        "delivers 15.0 GWh, 0.500 GWh missing",
        "depends exposure to CHN 33.3 %; highest stage share 71.4 % (refining-nickel)",
        "audit passed, 1 rules kept",
    ]


def test_the_whole_page(results, without_china):
    text = as_text(summary(replace(results, reference=without_china)))
    assert max(len(line) for line in text.splitlines()) <= WIDTH
    assert "\x1b" not in text
    lines = squeezed(text)
    for expected in (
        "Costs 40.00 MUSD less (−9.7 %, −3.09 USD/kWh); "
        "depends more: exposure to CHN 0 % → 33.3 %.",
        "term before present difference share USD/kWh undiscounted",
        "raw material 140.9 140.9 0 37.7 % 10.9 160.0",
        "capex 230.7 190.7 −40.00 51.0 % 14.7 200.0",
        "all 414.3 374.3 −40.00 100 % 28.9 413.2",
        "refining-nickel ref_fin FIN 5.00 kt 2025 2026 200",
        "refining-nickel ref_jpn JPN 2026",
        "rung CHN before cap 65 % highest others",
        "refining-nickel 71.4 % 0 % ████████┃··· 100 % in 2025 FIN 29 %",
        "exposure, all rungs 33.3 % 0 % ████········ 46.9 % in 2025",
        "4.00 GWh retires, 2.00 GWh is collected (50.0 %)",
        "Ni 440 6,000 7.3 % 14.3 %",
        "berlin ev 2027 0.500 9.1 %",
        "all 0.500 3.2 %",
        "ev nmc 100 % 100 % 100 %",
    ):
        assert expected in lines, expected


def test_a_plan_of_nothing_has_a_headline_only(nothing):
    text = as_text(summary(Results(Plan(), nothing)))
    assert "not audited" in text
    assert "Dependence" not in text
    assert "Built" not in text


@pytest.mark.parametrize("width", [60, 100])
def test_on_a_terminal_it_keeps_to_the_width(results, width):
    console = Console(width=width, record=True, force_terminal=True, file=None, quiet=True)
    console.quiet = False
    with console.capture() as shown:
        console.print(summary(results))
    assert "\x1b[" in shown.get()
    plain = Console(width=width, no_color=True)
    with plain.capture() as shown:
        plain.print(summary(results))
    assert all(len(line) <= width for line in shown.get().splitlines())


def test_without_a_reference_there_is_no_before(results):
    lines = squeezed(as_text(summary(results)))
    assert "raw material 140.9 37.7 % 10.9 160.0" in lines
    assert "refining-nickel 71.4 % ████████┃··· 100 % in 2025 FIN 29 %" in lines


def test_an_objective_of_exposure_is_an_energy(results):
    asked = {"settings": {"build": {"objective": "exposure"}}, **results.plan.record}
    said = as_text(headline(replace(results, plan=Plan(results.plan.tables, asked))))
    assert "objective 377.100 GWh, bound 377.000 GWh" in said


def test_pass_through_is_told_where_a_clean_stream_is_kept(results):
    kept = replace(results.measures.headline, pass_through=0.7)
    told = replace(results, measures=replace(results.measures, headline=kept))
    assert (
        "depends exposure to CHN 33.3 %; pass-through 70.0 %; highest stage share 71.4 % "
        "(refining-nickel)"
    ) in " ".join(squeezed(as_text(headline(told))))


@pytest.mark.solver
def test_what_others_pay_is_told_beside_what_industry_pays():
    """In the chain 1 is granted towards the hall, and 2 paid in 2026 whatever the course."""
    run = solved(the_chain())
    assert run.plan is not None
    assert run.measures is not None
    lines = squeezed(as_text(headline(Results(run.plan, run.measures))))
    (said,) = [line for line in lines if line.startswith("public")]
    terms = dict(run.measures.cost_by_term.select("term", "present").iter_rows())
    paid = -sum(terms.get(term, 0.0) for term in PAID_BY_OTHERS)
    assert paid > 0.0
    assert f"pays {number(paid, 6)}" in said
    assert said.endswith(number(run.measures.headline.cost + paid, 6))


def test_without_subsidies_nothing_is_said_of_the_public(results):
    assert "public" not in as_text(headline(results))
