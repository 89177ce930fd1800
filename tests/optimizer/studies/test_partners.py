"""What partners gain: by hand on the pact."""

import pytest

from optimizer.data.outages import Survive
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings
from optimizer.studies.partners import partners_study, played
from tests.small.instances import EXACT
from tests.small.pact import ALONE, BOTH, the_pact

pytestmark = pytest.mark.solver


def test_the_pact_of_two_is_worth_what_the_hand_says() -> None:
    found = played(the_pact(), ("japan", "germany"), settings=EXACT)
    both = frozenset(ALONE)
    assert {min(s): c.high for s, c in found.costs.items() if len(s) == 1} == pytest.approx(ALONE)
    assert found.costs[both].high == pytest.approx(BOTH)
    gain = found.gain(both)
    assert gain is not None
    assert (gain.low, gain.high) == pytest.approx((15.0, 15.0))
    assert found.complete


def test_the_study_shares_the_gain_and_audits_every_plan() -> None:
    study = partners_study(the_pact(), settings=EXACT)
    assert len(study.plans) == 7
    assert all((plan.audit or {})["passed"] for plan in study.plans.values())
    rows = {row["partner"]: row for row in study.tables["sharing"].rows.to_dicts()}
    assert {name: row["shapley"] for name, row in rows.items()} == pytest.approx(
        {"japan": 12.5, "germany": 32.5, "america": 80.0}
    )
    assert sum(row["core"] for row in rows.values()) == pytest.approx(125.0)
    assert study.record["core"]["verdict"] == "not empty"
    joined = {
        (row["partner"], row["joins"]): row["saves"]
        for row in study.tables["joining"].rows.to_dicts()
    }
    assert joined["germany", "japan"] == pytest.approx(15.0)
    assert joined["america", "japan"] == pytest.approx(0.0)
    assert any("saves nothing against each alone" in said for said in study.sentences)


def test_the_lever_of_a_partner_is_in_the_record_of_its_plans_only() -> None:
    study = partners_study(the_pact(), settings=EXACT)
    levers = {
        name: tuple(plan.plan.record["settings"]["build"]["levers"])
        for name, plan in study.plans.items()
    }
    assert levers["japan+germany"] == ()
    assert levers["germany+america"] == ("join",)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(SettingsError, match="no partner is called korea"):
        played(the_pact(), ("korea",), settings=EXACT)
    with pytest.raises(SettingsError, match="no other objective"):
        played(the_pact(), build=BuildSettings(risk_weight=0.5), settings=EXACT)
    with pytest.raises(SettingsError, match="can be built"):
        played(the_pact(), build=BuildSettings(relax=True), settings=EXACT, survive=Survive())


def test_stopped_by_the_watch_it_tells_what_it_has() -> None:
    found = played(
        the_pact(), settings=EXACT, watch=lambda progress: "germany" not in (progress.message or "")
    )
    assert set(found.found) == {frozenset({"japan"})}
    assert not found.complete
    study = partners_study(
        the_pact(), settings=EXACT, watch=lambda progress: "germany" not in (progress.message or "")
    )
    assert "sharing" not in study.tables
