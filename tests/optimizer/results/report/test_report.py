"""The report is one sound HTML file that asks nothing of the network."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from optimizer.results.plan import Plan
from optimizer.results.report import report
from optimizer.results.write import Results

VOID = {"meta", "line", "rect", "path", "circle"}


class Balance(HTMLParser):
    """Fails on an end tag that does not fit, and remembers what it saw."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"nothing is open at the end of {tag}"
        last = self.open.pop()
        assert last == tag, f"{last} is closed by {tag}"


def parsed(page: str) -> Balance:
    parser = Balance()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_the_page_is_sound_and_whole(results, without_china):
    page = report(replace(results, reference=without_china))
    tags = parsed(page)
    # Rungs, segment, element; the map and the three lines of its legend.
    assert tags.seen.count("svg") == 3 + 1 + 1 + 1 + 3
    assert tags.seen.count("h1") == 1
    for title in (
        "Beside the reference plan",
        "Cost by term",
        "Dependence on China",
        "Not delivered",
        "What is built",
        "Who does what",
        "What is carried",
        "Chokepoints",
        "Chemistry mix",
        "Recycling loop",
        "Audit",
        "Run record",
    ):
        assert f"<h2>{title}</h2>" in page
    assert "Costs 40.00 MUSD less" in page


def test_it_asks_nothing_of_the_network_and_runs_nothing(results):
    page = report(results)
    tags = parsed(page)
    assert not {"script", "link", "img", "iframe", "form"} & set(tags.seen)
    anchors = {link.removeprefix("#") for link in tags.links}
    assert all(link.startswith("#") for link in tags.links)
    assert {"cost", "dependence", "missing", "builds", "record"} <= anchors
    assert anchors <= set(tags.ids)
    assert not re.search(r"https?:|url\(|@import", page)
    assert "default-src 'none'" in page


def test_names_cannot_bring_in_markup(results, measured):
    evil = '<script>alert("x")</script>'
    headline = replace(measured.headline, title=evil)
    sites = measured.sites.with_columns(site_name=measured.sites["site_name"] + evil)
    page = report(
        Results(
            Plan(results.plan.tables, {"status": evil}),
            replace(measured, headline=headline, sites=sites),
            {"passed": False, "checks": [{"rule": evil, "passed": False}]},
        )
    )
    assert "script" not in parsed(page).seen
    assert "&lt;script&gt;" in page


def test_a_plan_of_nothing_has_a_page_too(nothing):
    parsed(report(Results(Plan(), nothing)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_schemes_have_every_colour(results, scheme):
    page = report(results)
    blocks = re.findall(r":root \{(.*?)\}", page, re.DOTALL)
    assert len(blocks) == 2
    names = set(re.findall(r"(--[a-z0-9]+):", blocks[scheme == "dark"]))
    used = set(re.findall(r"var\((--[a-z0-9]+)\)", page)) - {"--cap", "--share"}
    assert used <= names


def test_figures_stay_with_their_units(results):
    page = report(results)
    assert "0.500\u00a0GWh missing, 3.2\u00a0% of demand" in page
