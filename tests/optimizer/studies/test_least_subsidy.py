"""The least subsidy: by hand in a toy, by trying rates one by one, and by what must be so."""

import polars as pl
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.tree import extended
from optimizer.errors import SettingsError
from optimizer.run import solve
from optimizer.settings import BuildSettings, DependenceLimit
from optimizer.studies.least_subsidy import Asked, found
from optimizer.studies.subsidy_told import paid_in_all
from optimizer.studies.targets import Domestic, Pay
from tests.small.chain import the_chain
from tests.small.instances import EXACT, changed

pytestmark = pytest.mark.solver
HALF = BuildSettings(limits=(DependenceLimit("exposure", frozenset({"CHN"}), 0.5),))


@pytest.fixture(scope="module")
def toy() -> Instance:
    return load("instances/toy-dependence")


def cost_and_exposure(instance: Instance, *rows: dict[str, object]) -> tuple[float, float]:
    run = solve(extended(instance, {"subsidies": rows}), BuildSettings(), EXACT)
    assert run.audit is not None
    assert run.audit.passed
    assert run.measures is not None
    assert run.measures.headline.exposure is not None
    return run.outcome.objective or 0.0, run.measures.headline.exposure


def test_by_hand(toy: Instance) -> None:
    """Of the ways A (23 a tonne, all Chinese), B (29) and C (31; at most 40 t).

    The target costs 440 more. A premium on cells made in Japan, of 0.2 MWh a tonne, makes B as
    cheap as A at 6/0.2 = 30 EUR/MWh, and C dearer still: half of the exposure needs all 100 t by
    B, for 600.
    """
    answer = found(toy, Asked(pay=(Pay.parse("energy:cell@JPN"),)), HALF, EXACT)
    assert answer.lump == pytest.approx((440.0, 440.0))
    assert answer.tipping.rate == pytest.approx(30.0)
    assert answer.tipping.missed == pytest.approx(30.0, rel=1e-3)
    assert answer.paid is not None
    assert paid_in_all(answer.paid) == pytest.approx(600.0, rel=1e-4)
    assert answer.paid.audit is not None
    assert answer.paid.audit["passed"]


@pytest.mark.parametrize("pay", ["activity@JPN", "energy:refining@JPN=2"])
def test_at_99_percent_of_it_the_target_is_missed(toy: Instance, pay: str) -> None:
    """Paid by the mechanism itself, to an industry that knows no target."""
    kind = Pay.parse(pay)
    answer = found(toy, Asked(pay=(kind,)), HALF, EXACT)
    rate = answer.tipping.rate
    if rate is None:
        best = min(cost_and_exposure(toy, *_at(toy, kind, r))[1] for r in (10.0, 1e4))
        assert best > 0.5
        return
    assert answer.tipping.proved(0.99)
    assert cost_and_exposure(toy, *_at(toy, kind, rate * 0.99))[1] > 0.5 + 1e-6
    assert cost_and_exposure(toy, *_at(toy, kind, rate * 1.001))[1] <= 0.5 + 1e-6


def _at(toy: Instance, pay: Pay, rate: float) -> list[dict[str, object]]:
    return [row | {"rate": row["rate"] * rate} for row in pay.rows(toy, 1)]


def test_a_share_made_at_home_is_a_target(toy: Instance) -> None:
    """Half of the cells from Japan: 50 t by B or C; 6 EUR/t are enough, 30 a MWh."""
    asked = Asked((Domestic.parse("JPN:cell=0.5"),), pay=(Pay.parse("energy:cell@JPN"),))
    answer = found(toy, asked, BuildSettings(), EXACT)
    assert answer.lump[1] == pytest.approx(300.0)
    assert answer.tipping.rate == pytest.approx(30.0)
    assert answer.tipping.above is not None
    assert answer.tipping.above.amount * 30.0 == pytest.approx(300.0, rel=1e-3)


def test_where_builds_may_be_fractions_a_whole_plan_is_tried(toy: Instance) -> None:
    """A line of 400 for 100 t in Kobe: half of it at 200 will do, or all of it, never a half."""
    line = "expansion facility size_max fixed_capex life_years\nline kobe-cells 100 400 1"
    none = toy.table("capacities").with_columns(
        capacity=pl.when(pl.col("facility") == "kobe-cells").then(0.0).otherwise("capacity")
    )
    asked = Asked((Domestic.parse("JPN:cell=0.5"),), pay=(Pay.parse("energy:cell@JPN"),))
    answer = found(
        changed(toy, expansions=line, capacities=none), asked, BuildSettings(relax=True), EXACT
    )
    assert answer.lump[1] == pytest.approx(300.0 + 200.0)
    assert answer.tipping.rate == pytest.approx(30.0 + 20.0)
    assert answer.whole is not None
    assert answer.whole.met
    assert answer.whole.results.audit is not None
    assert answer.whole.results.audit["passed"]


def test_guarantees_are_a_target() -> None:
    chain = changed(the_chain(), subsidies=the_chain().table("subsidies").clear())
    chain = changed(chain, subsidy_budgets=the_chain().table("subsidy_budgets").clear())
    rows = chain.table("guarantees").with_columns(share=0.99)
    asked = Asked(guarantees=True, pay=(Pay.parse("capex@DEU"),))
    answer = found(changed(chain, guarantees=rows), asked, BuildSettings(), EXACT)
    assert answer.lump[1] >= 0.0
    assert answer.target.audit is not None
    assert answer.target.audit["passed"]


def test_a_programme_of_the_instance_is_scaled_and_its_budget_checked(toy: Instance) -> None:
    row = {"subsidy": "cells", "programme": "home", "area": "JPN", "stage": "cell"}
    purse = {"budget": "purse", "programme": "home", "amount": 500.0}
    rows = {"subsidies": [row | {"per": "energy", "rate": 10.0}], "subsidy_budgets": [purse]}
    answer = found(extended(toy, rows), Asked(programme="home"), HALF, EXACT)
    assert answer.tipping.rate == pytest.approx(3.0)
    assert answer.rates[0]["rate"] == pytest.approx(30.0)
    assert answer.overspent["budget"].to_list() == ["purse"]
    assert answer.overspent["paid"][0] == pytest.approx(600.0, rel=1e-4)


def test_what_makes_no_sense_is_refused(toy: Instance) -> None:
    with pytest.raises(SettingsError, match="no target"):
        found(toy, Asked(), BuildSettings(), EXACT)
    with pytest.raises(SettingsError, match="exclude"):
        Asked(pay=(Pay.parse("energy"),), programme="x")
    with pytest.raises(SettingsError, match="programme called lost"):
        found(toy, Asked(programme="lost"), HALF, EXACT)
    with pytest.raises(SettingsError, match="share"):
        Asked(share=1.5)
