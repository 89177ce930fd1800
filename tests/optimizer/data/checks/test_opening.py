"""Lanes that must be opened need a limit on what they carry."""

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from optimizer.data.assemble import assemble
from optimizer.data.cells import typed
from optimizer.data.checks import opening
from optimizer.data.checks.view import View
from optimizer.data.instance import Instance
from optimizer.data.memory import as_text
from optimizer.data.tables import TABLES
from optimizer.errors import FormulationError
from tests.small.instances import changed
from tests.small.worlds import worlds


@pytest.fixture
def open_sea(bench: Any) -> Any:
    """Lithium without limit in Tokyo, sold without limit in Hamburg; a lane to open."""
    bench.add("lanes", lane="direct", origin="tokyo", destination="hamburg", mode="sea", days=9.0)
    bench.set("lanes", {"lane": "direct"}, opening_cost=1.0)
    bench.set("supply_terms", {"supply": "lithium-world"}, quantity=None)
    bench.set("sales", {"site": "hamburg"}, quantity=None)
    return bench


def test_a_shipment_without_any_limit(open_sea: Any) -> None:
    row = open_sea.add("shipments", lane="direct", commodity="lithium")
    (finding,) = open_sea.findings(opening.limits)
    assert (finding.rule, finding.table, finding.row, finding.column) == (
        "shipment.endless",
        "shipments",
        row,
        "capacity",
    )
    assert finding.message == (
        "direct must be opened, and nothing limits how much lithium it could then carry"
    )


def test_by_way_of_another_site(open_sea: Any) -> None:
    """From Tokyo by road to Kobe, which has no limit, and on round the Cape."""
    row = open_sea.add("shipments", lane="kobe-hamburg-cape", commodity="lithium")
    place = ("shipment.endless", "shipments", row, "capacity")
    assert open_sea.places(opening.limits) == [place]
    open_sea.set("shipments", {"lane": "tokyo-kobe", "commodity": "lithium"}, capacity=9.0)
    assert open_sea.places(opening.limits) == []


@pytest.mark.parametrize(
    ("table", "keys", "column", "value"),
    [
        ("shipments", {"lane": "direct"}, "capacity", 5.0),
        ("lanes", {"lane": "direct"}, "capacity_t", 5.0),
        ("lanes", {"lane": "direct"}, "opening_cost", None),
        ("supply_terms", {"supply": "lithium-world"}, "quantity", 5.0),
        ("sales", {"site": "hamburg"}, "quantity", 5.0),
    ],
)
def test_one_limit_is_enough(
    open_sea: Any, table: str, keys: dict[str, Any], column: str, value: float | None
) -> None:
    open_sea.add("shipments", lane="direct", commodity="lithium")
    open_sea.set(table, keys, **{column: value})
    assert open_sea.places(opening.limits) == []


def test_what_weighs_nothing_is_not_limited_by_the_tonne(open_sea: Any) -> None:
    open_sea.add("shipments", lane="direct", commodity="lithium")
    open_sea.set("lanes", {"lane": "direct"}, capacity_t=5.0)
    open_sea.set("commodities", {"commodity": "lithium"}, tonnes_per_unit=0.0)
    assert len(open_sea.places(opening.limits)) == 1


def test_what_may_be_thrown_away_has_no_end(open_sea: Any) -> None:
    open_sea.add("shipments", lane="direct", commodity="lithium")
    open_sea.set("sales", {"site": "hamburg"}, quantity=5.0)
    open_sea.add("disposals", site="hamburg", commodity="lithium", cost=1.0)
    assert len(open_sea.places(opening.limits)) == 1


def test_what_uses_no_capacity_has_no_end(open_sea: Any) -> None:
    """Hamburg makes lithium of black mass, then sends it to Kobe, which uses it for cells."""
    open_sea.set("lanes", {"lane": "hamburg-kobe"}, opening_cost=1.0)
    assert open_sea.places(opening.limits) == []
    open_sea.set("operations", {"process": "leach"}, capacity_use=0.0)
    assert open_sea.places(opening.limits) == []
    open_sea.set("operations", {"process": "assemble"}, capacity_use=0.0)
    row = open_sea.row("shipments", lane="hamburg-kobe", commodity="lithium")
    assert ("shipment.endless", "shipments", row, "capacity") in open_sea.places(opening.limits)


def test_what_arrives_after_the_end_is_lost_without_limit(open_sea: Any) -> None:
    row = open_sea.add("shipments", lane="direct", commodity="lithium")
    open_sea.set("sales", {"site": "hamburg"}, quantity=5.0)
    open_sea.set("lanes", {"lane": "direct"}, days=200.0)
    place = ("shipment.endless", "shipments", row, "capacity")
    assert open_sea.places(opening.limits) == [place]


def test_what_is_banned_throughout_has_no_need(open_sea: Any) -> None:
    open_sea.add("shipments", lane="direct", commodity="lithium")
    open_sea.add("bans", ban="all", origin="JPN", destination="DEU", commodity="lithium")
    assert open_sea.places(opening.limits) == []


@pytest.mark.slow
@given(worlds())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_where_nothing_is_found_every_shipment_has_a_factor(world: Instance) -> None:
    """And where a factor is missing, the shipment is one of those found."""
    shut = changed(world, lanes=world.table("lanes").with_columns(opening_cost=pl.lit(1.0)))
    raw = as_text(shut)
    view = View({name: typed(TABLES[name], table)[0] for name, table in raw.tables.items()})
    found = [f.row for f in opening.limits(view)]
    try:
        assemble(shut)
    except FormulationError as missing:
        carried = shut.table("shipments").select("lane", "commodity").rows()
        named = {f"{carried[row - 1][0]}|{carried[row - 1][1]}" for row in found if row}
        said = str(missing).removeprefix("nothing limits ").removesuffix(": state a capacity")
        assert set(said.split(", ")) <= named
