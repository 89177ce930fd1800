"""What the views of a result show is what the result says."""

import copy
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.data import load
from optimizer.results.figures import mass, number, percent
from tests.api.page.views.browsing import Screen, result
from tests.api.page.views.conftest import Made, made
from tests.small.law import HOME, two_makers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<img src=x onerror=window.struck=1>"


@pytest.fixture(scope="module")
def shown(browser: "Browser", mini: Made) -> Iterator[Screen]:
    """The view of ``japan-eu-mini``, only looked at."""
    screen = result(browser, *mini)
    yield screen
    assert screen.complaints == []


@pytest.fixture(scope="module")
def played(browser: "Browser", mini: Made) -> Iterator[Screen]:
    """The same, whose controls are moved."""
    screen = result(browser, *mini)
    yield screen
    assert screen.complaints == []


def test_the_headline_is_that_of_the_result(shown: Screen, mini: Made) -> None:
    document, _ = mini
    head, record = document["measures"]["headline"], document["record"]
    tile = shown.card("headline").locator
    said = {
        key: tile(f'[data-key="{key}"] .view-big').text_content()
        for key in ("cost", "bound", "gap", "audit", "exposure", "delivered")
    }
    assert said == {
        "cost": f"{number(head['cost'], 4)} MUSD",
        "bound": f"{number(record['bound'], 4)} MUSD",
        "gap": percent(record["gap"], 2),
        "audit": "passed",
        "exposure": percent(head["exposure"]),
        "delivered": f"{number(head['energy'], 4)} GWh",
    }


def test_the_documentation_says_what_is_shown(shown: Screen, root: Path) -> None:
    text = " ".join((root / "docs" / "results-page.md").read_text(encoding="utf-8").split())
    tile = shown.card("headline").locator
    for key in ("cost", "bound", "exposure", "delivered"):
        assert tile(f'[data-key="{key}"] .view-big').text_content() in text


def test_the_waterfall_ends_where_the_cost_is(shown: Screen, mini: Made) -> None:
    head, terms = mini[0]["measures"]["headline"], mini[0]["measures"]["cost_by_term"]
    bars = shown.card("costs").locator(".view-bar")
    assert bars.count() == len(terms) + 1
    for at, term in enumerate(terms):
        value = bars.nth(at).locator(".view-value").text_content()
        assert value == f"{number(term['present'], 4)} MUSD"
    assert bars.last.locator(".view-value").text_content() == f"{number(head['cost'], 4)} MUSD"


def test_the_map_carries_what_the_plan_carries(shown: Screen, mini: Made) -> None:
    measures = mini[0]["measures"]
    whole = sum(row["tonnes"] for row in measures["transport"])
    said = shown.card("map").locator(".view-says").text_content() or ""
    pairs, leaving = len(measures["routes"]), round(100.0 * _leaving(measures) / whole)
    what = f"All goods over the whole horizon: {mass(whole)} between {pairs} pairs of places."
    assert said == f"{what} {leaving} % of it leaves China."
    drawn = (
        shown.card("map")
        .locator(".view-flow")
        .evaluate_all("flows => flows.map(flow => Number(flow.dataset.value))")
    )
    assert sum(drawn) == pytest.approx(whole)
    routes = [row["tonnes"] for row in measures["routes"]]
    assert sorted(drawn) == pytest.approx(sorted(routes))


def test_the_keyboard_reaches_sites_and_tables(played: Screen) -> None:
    shown = played
    sites = shown.card("map").locator(".view-site")
    assert [s.get_attribute("tabindex") for s in sites.all()].count("0") == 1
    sites.first.focus()
    shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("Enter")
    assert shown.card("map").locator(".view-trade h4").count() == 1
    swap = shown.card("costs").get_by_role("button", name="Show as table")
    swap.focus()
    shown.page.keyboard.press("Enter")
    assert swap.get_attribute("aria-pressed") == "true"
    assert shown.card("costs").locator("table caption").text_content() == "Cost by term, MUSD"


