"""The least subsidy in words: who pays, and who is paid."""

import pytest

from optimizer.data import load
from optimizer.settings import BuildSettings, DependenceLimit
from optimizer.studies.least_subsidy import Asked, found
from optimizer.studies.study import Study
from optimizer.studies.subsidy_told import split, told
from optimizer.studies.targets import Pay
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def study() -> Study:
    build = BuildSettings(limits=(DependenceLimit("exposure", frozenset({"CHN"}), 0.5),))
    toy = load("instances/toy-dependence")
    answer = found(toy, Asked(pay=(Pay.parse("energy:cell@JPN"),)), build, EXACT)
    assert answer.paid is not None
    assert split(answer.paid, answer)["country"].unique().to_list() == ["JPN"]
    return told(answer)


def test_it_says_what_must_be_paid(study: Study) -> None:
    assert "for less than 440 EUR" in study.sentences[1]
    assert "is 30 for each unit of weight" in study.sentences[2]
    assert "99 % of it is proved to miss" in study.sentences[2]


def test_who_pays_adds_up(study: Study) -> None:
    rows = study.tables["schemes"].rows
    assert (rows["public"] + rows["industry"]).to_list() == pytest.approx(
        rows["together"].to_list()
    )
    assert rows["together"].to_list() == pytest.approx([2300.0, 2740.0, 2740.0, 2900.0], rel=1e-4)


def test_shares_of_who_is_paid_add_up_to_all(study: Study) -> None:
    assert study.tables["split"].rows["share"].sum() == pytest.approx(1.0)
    assert set(study.plans) == {"free", "target", "subsidised"}
