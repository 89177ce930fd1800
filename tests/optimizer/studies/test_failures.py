import pytest

from optimizer.errors import SettingsError
from optimizer.studies.failures import KINDS, USUAL, Failure, failures
from tests.small.chain import the_chain


def test_only_what_strikes_anything_is_tried() -> None:
    found = failures(the_chain(), ["country", "country-stage"])
    names = [(failure.kind, failure.name) for failure in found]
    assert names == [
        ("country", "CHN"),
        ("country", "JPN"),
        ("country", "DEU"),
        ("country-stage", "CHN cell"),
        ("country-stage", "JPN cell"),
        ("country-stage", "JPN recovery"),
        ("country-stage", "DEU cell"),
    ]


def test_a_failure_is_a_row_of_disruptions() -> None:
    row = Failure("country-stage", "cell", "CHN").row
    assert row == {"kind": "stage", "target": "cell", "country": "CHN", "commodity": ""}
    assert Failure("chokepoint", "suez").name == "suez"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_asked_for(kind: str) -> None:
    assert all(failure.struck for failure in failures(the_chain(), [kind]))


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match=r"'planet'.*country-stage"):
        failures(the_chain(), [*USUAL, "planet"])
