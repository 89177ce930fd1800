"""What is in force: levers first, then the scenarios."""

import pytest

from optimizer.data.force import in_force, ruled
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings
from tests.optimizer.data.test_levers import CHEAPER, cost, with_levers


def test_levers_are_pulled_and_scenarios_are_chosen() -> None:
    whole = with_levers(CHEAPER)
    found = in_force(whole, BuildSettings(levers=("cheaper",), scenarios="none"))
    assert cost(found) == cost(whole) / 2
    assert found.table("scenarios").is_empty()
    assert ruled(whole, BuildSettings(levers=("cheaper",))).table("scenarios").height == 1


def test_once_more_changes_nothing() -> None:
    build = BuildSettings(levers=("cheaper",))
    found = in_force(with_levers(CHEAPER), build)
    assert in_force(found, build) is found


def test_without_anything_asked_it_is_the_instance() -> None:
    whole = with_levers(CHEAPER)
    assert in_force(whole, BuildSettings()) is whole


def test_an_unknown_lever_is_refused() -> None:
    with pytest.raises(SettingsError, match="no lever is called"):
        in_force(with_levers(CHEAPER), BuildSettings(levers=("other",)))
