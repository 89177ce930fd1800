"""What pillars buy: by hand on the pact and on the toy where all comes together."""

import pytest

from optimizer.data.instance import Instance
from optimizer.data.outages import Survive
from optimizer.data.tree import extended
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings
from optimizer.studies.pillars import Raised, pillars_study, raised
from optimizer.studies.pillars_told import told
from tests.small.combined import CHEAPEST, TOGETHER, the_agreement
from tests.small.instances import EXACT
from tests.small.pact import ALONE, BOTH, the_pact

pytestmark = pytest.mark.solver


def made_of(instance: Instance, **pillars: str) -> Instance:
    """An instance with pillars, each ``kind target; kind target``, a number being its share."""
    rows, parts = [], []
    for name, text in pillars.items():
        share = None
        for part in text.split("; "):
            kind, _, target = part.partition(" ")
            if target:
                parts.append({"pillar": name, "kind": kind, "target": target})
            else:
                share = float(kind)
        rows.append({"pillar": name, "name": name.title(), "share": share})
    return extended(instance, {"pillars": rows, "pillar_parts": parts})


@pytest.fixture(scope="module")
def found() -> Raised:
    instance = made_of(
        the_agreement(),
        crew="before home; lever home; lever people",
        all="0.8; lever home; lever people; lever cap; lever grants",
        clash="1; lever small",
    )
    return raised(instance, settings=EXACT, survive=Survive())


def test_each_pillar_costs_what_the_hand_says(found: Raised) -> None:
    changes = {one.pillar.name: one.change for one in found.found}
    by_hand = {
        "crew": 2.0,
        "all": TOGETHER - 10.0,
    }
    assert {name: changes[name].low for name in by_hand} == pytest.approx(by_hand)
    assert {name: changes[name].high for name in by_hand} == pytest.approx(by_hand)
    assert found.base.cost.high == pytest.approx(CHEAPEST)


def test_what_states_give_is_told_apart(found: Raised) -> None:
    paid = {one.pillar.name: one.after.to_states for one in found.found}
    assert paid == {"crew": pytest.approx(0.0), "all": pytest.approx(-10.0), "clash": None}


def test_what_survives_is_told_before_and_after(found: Raised) -> None:
    before = {one.pillar.name: one.before.survives for one in found.found}
    after = {one.pillar.name: one.after.survives for one in found.found}
    assert before["all"] == (pytest.approx(0.4), "country:CHN/2026")
    assert before["crew"] == after["crew"] == (pytest.approx(0.5), "country:CHN/2026")
    assert after["all"] == (pytest.approx(0.8), "country:CHN/2026")


def test_where_rules_and_a_promise_conflict_the_rules_are_named(found: Raised) -> None:
    clash = found.found[-1].after
    assert not clash.there
    assert clash.proved
    assert clash.reasons[0].startswith(
        "small (pack-making) in 2026: 1.00/year instead of at most 0.5"
    )
    assert clash.reasons[-1] == "at most 95.0 % can be promised"


def test_every_plan_is_audited_and_the_table_has_every_pillar(found: Raised) -> None:
    study = told(found)
    assert all((plan.audit or {})["passed"] for plan in study.plans.values())
    assert set(study.plans) == {"base", "home", "crew", "all"}
    rows = {row["pillar"]: row for row in study.tables["money"].rows.to_dicts()}
    assert rows["all"]["part"] == pytest.approx((TOGETHER - 10.0) / CHEAPEST)
    assert rows["all"]["survives"] == "40.0 % → 80.0 %"
    assert rows["clash"]["range"] == "no plan"


def test_partners_who_join_are_compared_with_all_alone() -> None:
    usa = ALONE["japan"] + ALONE["germany"]
    assert usa > BOTH
    found = raised(made_of(the_pact(), join="partner america"), settings=EXACT)
    (one,) = found.found
    assert one.before.cost.high == pytest.approx(BOTH + 80.0)
    assert one.after.cost.high == pytest.approx(125.0)
    assert set(found.plans) == {"base", "america-alone", "join"}


def test_what_is_not_asked_for_is_refused() -> None:
    with pytest.raises(SettingsError, match="no pillars"):
        raised(the_pact())
    with pytest.raises(SettingsError, match="no pillar is called roof"):
        raised(made_of(the_pact(), join="partner america"), ["roof"])
    with pytest.raises(SettingsError, match="pillars compares costs"):
        raised(made_of(the_pact(), join="partner america"), build=BuildSettings(relax=True))


def test_only_what_is_named_is_compared() -> None:
    instance = made_of(the_agreement(), law="lever home", cap="lever cap")
    study = pillars_study(instance, ["cap"], settings=EXACT)
    (row,) = study.tables["money"].rows.to_dicts()
    assert (row["pillar"], row["survives"]) == ("cap", "–")
    assert row["change"] == pytest.approx(15.0)
