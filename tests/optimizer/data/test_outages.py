"""Outages: which there are, when, how much they leave, and what plans are asked then."""

import pytest

from optimizer.data import check, load
from optimizer.data.instance import Instance
from optimizer.data.outages import Outage, Survive, facing, outages
from optimizer.data.tree import courses
from optimizer.errors import SettingsError
from tests.small.instances import an_instance


@pytest.fixture(scope="module")
def toy() -> Instance:
    return load("instances/toy-outage")


def names(instance: Instance, survive: Survive) -> list[str]:
    return [outage.name for outage in outages(instance, survive)]


def test_every_country_with_a_site_is_lost_in_the_middle_of_the_horizon(toy: Instance) -> None:
    assert names(toy, Survive()) == ["country:CHN/2026", "country:KOR/2026", "country:JPN/2026"]


def test_a_country_without_a_site_has_nothing_to_lose() -> None:
    instance = an_instance(countries="country name\nCHN x\nJPN x\nDEU x\nPER x")
    assert "country:PER/2025" not in names(instance, Survive())


def test_only_what_is_named_is_lost_and_nothing_that_is_spared(toy: Instance) -> None:
    some = Survive(("country=CHN,KOR", "site=kobe"), strikes=("2025",))
    assert names(toy, some) == ["country:CHN/2025", "country:KOR/2025", "site:kobe/2025"]
    assert names(toy, Survive(spared=("KOR", "JPN"))) == ["country:CHN/2026"]


def test_a_bloc_is_lost_where_it_is_named() -> None:
    assert names(an_instance(), Survive(("country=EU",))) == ["country:EU/2025"]


def test_pairs_come_after_single_losses_at_every_strike(toy: Instance) -> None:
    asked = Survive(("country=CHN,KOR",), pairs=True, strikes=("2025", "2026"))
    assert names(toy, asked) == [
        "country:CHN/2025",
        "country:KOR/2025",
        "country:CHN+country:KOR/2025",
        "country:CHN/2026",
        "country:KOR/2026",
        "country:CHN+country:KOR/2026",
    ]


@pytest.mark.parametrize(
    ("length", "left"),
    [
        (None, (("2026", 0.0),)),
        (73.0, (("2026", 0.8),)),
        (365.0, (("2026", 0.0),)),
        (366.0, (("2026", 0.0),)),
        (438.0, (("2026", 0.0), ("2027", 0.8))),
        (5000.0, (("2026", 0.0), ("2027", 0.0))),
    ],
)
def test_an_outage_lasts_its_days(
    toy: Instance, length: float | None, left: tuple[tuple[str, float], ...]
) -> None:
    found = outages(toy, Survive(("country=CHN",), length=length))[0].left
    assert [period for period, _ in found] == [period for period, _ in left]
    assert [part for _, part in found] == pytest.approx([part for _, part in left])


def test_what_remains_is_left_of_a_whole_period(toy: Instance) -> None:
    (outage,) = outages(toy, Survive(("country=CHN",), remaining=0.25))
    assert outage.left == (("2026", 0.25),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": 1.2},
        {"remaining": -0.1},
        {"length": 0.0},
        {"what": ()},
        {"what": ("planet",)},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Survive(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "named"),
    [(Survive(("country=XXX",)), "XXX"), (Survive(strikes=("1999",)), "1999")],
)
def test_what_is_not_there_is_named(toy: Instance, asked: Survive, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        outages(toy, asked)


def test_an_instance_that_faces_outages_is_valid_and_asks_in_every_period_and_area(
    toy: Instance,
) -> None:
    asked = Survive(("country=CHN",), share=0.7, length=730.0, areas=("JPN", ""))
    faced = facing(toy, outages(toy, asked), asked)
    assert not check(faced).errors
    rows = faced.table("guarantees").filter(scenario="country:CHN/2026")
    assert rows["guarantee"].to_list() == [
        "country:CHN/2026/2026/JPN",
        "country:CHN/2026/2026",
        "country:CHN/2026/2027/JPN",
        "country:CHN/2026/2027",
    ]
    assert set(rows["share"]) == {0.7}
    assert {c.scenario: c.probability for c in courses(faced)}["country:CHN/2026"] == 0.0


def test_facing_nothing_changes_nothing(toy: Instance) -> None:
    assert facing(toy, (), Survive()).digest == toy.digest


def test_an_outage_knows_its_ends() -> None:
    outage = Outage((("lane", "sea"),), (("2025", 0.0), ("2026", 0.5)))
    assert (outage.name, outage.strike, outage.end) == ("lane:sea/2025", "2025", "2026")


def test_settings_can_be_echoed() -> None:
    assert Survive(**Survive(("site",), 0.5).as_dict()) == Survive(("site",), 0.5)
