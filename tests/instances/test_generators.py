"""The instances follow from the sourced tables, byte for byte; and the rules that scale them."""

from pathlib import Path

import pytest

from instances.generators.__main__ import INSTANCES
from instances.generators.countries import Regions
from instances.generators.demand import YEARS, market_shares, read_world, wanted
from instances.generators.events import Event, chances, left, raised
from instances.generators.facts import Facts
from instances.generators.markets import lifetime, past_returns
from instances.generators.reach import ramped, reach
from instances.generators.recipes import build_chain
from instances.generators.rungs import reference_throughput
from instances.generators.sea import Sea
from optimizer.data.package import write_package


@pytest.mark.slow
@pytest.mark.parametrize("name", INSTANCES)
def test_what_is_shipped_is_what_the_tables_give(
    facts: Facts, instances: Path, tmp_path: Path, name: str
) -> None:
    write_package(INSTANCES[name](facts), tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {
        path.name: path.read_bytes()
        for path in (instances / name).iterdir()
        if path.suffix in {".csv", ".json"}
    }
    assert sorted(made) == sorted(kept)
    differing = [file for file in sorted(made) if made[file] != kept[file]]
    assert not differing, f"python -m instances.generators {name} writes other {differing}"


def test_recipes_make_neither_mass_nor_elements(facts: Facts) -> None:
    chain = build_chain(facts)
    for process in chain.processes.values():
        if process.from_nature:
            continue
        mass = 0.0
        elements: dict[str, float] = {}
        for name, amount in process.flows.items():
            good = chain.goods[name]
            mass += amount * (1.0 if good.mass is None else good.mass)
            for element, share in good.contents.items():
                elements[element] = elements.get(element, 0.0) + amount * share
        assert mass <= 1e-9, process.key
        assert all(made <= 1e-9 for made in elements.values()), process.key


def test_a_kilowatt_hour_needs_what_the_bills_of_material_say(facts: Facts) -> None:
    """METI (table 16), kg/kWh of its own mix: 0.119 Li, 0.52 Ni, 0.10 Co, 1.0 graphite."""
    need = reference_throughput(build_chain(facts), {"811": 0.5, "622": 0.5})
    assert need["refining-lithium"] == pytest.approx(0.119, rel=0.25)
    assert need["refining-nickel"] == pytest.approx(0.6, rel=0.25)
    assert need["anode"] == pytest.approx(1.0, rel=0.1)


def test_effective_recovery_is_that_of_everbatt(facts: Facts) -> None:
    chain = build_chain(facts)
    black = chain.processes["shred-622"].flows["black_mass_622"]
    salts = chain.processes["hydro-622"].flows
    packs = chain.goods["eol_622"].contents
    for element, salt, name in (("Ni", "nickel_sulfate", "Ni"), ("Li", "lithium_carbonate", "Li")):
        got = black * salts[salt] * chain.goods[salt].contents[element] / packs[element]
        published = facts.value(
            "08",
            parameter=f"effective recovery {name}, cell to product, NMC622",
            route="hydrometallurgical (with pre-processing)",
        )
        assert got == pytest.approx(published, rel=0.01)


def test_routes_go_round_what_is_closed(facts: Facts) -> None:
    usual, cape, sunda = Sea(facts).routes("Shanghai", "Rotterdam")
    assert (usual.nm, cape.nm, sunda.nm) == (10533, 13853, 11102)
    assert {"suez", "babalmandab", "malacca", "taiwan"} <= set(usual.chokepoints)
    assert not {"suez", "babalmandab"} & set(cape.chokepoints)
    assert "cape" in cape.chokepoints
    assert "malacca" not in sunda.chokepoints
    assert "sunda" in sunda.chokepoints


def test_ports_without_a_lane_of_their_own_are_joined_by_others(facts: Facts) -> None:
    route = Sea(facts).routes("Kokkola", "Shanghai")[0]
    assert route.nm == 1310 + 10533
    assert "danish-straits" in route.chokepoints


def test_reach_is_a_share_and_whole_at_home(facts: Facts) -> None:
    world = read_world(facts)
    for year in YEARS:
        assert reach(world, "POL", "cell", year) == 1.0
        shares = [reach(world, c, "anode-natural", year) for c in ("CHN", "KOR", "MAR", "USA")]
        assert all(0 < share <= 0.95 for share in shares)
        assert shares[0] == pytest.approx(world.reach_world(year))


def test_plants_ramp_up_and_idle_ones_do_not_run() -> None:
    assert [ramped("operating (ramp-up)", 2026, y) for y in (2025, 2026, 2027, 2028)] == [
        *(0.0, 0.4, 0.7, 1.0)
    ]
    assert ramped("operating", 2018, 2025) == 1.0
    assert ramped("paused or idle", 2018, 2030) == 0.0


def test_costs_are_those_of_china_and_europe_and_between_elsewhere(facts: Facts) -> None:
    regions = Regions(facts)
    assert regions.operation("CHN", 2.0, 6.0) == pytest.approx(2.0)
    mean = (regions.operation("DEU", 2.0, 6.0) + regions.operation("FRA", 2.0, 6.0)) / 2
    assert mean == pytest.approx(6.0)
    assert 2.0 < regions.operation("KOR", 2.0, 6.0, 0.35) < regions.operation("JPN", 2.0, 6.0, 0.35)
    assert regions.capital("KOR", 4.0, 17.0) == pytest.approx(10.0, rel=0.15)


def test_demand_adds_up_over_markets(facts: Facts) -> None:
    shares = market_shares(facts)
    assert sum(shares.values()) == pytest.approx(1.0)
    demand = wanted(read_world(facts), shares)
    union = sum(
        energy
        for (market, segment, year), energy in demand.items()
        if market in shares and segment != "storage" and year == 2030
    )
    assert union == pytest.approx(422)


def test_what_comes_back_grows_and_is_of_the_published_order(facts: Facts) -> None:
    assert sum(lifetime("premium").values()) == pytest.approx(1.0, abs=0.01)
    back = [past_returns(facts, "EU")[year] for year in YEARS]
    assert back == sorted(back)
    # Fraunhofer: 230 kt of packs in Europe in 2030, 100 to 400.
    assert 20 < past_returns(facts, "EU")[2030] * 5.15 < 400


def test_what_an_event_leaves_and_raises_is_by_the_days_it_lasts() -> None:
    assert left(0.9, 90) == pytest.approx(1 - 0.9 * 90 / 365)
    assert left(1.0, 400) == 0.0
    assert left(0.6, 180, 730) == pytest.approx(1 - 0.6 * 180 / 730)
    assert raised(2.33, 270) == pytest.approx(1 + 1.33 * 270 / 365)
    assert raised(5.0, 800) == 5.0


def test_branches_share_the_chance_that_anything_happens_in_the_year(facts: Facts) -> None:
    """0.25 and 0.15 a year: 1 - 0.75 · 0.85 = 0.3625, split five to three."""
    chance = chances(facts, [Event("cobalt", "", "D10"), Event("red-sea", "", "D03")])
    assert chance["cobalt"] == pytest.approx(0.3625 * 0.25 / 0.4)
    assert chance["red-sea"] == pytest.approx(0.3625 * 0.15 / 0.4)
    (judged,) = chances(facts, [Event("malacca", "")]).values()
    assert judged == pytest.approx(0.01)
