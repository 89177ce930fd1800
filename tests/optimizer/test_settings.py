"""Settings check themselves, refuse what they do not know, and echo themselves."""

from typing import Any

import pytest

from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings

CHINA = frozenset({"CHN"})


@pytest.mark.parametrize(
    ("text", "watched", "limit", "period", "rung"),
    [
        ("0.4", {"CHN"}, 0.4, None, None),
        (".65", {"CHN"}, 0.65, None, None),
        ("1", {"CHN"}, 1.0, None, None),
        ("EU=0.4", {"EU"}, 0.4, None, None),
        ("0.4@2030", {"CHN"}, 0.4, "2030", None),
        ("RUS=0.4", {"RUS"}, 0.4, None, None),
        ("CHN+RUS=0.4@2030-01", {"CHN", "RUS"}, 0.4, "2030-01", None),
        ("CHN:refining-lithium=0.5", {"CHN"}, 0.5, None, "refining-lithium"),
        ("CHN+RUS:cell=0.5@2031", {"CHN", "RUS"}, 0.5, "2031", "cell"),
    ],
)
def test_a_limit_is_read_and_spelt_back(
    text: str, watched: set[str], limit: float, period: str | None, rung: str | None
) -> None:
    parsed = DependenceLimit.parse("stage_share", text)
    assert parsed == DependenceLimit("stage_share", frozenset(watched), limit, period, rung)
    assert DependenceLimit.parse("stage_share", str(parsed)) == parsed


@pytest.mark.parametrize("text", ["", "x", "CHN", "CHN=", "=0.4", "86=0.4", "0.4@", "CHN:=0.4"])
def test_a_limit_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"must look like 0\.4"):
        DependenceLimit.parse("stage_share", text)


def test_a_limit_watches_what_is_watched_unless_it_names_countries() -> None:
    russia = frozenset({"RUS"})
    assert DependenceLimit.parse("exposure", "0.4", russia).watched == russia
    assert DependenceLimit.parse("exposure", "CHN=0.4", russia).watched == CHINA


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"limit": 1.2}, r"limit = 1\.2: must be a number from 0 to 1"),
        ({"limit": float("nan")}, "limit = nan"),
        ({"limit": True}, "limit = True"),
        ({"watched": frozenset()}, "at least one country"),
        ({"watched": "CHN"}, "must be a list"),
        ({"watched": frozenset({"CHN RUS"})}, "country or bloc"),
        ({"measure": "share"}, "one of exposure, stage_share, pass_through"),
        ({"measure": "exposure", "rung": "cell"}, "exposure covers all rungs"),
        ({"measure": "pass_through", "rung": "cell"}, "pass-through covers all rungs"),
        ({"from_period": ""}, "from_period"),
    ],
)
def test_a_limit_out_of_range_names_field_value_and_range(
    given: dict[str, Any], complaint: str
) -> None:
    right = {"measure": "stage_share", "watched": CHINA, "limit": 0.5}
    with pytest.raises(SettingsError, match=complaint):
        DependenceLimit(**{**right, **given})


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"objective": "profit"}, "one of cost, exposure"),
        ({"then": "profit"}, "one of cost, exposure"),
        ({"objective": "cost", "then": "cost"}, "must differ"),
        ({"tolerance": -0.1}, "tolerance = -0.1"),
        ({"shortfall": "never"}, "as_priced, forbidden"),
        ({"relax": 1}, "relax = 1: must be true or false"),
        ({"strengthening": "yes"}, "strengthening"),
        ({"limits": "CHN=0.4"}, "limits = 'CHN=0.4': must be a list"),
        ({"limits": [0.4]}, "no dependence limit"),
        ({"limits": [{"measure": "exposure"}]}, "lacks watched, limit"),
        ({"watched": []}, "at least one country"),
        ({"watch": ["CHN"]}, "unknown setting watch"),
        ({"scenarios": "embargo"}, "none, sample:COUNT:SEED, or a list of names"),
        ({"scenarios": "sample:0:1"}, "sample:COUNT:SEED"),
        ({"risk_weight": 1.5}, "risk_weight = 1.5: must be a number from 0 to 1"),
        ({"tail": 1.0}, "tail = 1.0: must be a number from 0 to 0.999999"),
        ({"scenarios": [""]}, "'' is no name"),
        ({"scenarios": 1}, "scenarios = 1: must be a list"),
    ],
)
def test_build_settings_refuse_what_is_wrong(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        BuildSettings.from_dict(given)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"gap": -1e-9}, "gap = -1e-09: must be a number from 0 to 1"),
        ({"time_limit": 0}, "time_limit = 0"),
        ({"time_limit": float("inf")}, "time_limit = inf"),
        ({"threads": 0}, "threads = 0: must be a whole number from 1 to 256"),
        ({"threads": 1.5}, "threads = 1.5"),
        ({"seed": -1}, "seed = -1"),
        ({"log": "no"}, "log = 'no'"),
        ({"method": "pdlp"}, "choose, simplex, ipx"),
        ({"decompose": "parts"}, "choose, whole, branches"),
        ({"threats": 2}, "unknown setting threats; SolveSettings knows decompose, gap"),
    ],
)
def test_solve_settings_refuse_what_is_wrong(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        SolveSettings.from_dict(given)


def test_settings_echo_what_makes_them_again() -> None:
    limits = (
        DependenceLimit.parse("exposure", "CHN+RUS=0.4@2030"),
        DependenceLimit.parse("stage_share", "CHN:cell=0.5"),
    )
    build = BuildSettings(limits=limits, objective="exposure", then="cost", relax=True)
    solve = SolveSettings(gap=0.02, time_limit=60, threads=1, seed=7)
    assert BuildSettings.from_dict(build.as_dict()) == build
    assert SolveSettings.from_dict(solve.as_dict()) == solve
    assert build.as_dict()["limits"][0]["watched"] == ["CHN", "RUS"]


@pytest.mark.parametrize("which", ["planned", "all", "none", (), ("embargo", "strike")])
def test_scenarios_are_words_or_names_and_echoed(which: Any) -> None:
    build = BuildSettings(scenarios=which)
    assert BuildSettings.from_dict(build.as_dict()) == build
    assert BuildSettings.from_dict({"scenarios": ["a", "b", "a"]}).scenarios == ("a", "b")


def test_a_clean_stream_is_kept_for_whoever_asks_for_it() -> None:
    """By name, as an objective, or by a limit on the countries that are watched."""
    own = DependenceLimit("pass_through", CHINA, 0.5)
    assert BuildSettings(clean=True).keeps_clean
    assert BuildSettings(objective="pass_through").keeps_clean
    assert BuildSettings(then="pass_through").keeps_clean
    assert BuildSettings(limits=(own,)).keeps_clean
    assert not BuildSettings().keeps_clean
    assert not BuildSettings(limits=(own,), watched=frozenset({"RUS"})).keeps_clean
    with pytest.raises(SettingsError, match="clean = 1: must be true or false"):
        BuildSettings(clean=1)  # type: ignore[arg-type]


def test_risk_is_a_weight_and_a_tail_where_it_counts() -> None:
    assert BuildSettings().risk is None
    assert BuildSettings(tail=0.5).risk is None
    assert BuildSettings(risk_weight=0.3, tail=0.5).risk == (0.3, 0.5)


def test_samples_are_asked_for_by_count_and_seed() -> None:
    build = BuildSettings(scenarios="sample:50:1")
    assert BuildSettings.from_dict(build.as_dict()) == build
