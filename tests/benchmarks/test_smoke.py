"""The smoke run: every case in miniature builds, agrees with the floor and audits."""

import pytest

from benchmarks.registry import CASES, case
from benchmarks.smoke import trouble

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("name", [c.name for c in CASES])
def test_case_in_miniature(name: str) -> None:
    chosen = case(name)
    if not chosen.present:
        pytest.skip(f"{name} has not been built")
    assert trouble(chosen) is None


def test_an_unknown_case_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="network-1e4"):
        case("nothing")
