"""Which trade rule applies to which shipment."""

from datetime import date
from typing import Any

import pytest


def _covered(bench: Any, **rule: str) -> set[tuple[str, str, str]]:
    crossings = bench.view.crossings
    whole = {"origin": "", "destination": "", "commodity": ""} | rule
    routes = crossings.routes.filter(crossings.covered(whole))
    return set(routes.drop("route").iter_rows())


JP_EU = {("JPN", "DEU", "mass"), ("JPN", "DEU", "cell")}


@pytest.mark.parametrize(
    ("rule", "routes"),
    [
        ({"origin": "JPN", "destination": "EU"}, JP_EU),
        ({"origin": "JPN", "destination": "EU", "commodity": "cell"}, {("JPN", "DEU", "cell")}),
        ({"destination": "CHN"}, {("AUS", "CHN", "ore")}),
        ({"origin": "partners", "destination": "DEU"}, set()),
        ({"destination": "partners"}, {("CHN", "JPN", "lithium")}),
        ({"origin": "FRA"}, set()),
        ({"commodity": "gold"}, set()),
    ],
)
def test_a_rule_covers_what_crosses_the_border_of_its_areas(
    bench: Any, rule: dict[str, str], routes: set[tuple[str, str, str]]
) -> None:
    assert _covered(bench, **rule) == routes


def test_a_rule_without_scope_covers_all_borders_and_nothing_at_home(bench: Any) -> None:
    everything = _covered(bench)
    assert everything > JP_EU
    assert all(origin != destination for origin, destination, _ in everything)


def _blocked(bench: Any) -> set[str]:
    crossings = bench.view.crossings
    return set(crossings.routes.filter(crossings.blocked)["commodity"])


def test_a_ban_blocks_only_when_it_holds_throughout(bench: Any) -> None:
    assert _blocked(bench) == set()
    bench.set("bans", {"ban": "ore-ban"}, first_date=date(2025, 1, 2), last_date=None)
    assert _blocked(bench) == set()
    bench.set("bans", {"ban": "ore-ban"}, first_date=date(2025, 1, 1))
    assert _blocked(bench) == {"ore"}


def test_what_gets_no_permission_is_blocked(bench: Any) -> None:
    bench.drop("permissions")
    assert _blocked(bench) == {"mass"}


def test_shipments_on_lanes_that_do_not_exist_are_left_to_others(bench: Any) -> None:
    before = bench.view.crossings.shipments.height
    bench.add("shipments", lane="nowhere", commodity="ore")
    assert bench.view.crossings.shipments.height == before
