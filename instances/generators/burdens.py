"""What making batteries does beside: CO2 by the grid of each country, forest, child labour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged, rule
from instances.generators.countries import CODES

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.facts import Facts

GRID = "carbon intensity of electricity"
REFERENCE = "United States"
"""The grid behind the figures by process, which are mostly EverBatt's."""

ELECTRIC = {
    "cell": (0.6, "Dry rooms and formation; the rest is gas"),
    "anode-synthetic": (0.7, "Graphitisation"),
    "cathode-811": (0.6, "Calcination, 7.26 kWh/kg in premise's inventory, at the reference grid"),
    "cathode-622": (0.56, "Calcination, 6.87 kWh/kg in premise's inventory, at the reference grid"),
    "hpal": (0.2, "Mixing and pumping; steam comes from sulphur"),
    "mine-matte": (0.5, "Smelting"),
}
"""The part of a process's CO2 that comes with its electricity; ``cell``: of every cell."""

ARTISANAL = 0.15
LEVERS = (
    ("carbon-price", "The Union and Japan price CO2", 0.0),
    ("carbon-border", "The Union charges batteries for the carbon that they carry", 0.0),
    ("footprint-cap", "At most 55 kg of CO2 for a kWh, from 2028 on", 0.0),
    ("child-labour-cap", "Cobalt dug by hand: at most 0.5 g for a kWh, from 2028 on", 0.0),
    ("deforestation-cap", "Nickel from rain forest: at most 100 g for a kWh, from 2028 on", 0.0),
)


def write_burdens(book: Book, facts: Facts) -> None:
    """Burdens and their rates; nothing is limited or priced, which is for levers."""
    counted = rule("Counted beside cost")
    for key, name, unit in (
        ("co2", "Greenhouse gases, in CO2", "t"),
        ("deforestation", "Nickel mined where rain forest is cleared, in metal", "t"),
        ("child-labour", "Cobalt dug by hand, where children work, in metal", "t"),
    ):
        book.add("burdens", counted, burden=key, name=name, unit=unit)
    _grids(book, facts)
    through = {row["process"]: row["throughput"] for row in book.rows("processes")}
    forest = facts.get("11", indicator="deforestation in nickel concessions").prov
    book.add(
        "burden_rates",
        forest.but("estimate", "All laterite of Indonesia counts, whether forest stood there"),
        rate="laterite",
        burden="deforestation",
        kind="process",
        target="mine-laterite",
        country="IDN",
        amount=through["mine-laterite"] * 1000,
    )
    digging = facts.get("11", indicator="artisanal share of cobalt output, low").prov
    book.add(
        "burden_rates",
        digging.but("found", "15 % of Congo's cobalt; others say 2 % (2024) or 30 %"),
        rate="artisanal",
        burden="child-labour",
        kind="process",
        target="mine-cobalt",
        country="COD",
        amount=through["mine-cobalt"] * 1000 * ARTISANAL,
    )


def _grids(book: Book, facts: Facts) -> None:
    """What the grid of a country adds to the CO2 of a process, or takes off."""
    reference = facts.value("11", indicator=GRID, country=REFERENCE)
    here = book.ids("countries")
    site = {row["site"]: row["country"] for row in book.rows("sites")}
    plant = {row["facility"]: site[row["site"]] for row in book.rows("facilities")}
    worked = {(row["process"], plant[row["facility"]]) for row in book.rows("operations")}
    grids = {
        CODES[name]: row
        for row in facts.rows("11", indicator=GRID)
        if (name := row["country"]) in CODES and CODES[name] in here
    }
    for process in book.rows("processes"):
        key = process["process"]
        named = "cell" if key.startswith("cell-") else key
        if named not in ELECTRIC:
            continue
        share, why = ELECTRIC[named]
        for country, row in sorted(grids.items()):
            if (key, country) in worked:
                book.add(
                    "burden_rates",
                    facts.prov(row, "computed", f"{why}: {share:.0%} of it, by the grid"),
                    rate=f"{key}-{country.lower()}",
                    burden="co2",
                    kind="process",
                    target=key,
                    country=country,
                    amount=process["co2_t_per_unit"]
                    * share
                    * (float(row["value"]) / reference - 1.0),
                )


def write_environment_levers(book: Book) -> None:
    """Prices, charges at borders and caps, each as a lever."""
    why = judged("Prices and caps that have been proposed, in round numbers")
    for lever, name, cost in LEVERS:
        book.add("levers", why, lever=lever, name=name, cost=cost)
    price = "8.7e-5"  # MUSD/t: 80 EUR at 1.09
    rows = {
        "carbon-price": [
            ("burden_prices", f"price_of = ets-eu; burden = co2; area = EU; price = {price}"),
            ("burden_prices", f"price_of = gx-japan; burden = co2; area = JPN; price = {price}"),
        ],
        "carbon-border": [
            (
                "border_charges",
                f"border_charge = cbam-{key}-{origin.lower()}; origin = {origin}; "
                f"destination = EU; commodity = {key}; first_date = 2027-01-01; burden = co2; "
                f"content = {content}; price = {price}",
            )
            for origin, more in (("CHN", 1.0), ("KOR", 0.85), ("JPN", 0.9))
            for key, content in _contents(book, more)
        ],
        "footprint-cap": [
            (
                "burden_limits",
                "limit = footprint; burden = co2; per = energy; most = 55000; first_period = 2028",
            )
        ],
        "child-labour-cap": [
            (
                "burden_limits",
                "limit = child-labour; burden = child-labour; per = energy; most = 0.5; "
                "first_period = 2028",
            )
        ],
        "deforestation-cap": [
            (
                "burden_limits",
                "limit = forest; burden = deforestation; per = energy; most = 100; "
                "first_period = 2028",
            )
        ],
    }
    for lever, changes in rows.items():
        for step, (table, values) in enumerate(changes, 1):
            book.add(
                "lever_changes",
                why,
                lever=lever,
                step=step,
                table=table,
                change="add",
                where="",
                set=values,
            )


def _contents(book: Book, more: float) -> list[tuple[str, float]]:
    """Default carbon of packs and cells, t for a unit: 85 t/GWh of Chinese NMC cells, scaled."""
    return [
        (row["commodity"], round(85000.0 * more, 0))
        for row in book.rows("commodities")
        if row["commodity"].startswith(("pack_", "cell_")) and row["unit"] == "GWh"
    ]
