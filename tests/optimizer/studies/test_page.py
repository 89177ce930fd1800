"""A study in a browser."""

import re

from optimizer.studies.page import page
from tests.optimizer.studies.small import a_study


def test_text_is_escaped_and_nothing_is_loaded() -> None:
    html = page(a_study())
    assert "A storm costs &lt;more&gt;." in html
    assert "&lt;storm&gt;" in html
    assert "<script" not in html
    assert not re.findall(r"""(?:src|href)=["']https?:""", html.replace('xlink:href="#', ""))


def test_every_chart_is_drawn() -> None:
    assert page(a_study()).count("<svg") == 3


def test_what_was_stopped_says_so() -> None:
    assert "Stopped before the end" in page(a_study(complete=False))
