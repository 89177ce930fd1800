"""What chemistries are worth: by hand on one market.

Germany wants 100 GWh in a year. Old cells cost 10 each, new ones 4 and take at most half; customers
insist on a tenth of odd ones at 20, of which there are at most three tenths. So 40 old, 50 new and
10 odd: 400 + 200 + 200 = 800. Not served costs 50 each.
"""

from functools import cache
from typing import Any

import pytest

from optimizer.data.instance import Instance
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings
from optimizer.studies.chemistries import Chemistries, chemistries, compared
from optimizer.studies.worth import Interval
from tests.small.instances import EXACT, an_instance

pytestmark = pytest.mark.solver

MARKET = {
    "parameters": "parameter value\ndiscount_rate 0",
    "segments": "segment unit shortfall_penalty\ncars GWh 50",
    "commodities": "commodity unit tonnes_per_unit value_per_unit needs_permission\n"
    + "\n".join(f"{name} GWh 1000 100 false" for name in ("cell", "fresh", "rare")),
    "chemistries": "chemistry commodity energy_per_unit\nold cell 1\nnew fresh 1\nodd rare 1",
    "shares": "segment chemistry period minimum maximum\n"
    "cars old 2025 0 1\ncars new 2025 0 0.5\ncars odd 2025 0.1 0.3",
    "demands": "market segment period energy\nde cars 2025 100",
    "supplies": "supply site commodity\nolds de cell\nnews de fresh\nodds de rare",
    "supply_terms": "supply period price quantity\nolds 2025 10 -\nnews 2025 4 -\nodds 2025 20 -",
    "levers": "lever cost\nbetter 10\nidle 0",
    "lever_changes": "lever step table change where set\n"
    "better 1 chemistries add - chemistry=best;commodity=fresh;energy_per_unit=1\n"
    "better 2 shares add - segment=cars;chemistry=best;period=2025;minimum=0;maximum=0.2\n"
    "idle 1 parameters change parameter=discount_rate value=0",
}


@cache
def _market() -> Instance:
    return an_instance(**MARKET)


@cache
def _found() -> Chemistries:
    return compared(_market(), settings=EXACT)


def _exactly(value: float) -> Any:
    return pytest.approx((value, value), abs=1e-6)


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def test_each_chemistry_forbidden_costs_what_the_hand_says() -> None:
    """Without new: 90 old; without odd nothing is lost.

    Without old, new and odd ones must be enough: 62.5 and 37.5 at most. Where that is allowed, 27.5
    old ones are bought, or that many more odd ones, 10 dearer.
    """
    found = _found()
    assert tuple(found.without) == ("old", "new", "odd")
    assert _ends(found.value("new")) == _exactly(300)
    assert _ends(found.value("old")) == _exactly(275)
    assert _ends(found.value("odd")) == _exactly(0)
    assert found.complete


def test_what_insisting_costs_is_told_apart() -> None:
    """Ten odd ones at 20 instead of old ones at 10; a ban alone would seem to save 100.

    If old ones could be left out, new ones might be 12.5 more.
    """
    found = _found()
    assert _ends(found.insisting("odd")) == _exactly(100)
    assert _ends(found.insisting("new")) == _exactly(0)
    assert _ends(found.insisting("old")) == _exactly(12.5 * 6)
    assert found.without["odd"].cost.high < found.base.cost.low


def test_a_lever_that_brings_a_chemistry_is_pulled_unasked() -> None:
    """Twenty of the best at 4 instead of old ones at 10, for 10: 110 saved."""
    found = _found()
    assert tuple(found.allowed) == ("better",)
    assert _ends(found.worth("better")) == _exactly(110)


def test_the_study_tells_it_and_audits_every_plan() -> None:
    study = chemistries(_market(), settings=EXACT)
    said = " ".join(study.sentences)
    assert "Forbidding new costs 300 EUR; it serves 50.0 % of the energy" in said
    assert "Forbidding old costs 275 EUR; it serves 27.5 % of the energy" in said
    assert "Nobody would buy odd, so that forbidding it costs nothing" in said
    assert "That some insist on it costs 100 EUR" in said
    assert "better is worth 110 EUR" in said
    assert set(study.plans) == {
        *("all", "without-old", "without-new", "without-odd", "better"),
        *("optional-old", "optional-odd"),
    }
    assert all((plan.audit or {})["passed"] for plan in study.plans.values())
    rows = {row["chemistry"]: row for row in study.tables["forbidden"].rows.to_dicts()}
    assert rows["new"]["loss"] == pytest.approx(300)
    assert rows["old"]["delivered"] == pytest.approx(1)
    mix = {row["plan"]: row for row in study.tables["mix"].rows.to_dicts()}
    assert mix["without new"]["old"] == pytest.approx(0.9)
    assert mix["with better"]["best"] == pytest.approx(0.2)


def test_only_what_is_named_is_looked_at() -> None:
    found = compared(_market(), ("new",), ("idle",), settings=EXACT)
    assert tuple(found.without) == ("new",)
    assert _ends(found.worth("idle")) == _exactly(0)


def test_levers_that_are_pulled_anyway_bring_their_chemistry_too() -> None:
    """Without the best ones: 110 and the price of the lever, which is paid all the same."""
    build = BuildSettings(levers=("better",))
    found = compared(_market(), ("best",), build=build, settings=EXACT)
    assert found.allowed == {}
    assert _ends(found.value("best")) == _exactly(120)


def test_stopped_early_it_tells_what_it_has() -> None:
    found = compared(_market(), settings=EXACT, watch=lambda p: "new" not in (p.message or ""))
    assert tuple(found.without) == ("old",)
    assert not found.complete


def test_a_relaxed_study_has_no_plans() -> None:
    study = chemistries(_market(), ("new",), (), BuildSettings(relax=True), EXACT)
    assert study.plans == {}
    assert "Forbidding new costs 300 EUR" in " ".join(study.sentences)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(SettingsError, match="no market may buy gold; there are old, new, odd"):
        compared(_market(), ("gold",), settings=EXACT)
    with pytest.raises(SettingsError, match="no lever is called wand"):
        compared(_market(), ("new",), ("wand",), settings=EXACT)
    with pytest.raises(SettingsError, match="no other objective"):
        compared(_market(), build=BuildSettings(objective="exposure"), settings=EXACT)