def test_the_map_of_a_period_and_a_commodity(played: Screen, mini: Made) -> None:
    document, _ = mini
    card = played.card("map")
    card.get_by_label("Commodity").select_option("lithium_carbonate")
    card.get_by_label("Period").fill("2")
    per_unit = 1000.0  # kt
    sent = sum(
        row["quantity"] * per_unit
        for row in document["tables"]["flow"]
        if row["commodity"] == "lithium_carbonate" and row["period"] == "2027-28"
    )
    assert sent > 0.0
    said = card.locator(".view-says").text_content() or ""
    assert said.startswith(f"Lithium carbonate, battery grade in 2027-28: {mass(sent)}")
    rows = played.as_table("map")
    assert {row[4] for row in rows} == {"Lithium carbonate, battery grade"}


def test_a_stage_takes_what_its_recipes_take(shown: Screen, mini: Made) -> None:
    document, instance = mini
    links = shown.page.evaluate(LINKS, "2029-30")
    rung = {row["process"]: row["rung"] for row in instance["tables"]["processes"]}
    stage = {row["rung"]: row["stage"] for row in instance["tables"]["rungs"]}
    recipes = defaultdict(list)
    for row in instance["tables"]["recipes"]:
        recipes[row["process"]].append(row)
    taken: dict[tuple[str, str], float] = defaultdict(float)
    for row in document["tables"]["activity"]:
        for line in recipes[row["process"]] if row["period"] == "2029-30" else []:
            if line["coefficient"] < 0.0:
                key = stage[rung[row["process"]]], line["commodity"]
                taken[key] -= row["activity"] * line["coefficient"]
    found: dict[tuple[str, str], float] = defaultdict(float)
    for link in links:
        if link["to"]["stage"] in set(stage.values()):
            found[link["to"]["stage"], link["commodity"]] += link["quantity"]
    assert dict(found) == pytest.approx({k: v for k, v in taken.items() if v > 0.0})


def test_a_band_is_what_the_plan_sends(browser: "Browser", dependence: Made) -> None:
    """In toy-dependence, cells take 100 t of nickel, and all of it was refined."""
    document, instance = dependence
    shown = result(browser, document, instance)
    tables = instance["tables"]
    rung = {row["process"]: row["rung"] for row in tables["processes"]}
    stage = {row["rung"]: row["stage"] for row in tables["rungs"]}
    activity = document["tables"]["activity"]
    taken = sum(
        -row["activity"] * line["coefficient"]
        for row in activity
        for line in tables["recipes"]
        if line["process"] == row["process"] and line["coefficient"] < 0.0
        if stage[rung[row["process"]]] == "cell" and line["commodity"] == "nickel"
    )
    links = shown.page.evaluate(LINKS, "2025")
    fed = [k for k in links if k["to"]["stage"] == "cell" and k["from"]["stage"] == "refining"]
    assert sum(link["quantity"] for link in fed) == pytest.approx(taken)
    assert taken == pytest.approx(100.0)
    assert shown.complaints == []


def test_every_share_of_the_matrix_is_that_of_the_stage(shown: Screen, mini: Made) -> None:
    activity = mini[0]["measures"]["activity"]
    whole, china = (
        sum(
            row["energy"]
            for row in activity
            if row["stage"] == "refining" and row["country"] in countries
        )
        for countries in ({row["country"] for row in activity}, {"CHN"})
    )
    card = shown.card("countries")
    headings = card.locator("thead th").all_text_contents()
    row = card.locator("tbody tr", has_text="China (watched)")
    cell = row.locator("td").nth(headings.index("Refining") - 1)
    assert float(cell.get_attribute("data-value") or "nan") == pytest.approx(china / whole)
    assert cell.text_content() == percent(china / whole, 0)
    columns = card.locator("tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].slice(1).map(c => Number(c.dataset.value ?? 0)))"
    )
    assert [sum(shares) for shares in zip(*columns, strict=True)] == pytest.approx(
        [1.0] * (len(headings) - 1)
    )


