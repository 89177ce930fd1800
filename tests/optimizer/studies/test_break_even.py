"""Where recycling pays: by hand in a toy, by planning anew on both sides, and the audit on it."""

import polars as pl
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.tree import extended
from optimizer.errors import SettingsError
from optimizer.run import solve
from optimizer.settings import BuildSettings
from optimizer.studies.break_even import BreakEvenSettings, break_even, found
from tests.small.instances import EXACT, changed

pytestmark = pytest.mark.solver
RECOVERY = BreakEvenSettings(stages=("recovery",), plants=("recycler",))


@pytest.fixture(scope="module")
def toy() -> Instance:
    return load("instances/toy-loop")


def priced(toy: Instance, factor: float, fee: float = 0.0) -> Instance:
    """Metal at a factor of its price, recycling a tonne dearer by ``fee``."""
    terms = toy.table("supply_terms").with_columns(pl.col("price") * factor)
    dearer = pl.col("variable_cost") + pl.when(pl.col("process") == "recycling").then(
        fee
    ).otherwise(0)
    operations = toy.table("operations").with_columns(dearer.alias("variable_cost"))
    return changed(toy, supply_terms=terms, operations=operations)


def recycled(instance: Instance) -> float:
    run = solve(instance, BuildSettings(), EXACT)
    assert run.plan is not None
    activity = run.plan.tables["activity"]
    return float(activity.filter(pl.col("process") == "recycling")["activity"].sum())


def test_by_hand(toy: Instance) -> None:
    """A tonne yields 0.6 t of metal at 50 and saves 3, for 22: 11 to spare.

    So it pays down to 19 / 30 of the metal's price, or as long as no more than 11 is paid for it.
    """
    answer = found(toy, RECOVERY, BuildSettings(), EXACT)
    assert {turn.what for turn in answer.turns} == {"the loop", "recycler"}
    for turn in answer.turns:
        assert turn.runs
        assert turn.proved
        assert turn.worth == pytest.approx(140 * 11)
        assert turn.at == pytest.approx(19 / 30 if turn.kind == "metals" else -11.0)
    assert answer.plan.audit is not None
    assert answer.plan.audit["passed"]


@pytest.mark.parametrize(("factor", "fee"), [(19 / 30, 0.0), (1.0, 11.0)])
def test_just_beyond_it_stands_still_and_just_before_it_runs(
    toy: Instance, factor: float, fee: float
) -> None:
    assert recycled(priced(toy, factor * 1.001, fee * 0.999)) == pytest.approx(140.0)
    assert recycled(priced(toy, factor - 1e-3 * (fee == 0.0), fee * 1.001)) == 0.0


def test_what_is_idle_begins_where_it_would_have_ceased(toy: Instance) -> None:
    """At half the price of metal it is idle; it runs from 19/15 of that on, or for 4 a tonne."""
    answer = found(priced(toy, 0.5), RECOVERY, BuildSettings(), EXACT)
    found_at = {turn.kind: turn for turn in answer.turns if turn.what == "recycler"}
    assert not found_at["metals"].runs
    assert found_at["metals"].at == pytest.approx(19 / 15)
    assert found_at["fee"].at == pytest.approx(4.0)
    assert found_at["fee"].proved


def test_a_line_is_built_from_the_fee_on_that_covers_its_capital(toy: Instance) -> None:
    """One line, 3000 to build for three years, of which every year that is left is worth 1000.

    Built in 2025 it recycles 176 t, in 2026 136 t, in 2027 80 t: these need earn least, 1000/80 a
    tonne, and earn 11. Paid a hundredth less, the industry builds nothing; a hundredth more,
    it builds.
    """
    line = "expansion facility size_max fixed_capex life_years\nline recycler 80 3000 3"
    nothing = toy.table("capacities").with_columns(
        capacity=pl.when(pl.col("facility") == "recycler").then(0.0).otherwise("capacity")
    )
    bare = changed(toy, expansions=line, capacities=nothing)
    answer = found(bare, BreakEvenSettings(stages=("recovery",)), BuildSettings(), EXACT)
    fee = next(turn for turn in answer.turns if turn.kind == "fee")
    assert fee.at == pytest.approx(1000 / 80 - 11)
    assert fee.proved
    for part, built in ((0.99, 0.0), (1.01, 80.0)):
        row = {"subsidy": "fee", "process": "recycling", "per": "activity", "rate": part * 1.5}
        assert recycled(extended(bare, {"subsidies": [row]})) == pytest.approx(built)


def test_larger_is_cheaper_by_the_unit(toy: Instance) -> None:
    line = "expansion facility size_min size_max fixed_capex unit_capex\nline recycler 10 40 900 0"
    more = changed(toy, expansions=line)
    asked = BreakEvenSettings(stages=("recovery",), loop=False)
    market = found(more, asked, BuildSettings(), EXACT).market
    assert market["size"].to_list() == ["existing", "least: 10", "greatest: 40"]
    assert market["profit"][0] > market["profit"][2] > market["profit"][1]


def test_the_study_in_words(toy: Instance) -> None:
    study = break_even(toy, RECOVERY, BuildSettings(), EXACT)
    assert "1 of 1 plants cover all their cost" in study.sentences[0]
    assert any("metals at 63.3 % of their price" in sentence for sentence in study.sentences)
    assert set(study.tables) == {"turns", "market", "own", "gains", "saved"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (BreakEvenSettings(stages=("magic",)), "no stage is called magic"),
        (BreakEvenSettings(stages=("recovery",), plants=("plant",)), "no plant of the stages"),
        (BreakEvenSettings(stages=("recovery",), metals=("Xx",)), "no commodity is mainly Xx"),
    ],
)
def test_names_that_are_not_there(toy: Instance, asked: BreakEvenSettings, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        found(toy, asked, BuildSettings(), EXACT)


def test_use_is_a_part() -> None:
    with pytest.raises(SettingsError, match="use"):
        BreakEvenSettings(use=0.0)
