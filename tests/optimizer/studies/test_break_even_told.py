"""Break-even in words, one turn at a time."""

import pytest

from optimizer.studies.break_even_told import _said
from optimizer.studies.turning import Kind, Turn


def turn(kind: Kind, at: float | None, *, runs: bool = True, tip: object = object()) -> Turn:
    return Turn("works", runs, kind, at, 12.0, True, "no reason", tip)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (turn("metals", 0.5), "Works runs; a plan in which it is idle"),
        (turn("metals", 0.5), "with metals at 50.0 % of their price; just before that"),
        (turn("fee", -3.0), "if 3 EUR less is earned"),
        (turn("fee", 3.0, runs=False), "Works is idle; a plan in which it runs"),
        (turn("fee", 3.0, runs=False), "if 3 EUR more is earned"),
        (turn("metals", None), "Works runs, and would if metals cost nothing"),
        (turn("metals", None, runs=False), "at no price of metals is a plan as cheap"),
        (turn("fee", None), "at no fee is a plan as cheap"),
        (turn("fee", None, tip=None), "no plan in which it is idle was found: no reason"),
    ],
)
def test_a_turn_in_words(given: Turn, words: str) -> None:
    assert words in _said(given, "EUR")
