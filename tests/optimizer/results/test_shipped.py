"""Measures of real plans agree with their costs, with the audit, and with themselves."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from optimizer.data import load
from optimizer.data.network.moments import Calendar
from optimizer.results.read import read_results
from optimizer.results.write import Results, write_results
from optimizer.run import Run, solve

if TYPE_CHECKING:
    from optimizer.results.measures import Measures

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = [*sorted(path.name for path in (ROOT / "instances").glob("toy-*")), "japan-eu-mini"]

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module", params=SHIPPED)
def run(request) -> Run:
    solved = solve(load(ROOT / "instances" / request.param))
    assert solved.measures is not None
    return solved


def paid(run: Run, term: str) -> float:
    """Money of a term: expected where it arises in moments, once where it is decided for all."""
    calendar = Calendar(run.instance)
    names = calendar.periods
    chance = {(m.scenario, names[m.period]): m.probability for m in calendar.moments}
    rows = run.plan.table("costs").filter(pl.col("term") == term)
    by_moment = term not in {"capex", "subsidy"}
    return sum(
        amount * (chance[scenario, period] if by_moment else 1.0)
        for scenario, period, amount in rows.select("scenario", "period", "amount").iter_rows()
    )


def test_figures_agree_with_the_cost_terms(run):
    found: Measures = run.measures
    assert found.transport["cost"].sum() == pytest.approx(paid(run, "transport"), abs=1e-6)
    assert found.builds["capex"].sum() == pytest.approx(paid(run, "capex"), abs=1e-6)
    assert -found.builds["subsidy"].sum() == pytest.approx(paid(run, "subsidy"), abs=1e-6)
    assert found.cost_by_period["present"].sum() == pytest.approx(found.headline.cost)
    assert found.cost_by_term["amount"].sum() == pytest.approx(
        found.landed_cost["amount"][-1], rel=1e-9
    )


def test_dependence_agrees_with_the_audit(run):
    found, audit = run.measures, run.audit
    assert found.headline.exposure == (
        None if audit.exposure is None else pytest.approx(audit.exposure, abs=1e-9)
    )
    whole = found.stage_shares.filter(pl.col("period") == "")
    shares = dict(whole.select("rung", "share").iter_rows())
    for rung, share in audit.stage_share.items():
        assert shares.get(rung) == (None if share is None else pytest.approx(share, abs=1e-9)), rung
    parts = found.exposure_by_rung["exposure"].sum()
    assert parts == pytest.approx(found.headline.exposure or 0.0, abs=1e-9)


def test_shares_add_up_and_no_plant_does_more_than_it_can(run):
    found = run.measures
    for table, within in (("sourcing", ["rung"]), ("chemistry_mix", ["segment", "period"])):
        sums = found.tables()[table].group_by(within).agg(pl.col("share").sum())["share"]
        assert sums.to_list() == pytest.approx([1.0] * len(sums)), table
    assert all(use <= 1.0 + 1e-6 for use in found.utilisation["use"].drop_nulls())
    returns = found.returns.drop_nulls("collected_energy")
    assert (returns["collected_energy"] <= returns["retiring"] + 1e-6).all()
    assert found.headline.energy == pytest.approx(run.audit.served)


def test_a_results_folder_gives_everything_back(run, tmp_path):
    results = Results(run.plan, run.measures, run.audit.as_json())
    again = read_results(write_results(tmp_path / "out", results, workbook=True))
    assert again.plan == run.plan
    assert again.measures.headline == run.measures.headline
    assert again.audit["passed"]
