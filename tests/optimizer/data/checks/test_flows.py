"""The sense of the network."""

from typing import Any

from optimizer.data.checks import flows


def test_a_commodity_that_nobody_makes(bench: Any) -> None:
    row = bench.row("commodities", commodity="ore")
    bench.drop("operations", process="dig")
    (finding,) = bench.findings(flows.commodities)
    assert (finding.rule, finding.row, finding.column) == ("commodity.not_made", row, "commodity")
    assert finding.message.startswith("it is used, but")


def test_a_commodity_that_is_wanted_and_nobody_makes(bench: Any) -> None:
    bench.drop("operations", process="assemble")
    found = bench.findings(flows.commodities)
    cell = bench.row("commodities", commodity="cell")
    assert [f.message for f in found if f.row == cell and f.rule == "commodity.not_made"] == [
        "it is wanted by a market, but nobody makes, supplies or returns it"
    ]


def test_a_commodity_with_no_way_out(bench: Any) -> None:
    row = bench.row("commodities", commodity="waste")
    bench.drop("disposals", commodity="waste")
    assert bench.places(flows.commodities) == [
        ("commodity.no_way_out", "commodities", row, "commodity")
    ]


def test_a_commodity_that_nothing_speaks_of(bench: Any) -> None:
    row = bench.add("commodities", commodity="gold", unit="t")
    assert bench.places(flows.commodities) == [
        ("commodity.unused", "commodities", row, "commodity")
    ]


def test_an_output_that_cannot_leave_its_site(bench: Any) -> None:
    row = bench.row("operations", process="leach")
    bench.drop("disposals", site="hamburg", commodity="waste")
    (finding,) = bench.findings(flows.operations)
    assert (finding.rule, finding.row, finding.column) == ("operation.no_outlet", row, "process")
    assert finding.message == "leach makes waste, which cannot leave hamburg"


def test_an_input_that_cannot_reach_its_site(bench: Any) -> None:
    row = bench.row("operations", process="leach")
    bench.drop("shipments", commodity="mass")
    bench.drop("operations", process="shred")
    row = bench.row("operations", process="leach")
    assert ("operation.no_input", "operations", row, "process") in bench.places(flows.operations)


def test_a_market_that_nothing_reaches(bench: Any) -> None:
    row = bench.row("demands", market="hamburg", segment="cars")
    bench.drop("shipments", lane="kobe-hamburg", commodity="cell")
    assert bench.places(flows.markets) == [("market.all_short", "demands", row, "market")]
    bench.set("segments", {"segment": "cars"}, shortfall_penalty=None)
    assert bench.places(flows.markets) == [("market.unreached", "demands", row, "market")]


def test_a_ban_on_all_that_reaches_a_market(bench: Any) -> None:
    bench.add("bans", ban="all", origin="JPN", destination="DEU", commodity="cell")
    assert [rule for rule, *_ in bench.places(flows.markets)] == ["market.all_short"]


def test_what_is_collected_is_taken_by_somebody(bench: Any) -> None:
    bench.drop("shipments", lane="tokyo-kobe", commodity="used")
    assert bench.places(flows.returns) == []
    bench.drop("disposals", site="tokyo")
    assert bench.places(flows.returns) == [
        ("return.no_outlet", "collections", row, "market") for row in (1, 2)
    ]


def test_what_arrives_is_taken_by_somebody(bench: Any) -> None:
    row = bench.add("arrivals", site="pilbara", commodity="lithium", period="2025", quantity=1.0)
    assert bench.places(flows.returns) == [("arrival.no_outlet", "arrivals", row, "commodity")]


def test_what_must_run_can_run(bench: Any) -> None:
    row = bench.set("facilities", {"facility": "kobe-plant"}, closable=False)
    assert bench.places(flows.duties) == []
    bench.drop("supply_terms", supply="other-kobe")
    assert bench.places(flows.duties) == [("facility.must_run", "facilities", row, "minimum_use")]
    bench.set("facilities", {"facility": "kobe-plant"}, closable=True)
    assert bench.places(flows.duties) == []
