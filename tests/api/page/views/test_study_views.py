"""Fronts, stress tests, studies of any kind, and plans side by side."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.data import load
from optimizer.results.figures import number, percent
from optimizer.results.plan import Plan
from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings
from optimizer.studies.front import FrontSettings, front
from optimizer.studies.stress import StressSettings, stress
from optimizer.studies.study import Study
from optimizer.studies.write import FORMAT
from tests.api.page.views.browsing import Screen, result, screen
from tests.api.page.views.conftest import Made, made
from tests.optimizer.studies.small import a_study

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXACT = SolveSettings(gap=0.0, threads=1)


@pytest.fixture(scope="module")
def traced(instances: Path) -> Study:
    """The front of toy-dependence, whose prices are on its page."""
    asked = FrontSettings(points=3)
    return front(load(instances / "toy-dependence"), asked, BuildSettings(), EXACT)


@pytest.fixture(scope="module")
def halves(instances: Path, dependence: Made) -> tuple[Made, Made]:
    """The cheapest plan of toy-dependence, and the cheapest with half of its exposure."""
    instance = load(instances / "toy-dependence")
    limit = DependenceLimit.parse("exposure", "0.5")
    return dependence, made(instance, BuildSettings(limits=(limit,)))


def document(study: Study) -> dict[str, Any]:
    """The document of a study, as it is written."""
    plain: dict[str, Any] = json.loads(json.dumps({"format": FORMAT, **study.as_json()}))
    return plain


def test_a_front_opens_the_plan_of_a_point(browser: "Browser", traced: Study) -> None:
    plans = {name: json.loads(json.dumps(one.as_json())) for name, one in traced.plans.items()}
    shown = screen(browser, {"result": document(traced), **plans})
    shown.page.evaluate(
        """async () => {
            const result = await views.of("result");
            const client = { get: (path) => {
                window.asked = path;
                return views.of(new URLSearchParams(path.split("?")[1]).get("plan"));
            } };
            const job = { id: "j1" };
            await views.renderResult(views.room, { job, result, instance: null, client });
        }"""
    )
    points = traced.tables["points"].rows
    marks = shown.card("front").locator(".view-point")
    assert marks.count() == points.height
    marks.nth(1).click()
    opened = shown.page.locator(".view-plan")
    opened.locator('[data-view="headline"]').wait_for()
    name = sorted(traced.plans)[1]
    assert shown.page.evaluate("window.asked") == f"/v1/jobs/j1/result?plan={name}&format=json"
    cost = opened.locator('[data-view="headline"] [data-key="cost"] .view-big').text_content()
    assert cost == f"{number(points['cost'][1], 4)} EUR"
    assert shown.complaints == []


def test_a_front_says_what_a_point_costs(browser: "Browser", traced: Study) -> None:
    shown = result(browser, document(traced), None)
    rows = shown.as_table("front")
    assert [row[5] for row in rows[:-1]] == [
        number(price, 4) for price in traced.tables["steps"].rows["price"]
    ]
    assert [row[1] for row in rows] == [percent(v) for v in traced.tables["points"].rows["value"]]


def test_points_that_are_there_already_can_be_picked(browser: "Browser") -> None:
    shown = screen(browser, {})
    shown.page.evaluate(
        """() => {
            const half = { x: 0.5, y: 20, label: "half" };
            const points = [half, { x: 0.9, y: 10, label: "all" }, { x: 0.1 }];
            const onPick = (point) => { window.picked = point.label; };
            views.renderFront(views.room, { points, onPick });
        }"""
    )
    marks = shown.page.locator(".view-point")
    marks.first.wait_for()
    assert marks.count() == 2
    assert shown.page.locator(".view-price").text_content() == "0.250 / pp"
    marks.first.focus()
    shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("Enter")
    assert shown.page.evaluate("window.picked") == "half"
    assert shown.complaints == []


def test_the_matrix_of_failures(browser: "Browser", instances: Path, dependence: Made) -> None:
    found, tables = dependence
    instance = load(instances / "toy-dependence")
    study = stress(instance, Plan.from_json(found), StressSettings(threads=1))
    shown = result(browser, document(study), tables)
    failures = {row["failure"]: row for row in study.tables["failures"].rows.to_dicts()}
    card = shown.card("n-minus-one")
    row = card.locator("tbody tr", has_text="China")
    headings = card.locator("thead th").all_text_contents()
    cells = dict(zip(headings[1:], row.locator("td").all_text_contents(), strict=True))
    assert cells["whole country"] == percent(failures["CHN"]["share"], 0) == "60 %"
    card.get_by_label("Show", exact=True).select_option("lost")
    cell = row.locator("td").nth(headings.index("whole country") - 1)
    assert float(cell.get_attribute("data-value") or "nan") == failures["CHN"]["lost"]
    assert cell.text_content() == number(failures["CHN"]["lost"])
    assert shown.complaints == []


def test_a_study_of_an_unknown_kind_is_not_blank(browser: "Browser") -> None:
    study = a_study(complete=False)
    shown = result(browser, document(study), None)
    text = shown.page.locator("main").text_content() or ""
    assert study.title in text
    assert study.sentences[0] in text
    assert "Stopped before its end" in text
    for chart in study.charts:
        assert shown.page.locator("h3", has_text=chart.title).count() == 1
    rows = shown.card("table-weather").locator("tbody tr").all_text_contents()
    assert rows == ["=calm1,23525.0 %−3.0000.50 s", "<storm>–100 %+4.000300 s"]
    assert shown.page.locator(".view-matrix tbody td").first.text_content() == "5.00"
    assert shown.complaints == []


def test_a_study_without_headings_shows_its_rows(browser: "Browser") -> None:
    bare = {
        "kind": "tides",
        "sentences": ["It ebbs."],
        "tables": {"tides": [{"at": "Kobe", "m": 1}]},
    }
    shown = result(browser, bare, None)
    assert shown.card("table-tides").locator("tbody tr").text_content() == "Kobe1"
    assert shown.complaints == []


def compared(browser: "Browser", halves: tuple[Made, Made]) -> Screen:
    (first, instance), (second, _) = halves
    shown = screen(browser, {"a": first, "b": second, "instance": instance})
    shown.page.evaluate(
        """async () => {
            const [a, b, instance] = await Promise.all(["a", "b", "instance"].map(views.of));
            const sides = [{ job: { label: "cheap" }, result: a, instance },
                           { job: { label: "<b>half</b>" }, result: b, instance }];
            await views.renderCompare(views.room, sides);
        }"""
    )
    return shown


def test_plans_side_by_side(browser: "Browser", halves: tuple[Made, Made]) -> None:
    shown = compared(browser, halves)
    old, new = (made[0]["measures"]["headline"] for made in halves)
    says = shown.card("compare-headline").locator(".view-says").text_content() or ""
    assert says == "B costs 440.0 EUR more (+19 %), exposure 100 % → 50.0 %."
    assert new["cost"] - old["cost"] == pytest.approx(440.0)
    last = shown.card("compare-costs").locator(".view-bar .view-value").last
    assert last.text_content() == "+440.0 EUR"
    rows = {(row[0], row[1]): row for row in shown.as_table("compare-costs")}
    assert sum(float(row[4].replace("−", "-").replace(",", "")) for row in rows.values()) == 440.0
    assert shown.page.locator("b", has_text="half").count() == 0
    assert shown.complaints == []


def test_the_other_plan_may_be_the_yardstick(browser: "Browser", halves: tuple[Made, Made]) -> None:
    shown = compared(browser, halves)
    shown.page.get_by_label("Held against").select_option("1")
    says = shown.card("compare-headline").locator(".view-says").text_content() or ""
    assert says.startswith("A costs 440.0 EUR less")


def test_studies_are_not_compared(browser: "Browser") -> None:
    shown = screen(browser, {"study": document(a_study())})
    shown.page.evaluate(
        """async () => {
            const result = await views.of("study");
            await views.renderCompare(views.room, [{ job: {}, result }, { job: {}, result }]);
        }"""
    )
    notes = shown.page.locator(".note").all_text_contents()
    assert notes == [
        "2 of the results are studies; only plans are compared here.",
        "Choose two or more results that are plans.",
    ]
