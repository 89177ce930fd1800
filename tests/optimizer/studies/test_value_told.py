"""Values of levers, in words."""

import pytest

from optimizer.studies.value_told import range_of, round_to, sign_of
from optimizer.studies.worth import Interval


@pytest.mark.parametrize(
    ("low", "high", "said", "sign"),
    [
        (100.0, 100.0, "100", "saves"),
        (-40.0, -39.5, "−40 to −39.5", "costs"),
        (-10.0, 30.0, "−10 to 30", "not proved"),
        (0.0, 0.0, "0", "nothing"),
        (3936.71, 5401.94, "3,936.7 to 5,401.9", "saves"),
        (float("inf"), float("inf"), "infinite", "saves"),
        (-5.0, float("inf"), "−5 to ∞", "not proved"),
    ],
)
def test_an_interval_and_what_it_proves(low: float, high: float, said: str, sign: str) -> None:
    assert range_of(Interval(low, high)) == said
    assert sign_of(Interval(low, high), 1000.0) == sign


def test_what_is_nothing_depends_on_how_close_costs_are_known() -> None:
    half = Interval(0.5, 0.5)
    assert sign_of(half, 1e6) == "nothing"
    assert sign_of(half, 1e6, 1e-8) == "saves"


def test_numbers_without_end_have_a_sign() -> None:
    assert (round_to(float("inf")), round_to(float("-inf"))) == ("∞", "−∞")
