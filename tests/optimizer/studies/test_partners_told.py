"""What coalitions come to, in words and tables."""

import pytest

from optimizer.data.outages import Survive
from optimizer.data.tree import replaced
from optimizer.studies.partners import partners_study
from tests.small.instances import EXACT
from tests.small.pact import the_pact

pytestmark = pytest.mark.solver

PAIR = ("japan", "germany")


def test_gain_shares_and_core_are_said() -> None:
    study = partners_study(the_pact(), PAIR, settings=EXACT)
    assert study.sentences[0].startswith("japan + germany saves 15 EUR against each alone")
    assert "japan 12.5, germany 32.5 EUR" in study.sentences[1]
    assert study.sentences[2].startswith("The core is not empty")
    assert "at least 7.5 EUR less than alone" in study.sentences[2]
    rows = {row["coalition"]: row for row in study.tables["coalitions"].rows.to_dicts()}
    assert rows["japan"]["gain"] is None
    assert rows["japan + germany"]["gain"] == pytest.approx(15.0)
    assert rows["japan + germany"]["missing"] == 0.0


def test_what_survives_stands_beside_the_dependence_where_asked() -> None:
    priced = the_pact().table("segments").with_columns(shortfall_penalty=100.0)
    pact = replaced(the_pact(), {"segments": priced})
    asked = Survive(what=("country=CHN",))
    study = partners_study(pact, PAIR, settings=EXACT, survive=asked)
    assert "survives" in study.tables["dependence"].shown
    rows = {row["coalition"]: row for row in study.tables["dependence"].rows.to_dicts()}
    assert rows["germany"]["survives"] == pytest.approx(1.0)
    assert rows["germany"]["worst"] == "country:CHN/2025"


def test_a_coalition_without_a_plan_is_said_and_nothing_is_shared() -> None:
    terms = the_pact().table("supply_terms")
    scarce = replaced(
        the_pact(),
        {"supply_terms": terms.filter(terms["supply"] != "dear-de").with_columns(quantity=4.0)},
    )
    study = partners_study(scarce, PAIR, settings=EXACT)
    assert "there is no plan" in study.sentences[0]
    assert "sharing" not in study.tables
