"""The page's files: nothing from elsewhere, nothing inline, nothing parsed as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import httpx
import pytest

from api.web.page import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.api.page.conftest import Served

ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org|schemas\.openxmlformats\.org)[\w.-]+\.\w")
PARSED = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
    r"setAttribute\(\s*[\"'](?:style|on\w+|srcdoc)"
)


class Tags(HTMLParser):
    """Every tag of a document with its attributes, and texts of scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in {"script", "style"} and data.strip():
            self.inline.append(data)


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "api" / "page"


@pytest.fixture(scope="module")
def http(serving: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serving.address, timeout=60) as made:
        yield made


def test_nothing_comes_from_elsewhere_and_nothing_is_parsed_as_markup(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    assert len(files) > 20
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not ELSEWHERE.search(text), path
        assert not PARSED.search(text), path
        assert "</script" not in text or path.suffix == ".html"


def test_every_import_leads_to_a_file(folder: Path) -> None:
    imports = re.compile(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""")
    for path in folder.rglob("*.js"):
        for target in imports.findall(path.read_text(encoding="utf-8")):
            assert (path.parent / target).resolve().is_file(), f"{path.name}: {target}"


def test_the_frame_has_no_script_or_style_within(folder: Path) -> None:
    parsed = Tags()
    parsed.feed((folder / "index.html").read_text(encoding="utf-8"))
    assert not parsed.inline
    for tag, attributes in parsed.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
    addresses = [a[name] for _, a in parsed.tags for name in ("src", "href") if name in a]
    assert addresses
    assert all(each and each[0] in "/#" and not each.startswith("//") for each in addresses)


def test_page_and_assets_come_with_a_strict_policy(http: httpx.Client) -> None:
    assert "unsafe" not in POLICY
    parsed = Tags()
    parsed.feed(http.get("/").text)
    own = [
        address
        for tag, attributes in parsed.tags
        if tag in {"script", "link"}
        for address in (attributes.get("src"), attributes.get("href"))
        if address
    ]
    assert "/page/main.js" in own
    for address in ("/", *own):
        answer = http.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-cache"
    again = http.get(
        "/page/main.js", headers={"If-None-Match": http.get("/page/main.js").headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address", ["/page/../settings.py", "/page/%2e%2e/settings.py", "/page/", "/page/nothing.js"]
)
def test_no_other_file_is_served(http: httpx.Client, address: str) -> None:
    assert http.get(address).status_code in {404, 405}
