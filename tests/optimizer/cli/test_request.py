"""What ``solve`` was asked for becomes settings, or is refused before anything is loaded."""

from pathlib import Path
from typing import Any

import pytest

from optimizer.cli.request import Order, sampling, settings_of, survival_of
from optimizer.cli.told import UsageError
from optimizer.data.outages import Survive
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings

PLAIN: dict[str, Any] = {
    "max_exposure": [],
    "max_stage_share": [],
    "max_pass_through": [],
    "objective": "cost",
    "watched": [],
    "scenarios": "planned",
    "gap": 0.01,
    "time_limit": 300.0,
    "threads": 2,
    "seed": 0,
    "log": False,
}


def ordered(**given: Any) -> Order:
    plain: dict[str, Any] = {
        "instance": "toy-loop",
        "build": BuildSettings(),
        "settings": SolveSettings(),
        "out": Path("results"),
        "in_own_folder": True,
        "reference": None,
        "compare": True,
        "workbook": False,
        "write_model": None,
        "progress": "none",
        "as_json": False,
    }
    return Order(**{**plain, **given})


def test_nothing_asked_gives_the_defaults() -> None:
    assert settings_of(**PLAIN) == (BuildSettings(), SolveSettings())


def test_what_a_command_does_not_ask_is_as_when_nothing_is_said() -> None:
    assert settings_of(gap=0.01, time_limit=300.0, threads=2) == settings_of(**PLAIN)


def test_survival_is_told_only_of_outages_that_are_named() -> None:
    assert survival_of(None, ["2030"]) is None
    assert survival_of([], None) is None
    assert survival_of(["country"], None) == Survive(what=("country",))
    assert survival_of(["site"], ["2030"]) == Survive(what=("site",), strikes=("2030",))


def test_limits_watch_the_watched_unless_they_name_countries() -> None:
    asked = {
        **PLAIN,
        "max_exposure": ["0.4"],
        "max_stage_share": ["CHN=0.65"],
        "max_pass_through": ["0.5@2030"],
        "watched": ["RUS"],
    }
    build, _ = settings_of(**asked)
    assert build.watched == {"RUS"}
    assert build.limits == (
        DependenceLimit("exposure", frozenset({"RUS"}), 0.4),
        DependenceLimit("stage_share", frozenset({"CHN"}), 0.65),
        DependenceLimit("pass_through", frozenset({"RUS"}), 0.5, from_period="2030"),
    )


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("planned", "planned"),
        ("all", "all"),
        ("none", "none"),
        ("embargo", ("embargo",)),
        ("embargo, strike", ("embargo", "strike")),
    ],
)
def test_scenarios_are_a_word_or_names(text: str, which: str | tuple[str, ...]) -> None:
    build, _ = settings_of(**{**PLAIN, "scenarios": text})
    assert build.scenarios == which


@pytest.mark.parametrize(
    ("spelt", "first", "then"),
    [
        ("cost", "cost", None),
        ("exposure", "exposure", "cost"),
        ("cost,exposure", "cost", "exposure"),
        ("exposure,cost", "exposure", "cost"),
    ],
)
def test_objectives_are_spelt_in_order(spelt: str, first: str, then: str | None) -> None:
    build, _ = settings_of(**{**PLAIN, "objective": spelt})
    assert (build.objective, build.then) == (first, then)


@pytest.mark.parametrize(
    "wrong",
    [
        {"objective": "profit"},
        {"gap": 2.0},
        {"max_exposure": ["40%"]},
        {"watched": ["R U"]},
        {"scenarios": "embargo,"},
    ],
)
def test_what_is_out_of_range_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        settings_of(**{**PLAIN, **wrong})


def test_results_go_into_a_folder_of_the_instances_name_unless_told() -> None:
    assert ordered().folder("toy-loop") == Path("results/toy-loop")
    told = ordered(out=Path("here"), in_own_folder=False)
    assert told.folder("toy-loop") == Path("here")
    assert ordered(out=None).folder("toy-loop") is None


@pytest.mark.parametrize(
    "wrong",
    [{"write_model": Path("model.txt")}, {"reference": Path("results"), "compare": False}],
)
def test_an_order_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        ordered(**wrong)


def test_samples_take_the_place_of_scenarios() -> None:
    assert sampling("planned", 0, 7) == "planned"
    assert sampling("all", 0, 7) == "all"
    assert sampling("planned", 20, 7) == "sample:20:7"
    build, _ = settings_of(**(PLAIN | {"scenarios": "sample:20:7"}))
    assert build.scenarios == "sample:20:7"
    with pytest.raises(UsageError, match="--sample and --scenarios exclude each other"):
        sampling("all", 20, 7)
