"""Least, proportional and greatest share: by hand, and the least against the model."""

import numpy as np
import pytest

from optimizer.data.instance import Instance
from optimizer.errors import SettingsError
from optimizer.results.attribution import Network, PlanTrail, Weaver, greatest, least, mixed
from optimizer.settings import BuildSettings
from tests.small.chain import the_chain
from tests.small.instances import solved

CHINA = frozenset({"CHN"})


def meeting(*, unknown: bool = False) -> tuple[Network, np.ndarray]:
    """60 t from China and 40 t from Chile meet; half goes to cars, half elsewhere."""
    w = Weaver()
    w.link(60.0, gives=[("salt", 1.0)], watched=True)
    w.link(40.0, gives=[("salt", 1.0)], unknown=unknown)
    cars = w.link(50.0, takes=[("salt", 1.0)])
    w.link(50.0, takes=[("salt", 1.0)])
    return w.network(), weigh(w.network(), cars)


def weigh(network: Network, *targets: int) -> np.ndarray:
    weights = np.zeros(network.links)
    weights[list(targets)] = 1.0
    return weights


@pytest.mark.solver
def test_what_meets_may_go_either_way() -> None:
    """At least 10 of the 50 t are Chinese, for only 40 are not; at most all; mixed, 60 %."""
    network, cars = meeting()
    assert least(network, cars) == pytest.approx(0.2)
    assert mixed(network, cars) == pytest.approx(0.6)
    assert greatest(network, cars) == pytest.approx(1.0)


@pytest.mark.solver
def test_unknown_places_are_left_out_of_the_mixture() -> None:
    """What is known comes from China alone; the unknown may be clean, or may not."""
    network, cars = meeting(unknown=True)
    assert least(network, cars) == pytest.approx(0.2)
    assert mixed(network, cars) == pytest.approx(1.0)
    assert greatest(network, cars) == pytest.approx(1.0)
    few = Weaver()
    few.link(10.0, gives=[("salt", 1.0)], watched=True)
    few.link(30.0, gives=[("salt", 1.0)], unknown=True)
    cars_few = few.link(20.0, takes=[("salt", 1.0)])
    network, cars = few.network(), weigh(few.network(), cars_few)
    assert least(network, cars) == 0.0
    assert greatest(network, cars) == pytest.approx(0.5)
    assert greatest(network, cars, unknown=True) == pytest.approx(1.0)


def products() -> tuple[Network, np.ndarray]:
    """Ten cells of 1 lithium and 2 nickel each: half the lithium, a quarter of the nickel passed.

    Of the lithium 10 come, 5 watched; of the nickel 20, 5 watched.
    """
    w = Weaver()
    for metal, watched, other in (("lithium", 5.0, 5.0), ("nickel", 5.0, 15.0)):
        w.link(watched, gives=[(metal, 1.0)], watched=True)
        w.link(other, gives=[(metal, 1.0)])
    w.link(10.0, takes=[("lithium", 1.0), ("nickel", 2.0)], gives=[("cell", 1.0)])
    sold = w.link(10.0, takes=[("cell", 1.0)])
    return w.network(), weigh(w.network(), sold)


@pytest.mark.solver
def test_a_product_has_passed_through_if_any_part_has() -> None:
    """At least half (the watched nickel in cells of watched lithium); at most half and a quarter;

    mixed, as much as of its most dependent part.
    """
    network, sold = products()
    assert least(network, sold) == pytest.approx(0.5)
    assert mixed(network, sold) == pytest.approx(0.5)
    assert greatest(network, sold) == pytest.approx(0.75)


@pytest.mark.solver
def test_work_in_a_watched_place_is_enough() -> None:
    w = Weaver()
    w.link(10.0, gives=[("ore", 1.0)])
    w.link(4.0, takes=[("ore", 1.0)], gives=[("salt", 0.5)], watched=True)
    w.link(6.0, takes=[("ore", 1.0)], gives=[("salt", 0.5)])
    sold = w.link(5.0, takes=[("salt", 1.0)])
    network, sales = w.network(), weigh(w.network(), sold)
    for share in (least, mixed, greatest):
        assert share(network, sales) == pytest.approx(0.4)


@pytest.mark.solver
def test_a_circle_keeps_what_came_into_it() -> None:
    """A third goes round again; what is in it is as what came in."""
    w = Weaver()
    w.link(3.0, gives=[("scrap", 1.0)], watched=True)
    w.link(9.0, gives=[("scrap", 1.0)])
    w.link(18.0, takes=[("scrap", 1.0)], gives=[("metal", 1.0)])
    w.link(6.0, takes=[("metal", 1.0)], gives=[("scrap", 1.0)])
    sold = w.link(12.0, takes=[("metal", 1.0)])
    network, sales = w.network(), weigh(w.network(), sold)
    for share in (least, mixed, greatest):
        assert share(network, sales) == pytest.approx(0.25)


@pytest.mark.solver
def test_nothing_delivered_has_no_share() -> None:
    network, _ = meeting()
    for share in (least, mixed, greatest):
        assert share(network, np.zeros(network.links)) == 0.0


def test_what_cannot_matter_is_left_out() -> None:
    network, cars = meeting()
    small, weights = network.leading_to(cars)
    assert small.links == 3
    assert small.pools == 1
    assert weights.sum() == 1.0


def attributed(instance: Instance) -> tuple[float, float, float, float]:
    """Least, proportional and greatest of a plan, and what its model says."""
    run = solved(instance, BuildSettings(clean=True))
    assert run.plan is not None
    assert run.measures is not None
    network, served = PlanTrail(run.instance, run.plan).network(CHINA)
    weights = np.zeros(network.links)
    for delivery in served:
        weights[delivery.link] = delivery.chance
    stated = run.measures.headline.pass_through
    shares = (share(network, weights) for share in (least, mixed, greatest))
    return (*shares, stated if stated is not None else 0.0)  # type: ignore[return-value]


@pytest.mark.solver
def test_the_least_share_is_what_the_model_calls_not_clean() -> None:
    """Late lanes, losses, initial stock, returns and a branch: the chain has it all."""
    low, middle, high, stated = attributed(the_chain())
    assert low == pytest.approx(6.1 / 17)
    assert stated == pytest.approx(low)
    assert low - 1e-9 <= middle <= high + 1e-9


@pytest.mark.solver
def test_only_what_carries_a_mineral_counts() -> None:
    run = solved(the_chain())
    assert run.plan is not None
    trail = PlanTrail(run.instance, run.plan)
    _, through_ore = trail.network(CHINA, {"ore", "cell"})
    assert {delivery.chemistry for delivery in through_ore} == {"nmc", "next"}
    _, through_slag = trail.network(CHINA, {"slag"})
    assert through_slag == ()


@pytest.mark.solver
def test_an_unknown_country_is_refused() -> None:
    run = solved(the_chain())
    assert run.plan is not None
    with pytest.raises(SettingsError, match="no country or bloc is called RUS"):
        PlanTrail(run.instance, run.plan).network(frozenset({"RUS"}))
