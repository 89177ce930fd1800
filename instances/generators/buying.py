"""What is bought, contracted, stored, sold and thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged
from instances.generators.countries import EU

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.book import Book
    from instances.generators.cargo import Goods
    from instances.generators.chain import Chain
    from instances.generators.facts import Facts, Prov
    from instances.generators.places import Place

LOCAL = {
    # Bought where it is used; kUSD/t in China late in 2025.
    "electrolyte": 3.5, "foil": 9.0, "separator": 15.0, "pack_parts": 8.0, "reagents": 0.1,
    "hard_carbon": 5.0, "sodium_feed": 2.2, "phosphoric_acid": 0.8, "needle_coke": 0.85,
}  # fmt: skip

STEEP = {"phosphoric_acid": 1.25, "needle_coke": 1.25}
"""Goods with a second, dearer step beyond 60 % of what the plants at the place used in 2025."""

DEARER = {"needle_coke": 1.35, "phosphoric_acid": 1.4}
"""Price elsewhere over China's, where it is not the general one."""

SULFIDE = {"2025": 700.0, "2028": 500.0, "2029": 350.0, "2031": 150.0, "2033": 60.0, "2035": 25.0}
"""kUSD/t of sulfide feed: such that solid-state cells cost 400 USD/kWh at first and 110 in 2035."""


def markup(facts: Facts, country: str) -> tuple[float, Prov]:
    """Price of bought parts over China's: EverBatt's material cost of an NMC622 cell at 50 GWh."""

    def materials(region: str) -> float:
        return facts.value("05", item="NMC622 cell, of which materials (50 GWh/yr)", region=region)

    like = {"CHN": "China", "KOR": "Korea"}.get(country, "U.S.")
    ratio = materials(like) / materials("China")
    if country == "JPN":
        ratio = (1 + ratio) / 2 + 0.05
    return ratio, judged("Chinese price of late 2025 times EverBatt's ratio of material costs")


def write_supplies(
    book: Book,
    facts: Facts,
    places: Mapping[str, Place],
    goods: Goods,
    need: Mapping[tuple[str, str], float],
) -> None:
    """Supplies at every site that uses a bought good; ``need``: kt a year in 2025 by site, good."""
    for site, used in sorted(goods.used.items()):
        country = places[site].country
        for good in (g for g in (*LOCAL, "sulfide_feed") if g in used):
            dear, prov = markup(facts, country)
            if good == "sulfide_feed":
                _supply(
                    book,
                    f"{good}/{site}",
                    site,
                    good,
                    {p: (c, None) for p, c in SULFIDE.items()},
                    prov,
                )
                continue
            dearer = 1.0 if country == "CHN" else DEARER.get(good, dear)
            price = LOCAL[good] * dearer
            quantity = 0.6 * need.get((site, good), 0.0)
            if good in STEEP and quantity > 1:
                _supply(book, f"{good}/{site}/1", site, good, {"2025": (price, quantity)}, prov)
                _supply(
                    book,
                    f"{good}/{site}/2",
                    site,
                    good,
                    {"2025": (price * STEEP[good], None)},
                    prov,
                )
            else:
                _supply(book, f"{good}/{site}", site, good, {"2025": (price, None)}, prov)


def _supply(
    book: Book,
    key: str,
    site: str,
    good: str,
    terms: Mapping[str, tuple[float, float | None]],
    prov: Prov,
) -> None:
    book.add("supplies", prov, supply=key, site=site, commodity=good)
    for period, (price, quantity) in terms.items():
        book.add("supply_terms", prov, supply=key, period=period, price=price, quantity=quantity)


_CONTRACTS = (
    # name, site, good, first, last, fee MUSD, price, least, most (kt a year), why
    ("offtake-lithium-atacama", "antofagasta", "lithium_carbonate", "2026", "2033", 40.0, 8.2, 8.0,
     20.0,
     "Carbonate above the market share, at a price between cost and the mean of 2024 and 2025"),
    ("offtake-spodumene-pilbara", "port-hedland", "spodumene", "2026", "2032", 25.0, 0.85, 60.0,
     150.0,
     "Spodumene for a refiner outside China at the price of late 2025"),
    ("offtake-flake-balama", "nacala", "graphite_flake", "2026", "2032", 10.0, 0.62, 20.0, 60.0,
     "Nameplate of Balama is 350 kt; a sixth of it firm"),
    ("offtake-anode-vidalia", "new-orleans", "anode_graphite", "2026", "2031", 15.0, 6.5, 3.0, 8.0,
     "American anode material at its cost (table 05)"),
    ("offtake-cobalt-kolwezi", "kolwezi", "cobalt_hydroxide", "2026", "2031", 20.0, 8.5, 5.0, 12.0,
     "Part of the strategic quota of 9,600 t Co at two thirds of the metal price"),
    ("offtake-nickel-sudbury", "montreal", "nickel_matte", "2026", "2033", 15.0, 11.0, 6.0, 18.0,
     "Canadian sulfide nickel at the LME price of 2025 less refining"),
    ("offtake-flake-lindi", "dar-es-salaam", "graphite_flake", "2027", "2033", 12.0, 0.60, 15.0,
     50.0,
     "Tanzanian flake, whose output trebled in 2025"),
)  # fmt: skip