def test_straits_say_what_passes(shown: Screen, mini: Made) -> None:
    rows = mini[0]["measures"]["chokepoints"]
    cells = (
        shown.card("straits")
        .locator("td[data-value]")
        .evaluate_all("cells => cells.map(cell => Number(cell.dataset.value))")
    )
    assert sorted(cells) == sorted(row["share"] for row in rows if row["tonnes"] > 0.0)


def test_dependence_is_that_of_the_rungs(shown: Screen, mini: Made) -> None:
    rows = [row for row in mini[0]["measures"]["stage_shares"] if row["period"] == ""]
    for row in rows:
        figure = shown.card("dependence").locator(f'[data-key="{row["rung"]}"]')
        assert figure.locator("figcaption b").text_content() == percent(row["share"])
        assert figure.locator(".view-above").count() == int(row["above_cap"])
    table = shown.as_table("dependence")
    assert len(table) == len(mini[0]["measures"]["stage_shares"])


def test_the_loop_says_what_comes_back(browser: "Browser", instances: Path) -> None:
    """The figures are those of the instance's page, reckoned by hand there."""
    shown = result(browser, *made(load(instances / "toy-loop")))
    loop = shown.card("loop")
    figure = "[data-key='{}'] b"
    assert loop.locator(figure.format("retiring")).text_content() == "44.0 MWh"
    assert loop.locator(figure.format("collected")).text_content() == "35.2 MWh"
    assert loop.locator(figure.format("recovered")).text_content() == "84.0 t"
    assert loop.locator(".view-bar .view-value").first.text_content() == "28.0 %"
    loop.get_by_label("Period", exact=True).fill("1")
    assert loop.locator(figure.format("retiring")).text_content() == "10.0 MWh"
    assert shown.complaints == []


def test_every_build_is_in_the_table(shown: Screen, mini: Made) -> None:
    builds = mini[0]["measures"]["builds"]
    rows = shown.as_table("builds")
    assert sorted((row[4], row[6]) for row in rows) == sorted(
        (build["period"], number(build["added"], 4)) for build in builds
    )


def test_rules_of_law_are_kept_or_missed(browser: "Browser") -> None:
    """A tenth is asked for beside two fifths, half at a price that is less than it costs."""
    little, much = {"rule": "little", "level": 0.1}, {"rule": "much", "level": 0.5, "price": 0.25}
    nobody = {"rule": "none", "scope": "JPN"}
    shown = result(browser, *made(two_makers(HOME, HOME | little, HOME | much, HOME | nobody)))
    card = shown.card("law")
    said = card.locator("tbody td:last-child").all_text_contents()
    assert sorted(said) == sorted(["= 40.0 %", "✓ 40.0 %", "✕ 40.0 %", "–"])
    assert card.locator(".view-verdict-missed").text_content() == "✕ 40.0 %"
    assert [row[6] for row in shown.as_table("law")] == ["binding", "kept", "missed", "idle"]
    assert shown.complaints == []


def test_what_levers_add_is_not_passed_over(browser: "Browser", mini: Made) -> None:
    """A lane that only the changed instance has is told of, not left out in silence."""
    document, instance = copy.deepcopy(mini)
    lane = document["tables"]["flow"][0]["lane"]
    lanes = [row for row in instance["tables"]["lanes"] if row["lane"] != lane]
    instance["tables"]["lanes"] = lanes
    shown = result(browser, document, instance)
    lost = sum(1 for row in document["tables"]["flow"] if row["lane"] == lane)
    for view in ("map", "chain"):
        said = shown.card(view).locator(".view-says").text_content() or ""
        assert f"{lost} rows of the plan are about what the instance has not by itself" in said


def test_branches_count_with_their_chance(browser: "Browser", branching: Made) -> None:
    shown = result(browser, *branching)
    document, _ = branching
    carried = sum(row["tonnes"] for row in document["measures"]["transport"])
    drawn = shown.page.evaluate(
        """async () => {
            const { Plan } = await import("/page/views/plan.js");
            const plan = new Plan(await views.of("result"), (await views.of("instance")).tables);
            return plan.flows().reduce((sum, flow) => sum + flow.tonnes, 0);
        }"""
    )
    assert carried > 0.0
    assert drawn == pytest.approx(carried)
    rows = shown.card("courses").locator("tbody tr")
    assert rows.count() == len(document["tables"]["courses"]) > 1
    assert shown.complaints == []


