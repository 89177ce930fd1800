"""All measures together, and there and back through JSON."""

import json

import pytest

from optimizer.results.measures import Measures, measures
from optimizer.results.plan import Plan, PlanError


def test_headline(measured, chain_plan):
    head = measured.headline
    assert head.cost == pytest.approx(chain_plan.table("costs")["present"].sum())
    assert (head.energy, head.energy_unit, head.currency) == (15.0, "GWh", "MUSD")
    assert head.exposure == pytest.approx(1 / 3)
    assert (head.highest_rung, head.highest_share) == ("refining-nickel", pytest.approx(20 / 28))
    assert (head.retiring, head.collected) == (pytest.approx(4.0), pytest.approx(2.0))
    assert head.shortfall == 0.5


def test_json_there_and_back(measured):
    document = json.loads(json.dumps(measured.as_json(), allow_nan=False))
    again = Measures.from_json(document)
    assert again.headline == measured.headline
    assert again.watched == ("CHN",)
    for name, frame in measured.tables().items():
        assert frame.equals(again.tables()[name]), name


def test_json_that_holds_no_measures_is_refused(measured):
    document = measured.as_json()
    with pytest.raises(PlanError, match="measures"):
        Measures.from_json({**document, "headline": {}})
    with pytest.raises(PlanError, match="measures"):
        Measures.from_json({key: value for key, value in document.items() if key != "builds"})


def test_a_plan_of_nothing_has_all_measures_with_the_same_columns(chain, measured):
    empty = measures(chain, Plan())
    for name, frame in empty.tables().items():
        assert frame.schema == measured.tables()[name].schema, name
    assert empty.headline.cost == 0.0
    assert empty.headline.exposure is None


def test_an_own_choice_of_watched_countries(chain, chain_plan):
    finland = measures(chain, chain_plan, {"FIN"})
    assert finland.watched == ("FIN",)
    assert finland.headline.exposure == pytest.approx(4 / 30)
