"""What a stress test says of itself: on toys, with the numbers of their READMEs in mind."""

import polars as pl
import pytest

from optimizer.results.plan import Plan
from optimizer.studies.failures import KINDS
from optimizer.studies.stress import StressSettings, stress, stressed
from optimizer.studies.stress_told import by_market, matrix, ranked, told
from tests.optimizer.studies.test_stress import a_plan
from tests.small.chain import the_chain


@pytest.fixture(scope="module")
def plan() -> Plan:
    return a_plan(the_chain())


def test_ranks_are_worst_first_and_sum_to_markets(plan: Plan) -> None:
    found = stressed(the_chain(), plan, StressSettings(KINDS, "2025", 730.0))
    ranks = ranked(found)
    assert ranks["rank"].to_list() == list(range(1, len(found.tried) + 1))
    lost = ranks["lost"].drop_nulls()
    assert lost.is_sorted(descending=True)
    assert lost.max() > 0.0  # type: ignore[operator]
    assert (lost >= 0.0).all()
    assert (ranks["extra_cost"].drop_nulls() >= 0.0).all()
    markets = by_market(found).group_by("failure", "kind").agg(pl.col("lost").sum())
    both = ranks.filter(pl.col("lost") > 0).join(
        markets, on=["failure", "kind"], suffix="_of_markets"
    )
    assert both["lost"].to_list() == pytest.approx(both["lost_of_markets"].to_list())


def test_time_to_survive_agrees_with_the_loss(plan: Plan) -> None:
    """With the least shortfall asked for: who loses survives less long, who does not, longer."""
    found = stressed(the_chain(), plan, StressSettings(strike="2025", days=200, first="shortfall"))
    rows = ranked(found).filter(pl.col("lost").is_not_null())
    for row in rows.iter_rows(named=True):
        if row["lost"] > 1e-5:
            assert (row["survives"] or 0.0) < 200.0, row
        else:
            assert (row["survives"] or 1e6) > 200.0 - 1e-3, row


def test_the_matrix_has_stages_and_countries_and_their_margins(plan: Plan) -> None:
    found = stressed(the_chain(), plan, StressSettings(strike="2026", survive=False))
    cells = matrix(found, ranked(found), "extra_cost")
    assert set(cells["x"]) <= {"cell", "recovery", "all stages"}
    assert cells["y"][-1] == "everywhere"
    assert (cells.filter((pl.col("x") == "cell") & (pl.col("y") == "everywhere")).height) == 1


def test_the_study_says_what_was_closed_and_how_it_was_found(plan: Plan) -> None:
    study = stress(the_chain(), plan, StressSettings(strike="2026", days=90))
    assert study.sentences[0].startswith("Each of 9 things is closed in turn for 90 days from 2026")
    assert set(study.tables) >= {"failures", "n_minus_one"}
    assert sum(study.record["answers"].values()) == 9
    assert study.complete
    assert study.as_json()["tables"]["failures"][0]["rank"] == 1


def test_nothing_that_could_fail(plan: Plan) -> None:
    found = stressed(the_chain(), plan, StressSettings(("chokepoint",)))
    assert "nothing of these kinds" in told(found).sentences[1]


def test_stopped_midway_it_is_not_complete(plan: Plan) -> None:
    settings = StressSettings(KINDS, survive=False, threads=1)
    found = stressed(the_chain(), plan, settings, lambda event: event.phase != "stress")
    assert 0 < len(found.answers) < len(found.tried)
    assert not told(found).complete
