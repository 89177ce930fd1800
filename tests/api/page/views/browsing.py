"""Views of results in a real browser, under a policy stricter than the service's own."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

PAGE = Path(__file__).parents[4] / "api" / "page"
HOME = "http://views.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
HTML = """<!doctype html><html lang="en"><head><title>Views</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/page/theme.css"><link rel="stylesheet" href="/page/page.css">
<link rel="stylesheet" href="/page/views/views.css"></head>
<body><main id="room"></main><script type="module" src="/begin.js"></script></body></html>"""
BEGIN = """import { renderResult } from "/page/views/result.js";
import { renderCompare } from "/page/views/compare.js";
import { renderFront } from "/page/views/front.js";
const room = document.getElementById("room");
const of = async (name) => (await fetch(`/data/${name}`)).json();
window.views = { renderResult, renderCompare, renderFront, room, of };"""


@dataclass
class Screen:
    """A page with views, and what the browser complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def card(self, view: str) -> Locator:
        """The card of that name."""
        return self.page.locator(f'[data-view="{view}"]')

    def as_table(self, view: str) -> list[list[str]]:
        """The rows of the table behind a card, as texts."""
        card = self.card(view)
        swap = card.get_by_role("button", name="Show as table")
        if swap.count() and swap.get_attribute("aria-pressed") == "false":
            swap.click()
        more = card.locator(".view-behind").get_by_role("button", name="Show all")
        if more.count():
            more.click()
        rows: list[list[str]] = card.locator(".view-behind table").evaluate(
            "table => [...table.tBodies[0].rows].map(r => [...r.cells].map(c => c.textContent))"
        )
        return rows


def screen(browser: Browser, documents: dict[str, Any], width: int = 1280) -> Screen:
    """An empty page that can show ``documents`` (by name, as JSON)."""
    # One context for all: pages of one share a process, which is most of what a page costs.
    context = browser.contexts[0] if browser.contexts else browser.new_context()
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    shown = Screen(page)
    page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: shown.complaints.append(said.text) if said.type == "error" else None,
    )
    texts = {name: json.dumps(document) for name, document in documents.items()}
    page.route("**/*", lambda route: _answer(route, texts))
    page.goto(f"{HOME}/")
    page.wait_for_function("window.views")
    return shown


def result(browser: Browser, document: Any, instance: Any, width: int = 1280) -> Screen:
    """The view of a result."""
    shown = screen(browser, {"result": document, "instance": instance}, width)
    shown.page.evaluate(
        """async () => {
            const [result, instance] = [await views.of("result"), await views.of("instance")];
            const job = { id: "j", kind: "solve" };
            await views.renderResult(views.room, { job, result, instance, client: null });
        }"""
    )
    return shown


def _answer(route: Route, documents: dict[str, str]) -> None:
    path = route.request.url.removeprefix(HOME).partition("?")[0]
    if path == "/":
        headers = {"Content-Type": "text/html", "Content-Security-Policy": POLICY}
        return route.fulfill(body=HTML, headers=headers)
    if path == "/begin.js":
        return route.fulfill(body=BEGIN, headers={"Content-Type": "text/javascript"})
    if path.startswith("/data/"):
        body = documents[path.removeprefix("/data/")]
        return route.fulfill(body=body, headers={"Content-Type": "application/json"})
    file = PAGE / path.removeprefix("/page/")
    if path.startswith("/page/") and file.is_file():
        kind = mimetypes.guess_type(file.name)[0] or "text/plain"
        return route.fulfill(body=file.read_bytes(), headers={"Content-Type": kind})
    return route.fulfill(status=204)
