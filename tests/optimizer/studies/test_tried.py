"""Instances that are compared: costs as intervals, and plans that serve elsewhere."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.data.outages import Survive
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.watch import unwatched
from optimizer.studies.tried import Tried, improved, tried, with_survival
from optimizer.studies.worth import Interval
from tests.small.instances import EXACT, changed
from tests.small.pact import the_pact

pytestmark = pytest.mark.solver


def found(name: str, price: float = 2.0, settings: SolveSettings = EXACT) -> Tried:
    """The pact with what Japan's cells cost."""
    terms = the_pact().table("supply_terms")
    prices = [price if s == "cell-jp" else p for s, p in terms.select("supply", "price").rows()]
    dearer = changed(
        the_pact(), supply_terms=terms.with_columns(price=pl.Series(prices, dtype=pl.Float64))
    )
    return tried(name, dearer, BuildSettings(), settings, unwatched)


def test_a_cost_lies_between_bound_and_plan() -> None:
    one = found("as it is")
    assert (one.cost.low, one.cost.high) == pytest.approx((45.0, 45.0))
    assert one.proved
    assert one.results is not None
    assert (one.results.audit or {})["passed"]


def test_without_a_plan_the_cost_is_infinite_and_the_clash_is_told() -> None:
    terms = the_pact().table("supply_terms").head(1)
    lacking = changed(the_pact(), supply_terms=terms)
    one = tried("lacking", lacking, BuildSettings(), EXACT, unwatched)
    assert one.results is None
    assert one.cost == Interval(float("inf"), float("inf"))
    assert one.reasons
    assert one.headline is None


def test_a_plan_of_another_takes_the_place_of_a_dearer_one() -> None:
    """A plan that was cut short costs 100 here; the other's keeps the rules and costs 45."""
    good = found("good")
    poor = replace(good, name="poor", cost=Interval(40.0, 100.0))
    best = improved(poor, [poor, good])
    assert best.taken_from == "good"
    assert best.cost == Interval(40.0, pytest.approx(45.0))  # type: ignore[arg-type]
    assert best.results is not None
    assert (best.results.audit or {})["passed"]


def test_a_plan_that_breaks_a_rule_here_is_not_taken() -> None:
    terms = the_pact().table("supply_terms")
    less = changed(
        the_pact(),
        supply_terms=terms.with_columns(
            quantity=pl.when(pl.col("supply") == "cell-jp").then(12.0).otherwise("quantity")
        ),
    )
    tight = tried("tight", less, BuildSettings(), EXACT, unwatched)
    loose = replace(tight, cost=Interval(0.0, 1000.0))
    assert improved(loose, [found("free")]).taken_from == ""


def test_what_survives_is_the_share_after_the_worst_loss() -> None:
    """Without Japan 5 from Germany and 10 from China are left for 20; without China, all."""
    terms = the_pact().table("supply_terms")
    priced = changed(
        the_pact(),
        segments=the_pact().table("segments").with_columns(shortfall_penalty=100.0),
        supply_terms=terms.filter(pl.col("supply") != "dear-de"),
    )
    one = tried("priced", priced, BuildSettings(), EXACT, unwatched)
    assert one.survives is None
    lost = with_survival(one, Survive(what=("country=JPN,CHN",)), EXACT)
    assert lost.survives is not None
    share, worst = lost.survives
    assert (share, worst) == (pytest.approx(0.75), "country:JPN/2025")
