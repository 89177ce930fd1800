"""Rules that conflict are named, with the level that would do."""

import pytest

from optimizer.settings import BuildSettings
from tests.small.instances import solved
from tests.small.law import HOME, THIRD, two_makers

pytestmark = pytest.mark.solver

SERVED = BuildSettings(shortfall="forbidden")
ABROAD = HOME | {"rule": "abroad", "origin": "CHN", "level": 0.5}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        # Six of ten GWh can be made at home.
        ((HOME | {"level": 0.7},), ["home in 2025: 60.0 % instead of at least 70.0 %, 1.00 short"]),
        # Half here and half there leaves nothing for three fifths.
        (
            (HOME | {"level": 0.6}, ABROAD),
            ["home in 2025: 50.0 % instead of at least 60.0 %, 1.00 short"],
        ),
        (
            (THIRD | {"level": 0.2},),
            ["third (CHN) in 2025: 40.0 % instead of at most 20.0 %, 20.0 t too many"],
        ),
    ],
)
def test_the_smallest_relaxation_in_the_words_of_the_rules(
    rules: tuple[dict[str, object], ...], said: list[str]
) -> None:
    run = solved(two_makers(*rules), SERVED)
    assert run.plan is None
    assert [str(c) for c in run.conflict] == said


def test_the_relaxation_suffices() -> None:
    assert solved(two_makers(HOME | {"level": 0.6}), SERVED).plan is not None


def test_what_is_no_rule_of_law_keeps_its_name() -> None:
    """Ten GWh are wanted of a country that has no plant."""
    world = two_makers(HOME | {"kind": "capacity", "level": 7.0})
    run = solved(world)
    assert [str(c) for c in run.conflict] == [
        "home in 2025: 6.00/year instead of at least 7.00/year, 1.00 short"
    ]
