"""The guarantee: by hand, by all designs, by all outages at once, and by what must be so."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.levers import pulled
from optimizer.data.outages import Survive, facing, outages
from optimizer.errors import SettingsError
from optimizer.run import formulated, solve
from optimizer.settings import BuildSettings
from optimizer.solve import highs, whole
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason
from optimizer.studies import guarantee as module
from optimizer.studies.guarantee import Found, search
from tests.small.combined import ALONE, CHEAPEST, TOGETHER, the_agreement
from tests.small.instances import EXACT, arrays_of, optimum

NEAR = replace(EXACT, gap=1e-4)
"""Close enough to compare, and quick."""
EVERY = BuildSettings(scenarios="all")


@pytest.fixture(scope="module")
def toy() -> Instance:
    return load("instances/toy-outage")


@pytest.fixture(scope="module")
def mini() -> Instance:
    return load("instances/japan-eu-mini")


def cost(found: Found) -> float:
    assert found.guarded is not None
    assert found.guarded.outcome.objective is not None
    return found.guarded.outcome.objective


def at_once(instance: Instance, survive: Survive) -> float:
    """The same by full enumeration: one problem that knows of every outage."""
    return optimum(facing(instance, outages(instance, survive), survive))


@pytest.mark.parametrize(
    ("share", "by_hand"),
    [(0.4, 3300), (0.5, 3305), (0.7, 3315), (0.8, 3355), (0.9, 3365), (1.0, 3420)],
)
def test_the_toy_costs_what_it_costs_by_hand(toy: Instance, share: float, by_hand: float) -> None:
    found = search(toy, Survive(share=share), settings=EXACT)
    assert cost(found) == pytest.approx(by_hand)
    assert found.guarded is not None
    assert found.guarded.bound == pytest.approx(by_hand)
    assert min(answer.share for answer in found.after.values()) >= share - 1e-6


def test_two_countries_at_once_by_hand(toy: Instance) -> None:
    found = search(toy, Survive(share=0.6, pairs=True), settings=EXACT)
    assert cost(found) == pytest.approx(3420)
    assert found.after["country:CHN+country:KOR/2026"].share == pytest.approx(0.6)


def test_the_largest_share_is_told_where_none_keeps_what_is_asked(toy: Instance) -> None:
    found = search(toy, Survive(share=0.8, pairs=True), settings=EXACT)
    assert found.guarded is None
    assert found.reason is StopReason.INFEASIBLE
    assert found.largest is not None
    assert found.largest.share == pytest.approx(0.7)
    assert found.largest.at_most == pytest.approx(0.7)
    assert found.largest.alone == pytest.approx({"country:CHN+country:KOR/2026": 0.7})


def test_the_largest_share_can_be_guaranteed_and_no_more(toy: Instance) -> None:
    assert cost(search(toy, Survive(share=0.7, pairs=True), settings=EXACT)) > 3420
    assert search(toy, Survive(share=0.71, pairs=True), settings=EXACT).guarded is None


@pytest.mark.parametrize("share", [0.4, 0.6, 0.8, 1.0])
def test_no_design_is_cheaper(toy: Instance, share: float) -> None:
    """Every design (line and room in steps of a half) tried on every outage, by whole problems."""
    asked = Survive(share=share)
    arrays = arrays_of(facing(toy, outages(toy, asked), asked))
    best = np.inf
    added = arrays.decisions["added"]
    line = added.start + list(added.over[0].labels).index("line@2025")
    for line_size, room in product((0.0, 0.5, 1.0, 1.5, 2.0), repeat=2):
        lower, upper = arrays.lower.copy(), arrays.upper.copy()
        upper[arrays.decisions["build"].span] = np.minimum(
            upper[arrays.decisions["build"].span], float(line_size > 0.0)
        )
        upper[added.span] = 0.0
        upper[line] = lower[line] = line_size
        lower[arrays.decisions["room"].span] = upper[arrays.decisions["room"].span] = room
        fixed = replace(arrays, lower=lower, upper=upper)
        outcome = highs.solve(fixed.aimed("cost"), EXACT)
        if outcome.objective is not None:
            best = min(best, outcome.objective)
    assert cost(search(toy, asked, settings=EXACT)) == pytest.approx(best)


@pytest.mark.solver
@pytest.mark.parametrize(
    "asked",
    [
        Survive(share=0.6),
        pytest.param(
            Survive(("country=KOR,DEU,CHL",), share=0.95, strikes=("2029-30", "2031-32")),
            marks=pytest.mark.long,
        ),
    ],
)
def test_one_after_the_other_costs_what_all_at_once_cost(mini: Instance, asked: Survive) -> None:
    found = search(mini, asked, settings=NEAR)
    everything = facing(mini, outages(mini, asked), asked)
    outcome = whole.solve(compiled(formulated(everything)), BuildSettings(), NEAR)
    assert outcome.objective is not None
    assert cost(found) == pytest.approx(outcome.objective, rel=2e-4)


@pytest.mark.solver
def test_pairs_one_after_the_other_cost_what_all_at_once_cost(toy: Instance) -> None:
    asked = Survive(share=0.55, pairs=True, strikes=("2026", "2027"))
    assert cost(search(toy, asked, settings=EXACT)) == pytest.approx(at_once(toy, asked))


@pytest.mark.solver
def test_the_cheapest_plan_fails_and_the_guarded_one_does_not(mini: Instance) -> None:
    found = search(mini, Survive(share=0.6), settings=NEAR)
    assert min(answer.share for answer in found.before.values()) < 0.1
    assert min(answer.share for answer in found.after.values()) >= 0.6 - 1e-6
    assert found.generated == ("country:CHN/2029-30",)


def test_a_longer_outage_and_a_higher_share_never_cost_less(toy: Instance) -> None:
    lengths = (100.0, 365.0, 500.0, 730.0)
    shares = (0.3, 0.5, 0.7)
    costs = [
        [cost(search(toy, Survive(share=s, length=d), settings=EXACT)) for d in lengths]
        for s in shares
    ]
    assert (np.diff(costs, axis=0) >= -1e-6).all()
    assert (np.diff(costs, axis=1) >= -1e-6).all()
    assert costs[-1][-1] > costs[0][0]


def test_bounds_of_all_rounds_hold(toy: Instance) -> None:
    found = search(toy, Survive(share=0.6, pairs=True), settings=EXACT)
    bounds = [r.bound for r in found.rounds]
    assert all(bound is not None and bound <= 3420 + 1e-6 for bound in bounds)
    assert found.rounds[0].phase == "unguarded"
    assert found.rounds[-1].failed == 0


def test_few_are_added_at_once_the_worst_first(
    toy: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FEW", 1)
    found = search(toy, Survive(share=0.6, pairs=True), settings=EXACT)
    assert found.generated[0] == "country:CHN+country:KOR/2026"
    assert cost(found) == pytest.approx(3420)


def test_a_plan_that_survives_all_is_the_cheapest(toy: Instance) -> None:
    found = search(toy, Survive(share=0.3), settings=EXACT)
    assert found.generated == ()
    assert found.guarded is found.unguarded


def test_what_cannot_be_guaranteed_is_refused(toy: Instance) -> None:
    for build in (
        BuildSettings(objective="exposure"),
        BuildSettings(relax=True),
        BuildSettings(shortfall="forbidden"),
    ):
        with pytest.raises(SettingsError):
            search(toy, Survive(), build)


def test_the_tables_of_the_toy_ask_for_the_same(toy: Instance) -> None:
    run = solve(toy, EVERY, EXACT)
    assert run.outcome.objective == pytest.approx(3355)
    assert run.audit is not None
    assert run.audit.passed


@pytest.mark.parametrize("lever", ["home", "people", "cap", "steady"])
def test_law_people_and_caps_alone_cost_what_they_cost_by_hand(lever: str) -> None:
    assert optimum(pulled(the_agreement(), [lever])) == pytest.approx(CHEAPEST + ALONE[lever])


def test_levers_and_a_promise_together_by_hand() -> None:
    """The witness keeps the cap on what it serves; the rule holds on the trunk."""
    build = BuildSettings(levers=("home", "people", "cap"))
    found = search(the_agreement(), Survive(share=0.8), build, EXACT)
    assert cost(found) == pytest.approx(CHEAPEST + TOGETHER)
    assert found.after["country:CHN/2026"].share == pytest.approx(0.8)


def test_an_outage_releases_from_law() -> None:
    """A plant in Japan that law keeps busy stands still without Japan, and nothing is broken."""
    build = BuildSettings(levers=("steady",))
    found = search(the_agreement(), Survive(("country=JPN",), share=1.0), build, EXACT)
    assert cost(found) == pytest.approx(CHEAPEST + ALONE["steady"])


def test_rules_in_conflict_are_named_with_a_promise_and_without() -> None:
    both = search(
        the_agreement(), Survive(share=0.4), BuildSettings(levers=("small", "home")), EXACT
    )
    assert both.unguarded is None
    assert both.reason is StopReason.INFEASIBLE
    assert {text.split()[0] for text in both.conflict} <= {"small", "home"}
    assert both.conflict
