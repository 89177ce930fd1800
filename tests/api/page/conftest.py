"""A real server on loopback and a real Chromium, in which somebody is signed in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from api.client import Client
from api.jobs.kinds import KINDS
from tests.api.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from api.service import Service

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SIGNED_OUT = "401 (Unauthorized)"
"""What the browser may complain of: it asks whether somebody is signed in, and nobody is."""


@dataclass
class Served:
    """A server, and a client with a key of the tenant whose people use the page."""

    service: Service
    address: str
    key: str
    client: Client


@dataclass
class Visit:
    """A page in the browser, and what the browser complained of."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=lambda: {SIGNED_OUT})

    def go(self, screen: str) -> None:
        """Show the screen of that address, by way of the address."""
        self.page.goto(f"{self.address}/#{screen}")


@pytest.fixture(scope="package")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, "solve", replace(KINDS["solve"], module="tests.api.page.patient"))
        with served(tmp_path_factory.mktemp("home"), solves=True) as (service, address):
            key = service.keys.make("people")
            with Client(address, key) as client:
                yield Served(service, address, key, client)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real Chromium; skipped with a reason where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing")
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip(f"none of {', '.join(CHROMIUM)} is installed")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def visit(serving: Served, browser: Browser) -> Iterator[Visit]:
    """Somebody at the start, signed in; at the end the browser must not have complained."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    visit = Visit(context.new_page(), serving.address)
    watch(visit)
    ticket = serving.service.sessions.ticket(serving.service.keys.caller(f"Bearer {serving.key}"))
    visit.go(f"/sign-in/{ticket}")
    visit.page.get_by_role("heading", name="Plan a battery chain").wait_for()
    yield visit
    context.close()
    assert not visit.complaints


def watch(visit: Visit) -> None:
    """Note what the browser complains of: errors of scripts, and whatever its policy refuses."""
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))

    def noted(kind: str, text: str) -> None:
        if kind == "error" and not any(known in text for known in visit.expected):
            visit.complaints.append(text)

    visit.page.on("console", lambda said: noted(said.type, said.text))
