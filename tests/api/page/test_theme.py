"""Colours of the page: the contrasts that people need, computed from the theme itself."""

import re
from pathlib import Path

import pytest

PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
SAME = re.compile(r"--([\w-]+): var\(--([\w-]+)\);")
GROUNDS = ("ground", "surface", "sunken", "raised")
THEMES = ("light", "dark")
LEGIBLE = 4.5
VISIBLE = 3.0


@pytest.fixture(scope="module")
def colours(root: Path) -> dict[str, dict[str, str]]:
    text = (root / "api/page/theme.css").read_text(encoding="utf-8")
    pairs = {name: dict(zip(THEMES, both, strict=True)) for name, *both in PAIR.findall(text)}
    return pairs | {name: pairs[other] for name, other in SAME.findall(text) if other in pairs}


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), of the lighter to the darker."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_legible_on_every_ground(colours: dict[str, dict[str, str]], theme: str) -> None:
    texts = ("ink", "ink-soft", "ink-faint", "accent", "good", "warn", "bad", "info")
    pairs = [(text, ground) for text in texts for ground in GROUNDS]
    pairs += [(tone, f"{tone}-soft") for tone in ("accent", "good", "warn", "bad", "info")]
    pairs += [(ink, f"{tone}-soft") for ink in ("ink", "ink-soft") for tone in ("good", "bad")]
    pairs += [("accent-ink", "accent"), ("accent-ink", "accent-hover"), ("ground", "ink")]
    weak = {
        pair: round(found, 2)
        for pair in pairs
        if (found := contrast(*(colours[name][theme] for name in pair))) < LEGIBLE
    }
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_lines_marks_and_focus_can_be_seen(colours: dict[str, dict[str, str]], theme: str) -> None:
    marks = [f"chart-{number}" for number in range(1, 9)]
    marks += ["chart-limit", "chart-axis", "line-strong", "focus"]
    weak = {
        (mark, ground): round(found, 2)
        for mark in marks
        for ground in ("surface", "ground")
        if (found := contrast(colours[mark][theme], colours[ground][theme])) < VISIBLE
    }
    assert not weak
