"""The page for everybody: by keyboard alone, read aloud, on a phone, in both themes."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api.client import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.api.page.conftest import Served, Visit

pytestmark = pytest.mark.slow

WIDTH_OF_A_PHONE = 360
SCREENS = (
    "/",
    "/new?instance=toy-dependence",
    "/jobs",
    "/instances",
    "/instances/toy-loop",
    "/compare",
)
READY = {"/jobs": ".jobs", "/instances/toy-loop": ".data-table", "/compare": ".jobs", "/": ".jobs"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def job(serving: Served) -> str:
    """A job with a result."""
    asked = {"instance": "toy-dependence", "label": "looked at"}
    return serving.client.submit(asked, wait=60).id


def shown(visit: Visit, screen: str) -> Page:
    visit.go(screen)
    page = visit.page
    page.locator("h1").wait_for()
    for waiting in page.locator(".waiting").all():
        waiting.wait_for(state="detached")
    path = screen.partition("?")[0]
    page.locator(READY.get(path, "h1")).first.wait_for()
    if screen.startswith("/new"):
        page.get_by_label("Gap").wait_for()
    if screen.startswith("/jobs/"):
        page.locator("[data-view]").first.wait_for()
    return page


def violations(page: Page) -> list[str]:
    """What axe finds, a line by rule and place."""
    package = pytest.importorskip("axe_playwright_python", reason="axe is missing")
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(Path(package.__path__[0], "axe.min.js").read_text(encoding="utf-8"))
    asked = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("asked => axe.run(document, asked)", asked)
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


def test_every_screen_passes_axe_and_fits_a_phone(visit: Visit, job: str) -> None:
    """In one theme or the other; what they differ by is computed in ``test_theme``."""
    found = {}
    for screen, scheme in zip((*SCREENS, f"/jobs/{job}"), cycle(("dark", "light")), strict=False):
        page = shown(visit, screen)
        page.emulate_media(color_scheme=scheme)
        found[screen, scheme] = violations(page)
        page.set_viewport_size({"width": WIDTH_OF_A_PHONE, "height": 740})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[screen, "phone"] = [] if wide <= WIDTH_OF_A_PHONE else [f"{wide} pixels wide"]
        page.set_viewport_size({"width": 1280, "height": 900})
    wrong = [f"{where}: {what}" for where, all_ in found.items() for what in all_]
    assert not wrong, "\n".join(wrong)


def test_a_job_is_asked_for_with_the_keyboard_alone(visit: Visit, serving: Served) -> None:
    page = shown(visit, "/")
    page.reload()
    page.locator(".jobs").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "New job"
    page.keyboard.press("Enter")
    page.get_by_label("Gap").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    reached = pressed_to(page, "Label")
    assert reached.index("Instance") < reached.index("Gap") < reached.index("Label")
    page.keyboard.type("by keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#/jobs/*")
    assert next(serving.client.jobs()).label == "by keyboard"


def pressed_to(page: Page, label: str) -> list[str]:
    """Press Tab until the field of that label has the focus; the labels on the way."""
    reached: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            """() => {
                const here = document.activeElement;
                const drawn = [here, here.closest("label"), here.nextElementSibling];
                const styles = drawn.filter(Boolean).map((each) => getComputedStyle(each));
                const seen = styles.some((each) => each.outlineStyle !== "none");
                return [here.labels?.[0]?.textContent ?? here.textContent, seen];
            }"""
        )
        assert outline, f"the focus on {name!r} cannot be seen"
        reached.append(name)
        if name == label:
            return reached
    raise AssertionError(f"{label} is not reached: {reached}")


def test_dialogs_keep_the_focus_and_give_it_back(visit: Visit, job: str) -> None:
    page = shown(visit, f"/jobs/{job}")
    page.get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete the job?")
    assert dialog.get_by_role("button", name="Back").evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent") == "Delete"


def test_the_theme_is_chosen_and_kept(visit: Visit) -> None:
    page = shown(visit, "/instances")
    page.emulate_media(color_scheme="light")
    light = ground(page)
    switch = page.locator("#theme")
    switch.click()
    assert switch.get_attribute("aria-label") == "Colours: light. Change"
    switch.click()
    dark = ground(page)
    assert dark != light
    page.reload()
    page.locator(".dropzone").wait_for()
    assert ground(page) == dark
    page.emulate_media(color_scheme="dark")
    page.locator("#theme").click()
    assert ground(page) == dark


def ground(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


def test_names_are_only_ever_text(visit: Visit, serving: Served) -> None:
    hostile = '"><script>document.title="had"</script><img src=x onerror=alert(1)>'
    with Client(serving.address, serving.key) as client:
        client.submit({"instance": "toy-loop", "label": hostile}, wait=60)
    page = shown(visit, "/jobs")
    page.get_by_text(hostile).first.click()
    page.get_by_role("heading", name=hostile).wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert page.title() == f"{hostile} · Junkan"
