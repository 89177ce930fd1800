"""Clean parts of sets: which lie outside the watched countries, and the way back to the whole."""

import pytest

from optimizer.data.assemble import assemble
from optimizer.data.problem import Problem
from optimizer.errors import SettingsError
from optimizer.settings import DependenceLimit
from tests.small.chain import the_chain
from tests.small.instances import given, listed

CHINA = frozenset({"CHN"})
SETS = ("accounts", "operations", "entries", "shipments", "storages", "servings")


def limited(*limits: DependenceLimit) -> Problem:
    return assemble(the_chain(), limits=limits)


def watching(*watched: str) -> Problem:
    return assemble(the_chain(), watched=frozenset(watched), keep_clean=True)


def test_nothing_is_kept_for_nobody() -> None:
    problem = assemble(the_chain())
    assert all(problem.labels(f"clean_{name}") == () for name in SETS)
    assert problem.labels("measured") == ()
    assert problem.labels("clean_limits") == ()


def test_what_touches_a_watched_country_has_no_clean_part() -> None:
    problem = watching("CHN")
    assert problem.labels("clean_shipments") == ("CHN|polar|cell", "CHN|back|spent")
    assert problem.labels("clean_operations") == (
        "CHN|works-jp|make",
        "CHN|works-de|make",
        "CHN|recovery-jp|recover",
    )
    assert problem.labels("clean_storages") == ("CHN|de|cell",)
    assert not [name for name in problem.labels("clean_accounts") if name.startswith("CHN|cn|")]


def test_a_bloc_stands_for_its_countries() -> None:
    problem = watching("EU")
    assert problem.labels("clean_servings") == ()
    assert problem.labels("clean_storages") == ()
    assert problem.labels("clean_shipments") == ()


def test_the_way_back_to_the_whole() -> None:
    problem = watching("CHN")
    assert listed(problem, "whole_operation", "CHN|works-de|make") == ["works-de|make"]
    assert listed(problem, "whole_shipment", "CHN|polar|cell") == ["polar|cell"]
    assert listed(problem, "whole_account", "CHN|de|spent") == ["de|spent"]
    assert listed(problem, "clean_arriving", "CHN|de|cell") == ["CHN|polar|cell"]
    assert listed(problem, "clean_leaving", "CHN|de|spent") == ["CHN|back|spent"]
    assert listed(problem, "clean_operation_of", "CHN|works-jp|make|ore") == ["CHN|works-jp|make"]
    assert listed(problem, "clean_entries_of", "CHN|jp|ore") == [
        "CHN|works-jp|make|ore",
        "CHN|recovery-jp|recover|ore",
    ]


def test_streams_by_limit_and_by_measure() -> None:
    """A limit on other countries keeps a stream of its own; only the watched one is measured."""
    problem = assemble(
        the_chain(),
        limits=(
            DependenceLimit("pass_through", frozenset({"JPN"}), 0.5),
            DependenceLimit("pass_through", CHINA, 0.25, from_period="2026"),
            DependenceLimit("exposure", CHINA, 0.9),
        ),
        watched=CHINA,
        keep_clean=True,
    )
    assert problem.labels("measured") == ("CHN",)
    assert listed(problem, "measured_servings", "CHN") == ["CHN|de|cars|nmc", "CHN|de|cars|next"]
    assert problem.labels("clean_limits") == (
        "JPN<=0.5",
        "CHN<=0.25@2026",
        "CHN<=0.25@embargo|2026",
    )
    assert {name.partition("|")[0] for name in problem.labels("clean_accounts")} == {"CHN", "JPN"}
    assert given(problem, "clean_share", "CHN<=0.25@2026") == 0.75
    assert given(problem, "clean_weight", "CHN<=0.25@2026", "2026") == 1.0
    assert given(problem, "clean_weight", "CHN<=0.25@2026", "embargo|2026") == 0.0
    assert given(problem, "clean_weight", "JPN<=0.5", "embargo|2026") == 0.25
    assert problem.labels("limits") == ("exposure:CHN<=0.9",)


def test_a_country_that_is_not_there() -> None:
    """In a limit it is refused; merely watched, all is clean of it."""
    with pytest.raises(SettingsError, match="no country or bloc is called RUS"):
        limited(DependenceLimit("pass_through", frozenset({"RUS"}), 0.5))
    problem = watching("RUS")
    assert len(problem.labels("clean_operations")) == len(problem.labels("operations"))


def test_a_period_that_is_not_there() -> None:
    with pytest.raises(SettingsError, match="no period is called '2099'"):
        limited(DependenceLimit("pass_through", CHINA, 0.5, from_period="2099"))