def test_what_is_asked_of_the_service_is_the_same(shown: Screen) -> None:
    """Tables as the service gives them, pages of texts, mean what the document means."""
    links, asked, same = shown.page.evaluate(
        """async () => {
            const result = await views.of("result");
            const { tables } = await views.of("instance");
            let pages = 0;
            const table = async (reference, name, { offset, limit }) => {
                pages += 1;
                const all = tables[name] ?? [];
                const columns = [...new Set(all.flatMap((row) => Object.keys(row)))];
                const texts = (row) => columns.map((column) => `${row[column] ?? ""}`);
                const rows = all.slice(offset, offset + Math.min(limit, 50)).map(texts);
                return { columns, rows, total: all.length };
            };
            const { tablesOf } = await import("/page/views/tables.js");
            const { Plan } = await import("/page/views/plan.js");
            const { traced } = await import("/page/views/trace.js");
            const instance = () => ({ tables: Object.keys(tables).map((name) => ({ name })) });
            const entry = { instance: "japan-eu-mini" };
            const asked = await tablesOf(entry, { table, instance }, {});
            const [a, b] = [tables, asked].map((one) => traced(new Plan(result, one), "2029-30"));
            return [a.length, pages, JSON.stringify(a) === JSON.stringify(b)];
        }"""
    )
    assert (links > 20, asked > 16, same) == (True, True, True)


def test_names_are_text(browser: "Browser", mini: Made) -> None:
    document, instance = (struck(one) for one in copy.deepcopy(mini))
    shown = result(browser, document, instance)
    for view in ("map", "dependence", "builds", "costs"):
        shown.as_table(view)
    shown.page.wait_for_timeout(50)
    assert shown.page.evaluate("window.struck") is None
    assert shown.page.locator("img").count() == 0
    assert HOSTILE in (shown.card("headline").locator("h3").text_content() or "")
    assert HOSTILE in (shown.card("dependence").text_content() or "")
    assert shown.complaints == []


def test_without_the_instance_there_is_a_map_all_the_same(browser: "Browser", mini: Made) -> None:
    shown = result(browser, mini[0], None)
    assert shown.card("map").locator(".view-flow").count() == len(mini[0]["measures"]["routes"])
    assert shown.card("chain").count() == 0
    assert shown.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(played: Screen, width: int) -> None:
    shown = played
    shown.page.set_viewport_size({"width": width, "height": 900})
    shown.page.wait_for_timeout(100)
    wide = shown.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert shown.page.evaluate("document.querySelectorAll('*').length") < 3000
    named = shown.page.evaluate(
        "[...document.querySelectorAll('svg')].every(s => s.getAttribute('aria-label'))"
    )
    assert named


def _leaving(measures: dict[str, Any]) -> float:
    """Tonnes that leave sites in China, for another in China or elsewhere."""
    return float(sum(row["tonnes"] for row in measures["routes"] if row["country"] == "CHN"))


def struck(document: Any) -> Any:
    """``document`` with markup for every name and title that people see."""
    if isinstance(document, list):
        return [struck(item) for item in document]
    if not isinstance(document, dict):
        return document
    seen = {"name", "title", "site_name", "country_name", "rung_name", "stage_name"}
    seen |= {"facility_name", "term", "element", "unit"}
    return {
        key: HOSTILE if key in seen and isinstance(value, str) else struck(value)
        for key, value in document.items()
    }


LINKS = """async (period) => {
    const { Plan } = await import("/page/views/plan.js");
    const { traced } = await import("/page/views/trace.js");
    return traced(new Plan(await views.of("result"), (await views.of("instance")).tables), period);
}"""
"""Who feeds whom in a period."""
