"""Who causes how much of what."""

from optimizer.data.network.burdens import Causes
from tests.small.instances import THREE_YEARS, a_problem, an_instance, given

TABLES = {
    "periods": THREE_YEARS,
    "burdens": "burden unit\nco2 t\nharm t",
    "burden_rates": "rate burden kind target country amount\n"
    "a co2 process make DEU 3\nb harm rung celling - 2\n"
    "c harm mode - CHN 0.001\nd harm commodity ore - 5",
    "modes": "mode co2_kg_per_tkm\nship 1000",
    "lanes": "lane origin destination mode distance_km\nout cn de ship 100\nback de cn ship 50",
    "shipments": "lane commodity\nout ore\nback ore",
    "processes": "process rung activity_unit co2_t_per_unit\nmake celling GWh 10",
    "facilities": "facility site unit\nworks-cn cn GWh\nworks-de de GWh",
    "operations": "facility process\nworks-cn make\nworks-de make",
    "supplies": "supply site commodity\nore-cn cn ore",
    "contracts": "contract site commodity price maximum\ndeal de ore 7 1",
}


def test_rates_add_to_what_columns_state() -> None:
    causes = Causes(an_instance(**TABLES))
    co2, harm = causes.rates("co2"), causes.rates("harm")
    assert co2["operations"].tolist() == [10.0, 13.0]
    assert co2["shipments"].tolist() == [100_000.0, 50_000.0]
    assert harm["operations"].tolist() == [2.0, 2.0]
    assert harm["shipments"].tolist() == [100.0, 0.0]
    assert (harm["supplies"].tolist(), harm["contracts"].tolist()) == ([5.0], [5.0])
    assert causes.inside("operations", "EU").tolist() == [0.0, 1.0]


def test_prices_and_limits_name_only_what_causes() -> None:
    problem = a_problem(
        **TABLES,
        burden_prices="price_of burden area price first_period\ntax co2 EU 2 2026",
        burden_limits="limit burden area per most price last_period\n"
        "cap harm CHN year 9 - 2025\nsoft co2 - energy 4 6 2025",
    )
    assert problem.labels("taxed_operations") == ("works-de|make",)
    assert given(problem, "rate_of_taxed_operations", "works-de|make", "2025") == 0.0
    assert given(problem, "rate_of_taxed_operations", "works-de|make", "2026") == 26.0
    assert problem.labels("taxed_shipments") == ("back|ore",)
    assert problem.labels("ceilings") == ("cap|2025", "soft|2025")
    assert problem.values("ceiling").tolist() == [9.0, 0.0]
    assert problem.values("ceiling_per_energy").tolist() == [0.0, 4.0]
    assert problem.labels("forgiving") == ("soft",)
    assert problem.labels("counted_supplies") == ("cap|ore-cn",)