def write_contracts(book: Book, sites: set[str]) -> None:
    """Long-term offtake that one may sign; volumes come on top of what reach allows."""
    for name, site, good, first, last, fee, price, least, most, why in _CONTRACTS:
        if site in sites:
            book.add(
                "contracts",
                judged(why),
                contract=name,
                site=site,
                commodity=good,
                first_period=first,
                last_period=last,
                fee=fee,
                price=price,
                minimum=least,
                maximum=most,
            )


_STOCKS = (
    # site, good, room, initial, most extra room (kt), MUSD per kt of room
    ("yokohama", "lithium_carbonate", 3.0, 0.5, 12.0, 0.4),
    ("yokohama", "cobalt_sulfate", 1.5, 0.3, 6.0, 0.4),
    ("yokohama", "anode_graphite", 4.0, 0.5, 20.0, 0.3),
    ("yokohama", "nickel_sulfate", 4.0, 0.5, 20.0, 0.3),
    ("rotterdam", "lithium_hydroxide", 4.0, 0.5, 20.0, 0.4),
    ("rotterdam", "anode_graphite", 6.0, 1.0, 40.0, 0.3),
    ("rotterdam", "cobalt_sulfate", 1.5, 0.3, 8.0, 0.4),
    ("rotterdam", "manganese_sulfate", 2.0, 0.3, 10.0, 0.3),
    ("busan", "lithium_carbonate", 3.0, 0.5, 10.0, 0.4),
    ("busan", "graphite_flake", 3.0, 0.5, 15.0, 0.2),
    ("koper", "anode_graphite", 3.0, 0.3, 15.0, 0.3),
    ("shanghai", "cobalt_hydroxide", 20.0, 14.0, 0.0, 0.0),
)  # fmt: skip


def write_stocks(book: Book, chain: Chain) -> None:
    """Stockpiles of critical goods; China's cobalt overhang of 2024 carries it through the ban."""
    why = judged("A few weeks of need; Japan's reserve and a Union pilot reserve are of this order")
    moved = {(r["lane"], r["commodity"]) for r in book.rows("shipments")}
    ends = {
        (lane["destination"], good)
        for lane in book.rows("lanes")
        for n, good in moved
        if n == lane["lane"]
    }
    for site, good, room, initial, more, cost in _STOCKS:
        value = chain.goods[good].value
        if (site, good) in ends:
            book.add(
                "storages",
                why,
                site=site,
                commodity=good,
                capacity=room,
                initial=initial,
                loss=0.005,
                holding_cost=0.02 * value,
                final_value=0.8 * value,
                expansion_max=more,
                expansion_cost=cost,
            )


_GATE_FEE = {"eol_lfp": 2.2, "eol_sodium": 1.8, "eol_811": 1.6, "eol_622": 1.6, "eol_solid": 1.8}


def write_outlets(book: Book, chain: Chain, places: Mapping[str, Place], goods: Goods) -> None:
    """Disposal wherever waste or by-products arise; sale of metal scrap and of spare cobalt."""
    for site, made in sorted(goods.made.items()):
        home = places[site].country in {*EU, "JPN", "NOR"}
        for good in sorted(made):
            if good.startswith(("eol_", "scrap_", "black_mass_")):
                cost = _GATE_FEE.get(good, 1.5)
                book.add(
                    "disposals",
                    judged("Incineration and safe storage; table 08 gate fees and above"),
                    site=site,
                    commodity=good,
                    cost=cost if home else 0.6 * cost,
                )
            if good == "metal_scrap":
                book.add(
                    "sales",
                    judged("EverBatt prices of recovered copper, aluminium and steel, mixed"),
                    site=site,
                    commodity=good,
                    price=0.9 * chain.goods[good].value,
                )
            if good == "cobalt_sulfate":
                book.add(
                    "sales",
                    judged("Spare by-product at a discount of 40 %"),
                    site=site,
                    commodity=good,
                    price=0.6 * chain.goods[good].value,
                    quantity=10.0,
                )
