"""What can arrive where, and what can get out again."""

from typing import Any


def test_everything_sold_in_the_complete_instance_can_be_made_and_delivered(bench: Any) -> None:
    reach = bench.view.reach
    assert {("tokyo", "cell"), ("hamburg", "cell")} <= reach.available
    assert reach.delivered == {("tokyo", "cell"), ("hamburg", "cell")}


def test_a_recipe_gives_only_when_all_its_needs_are_there(bench: Any) -> None:
    bench.drop("supply_terms", supply="other-kobe")
    available = bench.view.reach.available
    assert ("kobe", "lithium") in available
    assert ("kobe", "cell") not in available


def test_a_loop_of_recycling_alone_makes_nothing(bench: Any) -> None:
    """Cells come back as lithium, but the first cell needs lithium from elsewhere."""
    for table in ("contracts", "arrivals", "past_returns"):
        bench.drop(table)
    bench.drop("supplies", supply="lithium-world")
    bench.drop("operations", process="refine")
    bench.set("storages", {"site": "kobe"}, initial=0.0)
    for table in ("lifetimes", "sales"):
        bench.drop(table)
    assert ("kobe", "cell") not in bench.view.reach.available


def test_a_loop_without_an_end_is_no_way_out(bench: Any) -> None:
    """Between kobe and tokyo used batteries may go to and fro; nobody takes them."""
    bench.drop("disposals", commodity="used")
    bench.drop("operations", process="shred")
    disposable = bench.view.reach.disposable
    assert ("tokyo", "used") not in disposable
    assert ("kobe", "used") not in disposable


def test_a_plant_without_capacity_does_not_run(bench: Any) -> None:
    bench.set("capacities", {"facility": "kobe-plant"}, capacity=0.0)
    assert ("kobe", "cell") in bench.view.reach.available  # it can be enlarged
    bench.drop("expansions", facility="kobe-plant")
    assert ("kobe", "cell") not in bench.view.reach.available


def test_goods_do_not_move_where_the_lane_is_closed(bench: Any) -> None:
    node = ("hamburg", "cell")
    bench.set("shipments", {"lane": "kobe-hamburg", "commodity": "cell"}, capacity=0.0)
    assert node not in bench.view.reach.available
    bench.set("shipments", {"lane": "kobe-hamburg", "commodity": "cell"}, capacity=None)
    bench.set("lanes", {"lane": "kobe-hamburg"}, capacity_t=0.0)
    assert node not in bench.view.reach.available


def test_what_comes_back_where(bench: Any) -> None:
    returned = set(bench.view.reach.returned.iter_rows())
    assert returned == {("tokyo", "cars", "used"), ("tokyo", "grid", "used")}


def test_a_step_recipe_without_inputs_gives_at_once(bench: Any) -> None:
    assert ("pilbara", "ore") in bench.view.reach.available
