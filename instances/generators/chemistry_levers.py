"""Levers of chemistries: each forbidden, a slower start, learning, and lithium-sulphur."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from instances.generators.book import judged
from instances.generators.buying import SULFIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from instances.generators.book import Book
    from instances.generators.facts import Facts, Prov

Change = tuple[str, str, str, str]
"""Table, kind of change, where, set."""

FEED = 0.65
"""Kt of sulfide feed in a kt of electrolyte."""
MADE_BEFORE = {"2028": 0.5, "2029": 1.7, "2031": 5.1, "2033": 8.5, "2035": 11.9}
"""Kt of electrolyte that the plants announced in table 13 have made when the feed gets cheaper."""
RATE = 0.18
"""What is saved whenever as much again has been made: customary for cells."""
SODIUM_COST = 5.6
"""MUSD/GWh: operation of sodium-ion cells where they cost least, without capital and materials."""
CARBONATE = 1.0 / 0.18787 / 0.9
"""Kt of lithium carbonate in a kt of lithium foil: 18.8 % lithium, nine tenths of it kept."""
LITHIUM = 0.25
"""Kt of lithium in a GWh of lithium-sulphur cells: twice what reacts at 2.1 V."""
LAUNCH, LESSONS = 112.0, {1: 25.0, 3: 25.0, 9: 25.0, 27: 25.0}
"""Operation of lithium-sulphur cells at first, and GWh made after which so much of it is saved."""


def write_chemistry_levers(book: Book, facts: Facts) -> None:
    """Each lever with its changes."""
    _write(
        book,
        judged("What the greatest shares keep from customers, they would take as well"),
        "free-choice",
        "Customers take any chemistry",
        [("shares", "change", "chemistry = *", "minimum = 0; maximum = 1")],
    )
    for row in list(book.rows("chemistries")):
        key, name = row["chemistry"], row["name"]
        why = judged("With free-choice beside it, it only takes something away")
        changes = [
            ("shares", "change", f"chemistry = {key}", "minimum = 0"),
            (
                "growth_limits",
                "add",
                "",
                f"limit = without-{key}; chemistry = {key}; start = 0; factor = 0",
            ),
        ]
        _write(book, why, f"without-{key}", f"{name} is sold to nobody", changes)
    _write_slow_start(book, facts)
    _write_learning(book, facts)
    _write_sulphur(book, facts)


def _write(book: Book, why: Prov, lever: str, name: str, changes: list[Change]) -> None:
    book.add("levers", why, lever=lever, name=name)
    for step, (table, change, where, values) in enumerate(changes, 1):
        book.add(
            "lever_changes",
            why,
            lever=lever,
            step=step,
            table=table,
            change=change,
            where=where,
            set=values,
        )


def _write_slow_start(book: Book, facts: Facts) -> None:
    """One plant's worth a year at first, and then twice what was sold a year before."""
    plant = facts.get("13", chemistry="sodium-ion (BYD Xuzhou)", parameter="plant capacity")
    sulfide = facts.get(
        "13", chemistry="solid-state sulfide (Idemitsu Chiba)", parameter="lithium sulfide plant"
    )
    # 1,000 t of lithium sulfide serve 50,000 to 60,000 cars of 60 kWh.
    starts = {"sodium": plant.value, "solid": round(sulfide.value * 55 * 60e-6, 2)}
    changes = [
        (
            "growth_limits",
            "add",
            "",
            f"limit = slow-{key}; chemistry = {key}; start = {start:g}; factor = 2",
        )
        for key, start in starts.items()
    ]
    why = plant.prov.but("estimate", "The first large plants of table 13; doubling is judged")
    name = "Sodium-ion and solid-state cells begin with one plant and at most double each year"
    _write(book, why, "slow-start", name, changes)


def _write_learning(book: Book, facts: Facts) -> None:
    """Sodium cells by doublings of world capacity; electrolyte by what is made, not by the year."""
    world = facts.get("13", chemistry="sodium-ion", parameter="world capacity")
    steps = []
    saved = SODIUM_COST * RATE
    for doubling in range(3):
        made = world.value * (2**doubling * 2 - 1)
        steps.append(_step(f"sodium-{made:g}", "process = cell-sodium", made, saved))
        saved *= 1.0 - RATE
    why = world.prov.but("estimate", "18 % a doubling of the capacity of 2025, of operation alone")
    _write(book, why, "sodium-learns", "Makers of sodium-ion cells learn by making them", steps)
    dear = facts.get("13", chemistry="solid-state sulfide", parameter="cell cost early")
    prices = list(SULFIDE.values())
    last = prices[-1]
    changes: list[Change] = [
        ("supply_terms", "change", "supply = sulfide_feed/*", f"price = {last:g}"),
        (
            "operations",
            "change",
            "process = solid-electrolyte",
            f"variable_cost = + {FEED * (prices[0] - last):g}",
        ),
    ]
    falls = zip(MADE_BEFORE.items(), pairwise(prices), strict=True)
    for (period, made), (before, after) in falls:
        step = f"electrolyte-{period}"
        changes.append(_step(step, "rung = solid-electrolyte", made, FEED * (before - after)))
    note = "400 USD/kWh at first, 110 at the end; what the announced plants have made by then"
    name = "Sulfide electrolyte gets cheaper by what is made of it, not by the year"
    _write(book, dear.prov.but("estimate", note), "solid-learns", name, changes)


def _step(step: str, about: str, made: float, saving: float) -> Change:
    values = f"step = {step}; {about}; threshold = {made:g}; saving = {saving:.5g}"
    return "learning", "add", "", values


def _write_sulphur(book: Book, facts: Facts) -> None:
    """Lithium-sulphur from 2030 on: lithium foil, cells and packs beside those of solid-state."""
    dense = facts.get("13", chemistry="lithium-sulfur", parameter="cell energy density")
    note = "400 Wh/kg, 300 cycles, no nickel, cobalt or graphite; TRL 5, so from 2030 on"
    changes = [*_sulphur_things(), *_sulphur_plants(), *_sulphur_use()]
    _write(
        book,
        dense.prov.but("estimate", note),
        "lithium-sulphur",
        "Lithium-sulphur cells can be made in Japan and in the Union",
        changes,
    )


def _sulphur_things() -> Iterator[Change]:
    cell, pack = 1000.0 / 400.0, 4.1
    for values in (
        "commodity = lithium_foil; name = Lithium foil; unit = kt; value_per_unit = 90",
        "commodity = sulphur_cathode; name = Sulphur in carbon; unit = kt; value_per_unit = 6",
        f"commodity = cell_ls; name = Lithium-sulphur cell; unit = GWh; "
        f"tonnes_per_unit = {cell * 1000:g}; value_per_unit = 80",
        f"commodity = pack_ls; name = Lithium-sulphur pack; unit = GWh; "
        f"tonnes_per_unit = {pack * 1000:g}; value_per_unit = 100",
        "commodity = eol_ls; name = Lithium-sulphur packs at end of life; unit = kt; "
        "value_per_unit = 0",
    ):
        yield "commodities", "add", "", values
    for commodity, tonnes in (
        ("lithium_foil", 1000.0),
        ("cell_ls", LITHIUM * 1000),
        ("pack_ls", LITHIUM * 1000),
        ("eol_ls", LITHIUM * 1000 / pack),
    ):
        values = f"commodity = {commodity}; element = Li; tonnes = {tonnes:.5g}"
        yield "contents", "add", "", values
    # As anode material it counts for the graphite that it stands for: 0.99 kt in a GWh.
    for values in (
        f"process = lithium-foil; name = Lithium foil; rung = anode; "
        f"throughput = {0.993 / LITHIUM * 0.95:.4g}; activity_unit = kt; co2_t_per_unit = 30000",
        "process = cell-ls; name = Lithium-sulphur cells; rung = cell; activity_unit = GWh; "
        "co2_t_per_unit = 15000",
        "process = pack-ls; name = Lithium-sulphur packs; rung = pack; activity_unit = GWh; "
        "co2_t_per_unit = 2000",
    ):
        yield "processes", "add", "", values
    for process, flows in (
        ("lithium-foil", {"lithium_foil": 1.0, "lithium_carbonate": -CARBONATE}),
        (
            "cell-ls",
            {
                "cell_ls": 1.0,
                "lithium_foil": -LITHIUM / 0.95,
                "sulphur_cathode": -0.65,
                "electrolyte": -0.95,
                "separator": -0.8,
            },
        ),
        ("pack-ls", {"pack_ls": 1.0, "cell_ls": -1.0, "pack_parts": cell - pack}),
    ):
        for commodity, amount in flows.items():
            values = f"process = {process}; commodity = {commodity}; coefficient = {amount:.5g}"
            yield "recipes", "add", "", values


def _sulphur_plants() -> Iterator[Change]:
    for facility, site, unit, process, cost, size, capex, days, name in (
        ("lithium-foil-chiba", "chiba", "kt", "lithium-foil", 12, 4, 40, 730, "Lithium foil"),
        ("lithium-foil-dormagen", "dormagen", "kt", "lithium-foil", 12, 4, 40, 730, "Lithium foil"),
        ("cell-ls-kanda", "kanda", "GWh", "cell-ls", LAUNCH, 15, 140, 912, "Li-S cells"),
        ("cell-ls-dunkirk", "dunkirk", "GWh", "cell-ls", LAUNCH, 15, 140, 912, "Li-S cells"),
    ):
        yield (
            "facilities",
            "add",
            "",
            f"facility = {facility}; site = {site}; name = {name}, {site}; unit = {unit}; "
            f"fixed_cost = {0.03 * capex:g}",
        )
        values = f"facility = {facility}; process = {process}; variable_cost = {cost:g}"
        yield "operations", "add", "", values
        yield (
            "expansions",
            "add",
            "",
            f"expansion = {facility}/growth; facility = {facility}; size_max = {size}; "
            f"unit_capex = {capex}; lead_days = {days}; first_period = 2028; max_builds = 8; "
            "ramp = factory; life_years = 15",
        )
    for site, price in (("kanda", 7.0), ("dunkirk", 7.5)):
        supply = f"supply = sulphur_cathode/{site}"
        yield "supplies", "add", "", f"{supply}; site = {site}; commodity = sulphur_cathode"
        yield "supply_terms", "add", "", f"{supply}; period = 2025; price = {price:g}"
    yield (
        "operations",
        "add",
        "process = pack-solid; facility = pack-nagoya | pack-stuttgart",
        "process = pack-ls",
    )
    for old, new in (
        ("solid_electrolyte", "lithium_foil"),
        ("cell_solid", "cell_ls"),
        ("pack_solid", "pack_ls"),
    ):
        yield "shipments", "add", f"commodity = {old}", f"commodity = {new}"
    for made, saving in LESSONS.items():
        yield _step(f"sulphur-{made}", "process = cell-ls", made, saving)


def _sulphur_use() -> Iterator[Change]:
    yield (
        "chemistries",
        "add",
        "",
        "chemistry = ls; name = Lithium-sulphur; commodity = pack_ls; energy_per_unit = 1; "
        "available_from = 2030-01-01; eol_commodity = eol_ls; eol_per_energy = 4.1",
    )
    for period, most in (("2030", 0.02), ("2032", 0.05), ("2034", 0.1)):
        values = f"segment = premium; chemistry = ls; period = {period}; maximum = {most:g}"
        yield "shares", "add", "", f"{values}; minimum = 0"
    # 300 cycles of 400 km are 120,000 km, or about eight years.
    for age, part in {6: 0.1, 7: 0.2, 8: 0.4, 9: 0.2, 10: 0.1}.items():
        values = f"segment = premium; chemistry = ls; age = {age}; fraction = {part:g}"
        yield "lifetimes", "add", "", values
    yield "disposals", "add", "commodity = eol_solid", "commodity = eol_ls"
    yield "growth_limits", "add", "", "limit = slow-ls; chemistry = ls; start = 1; factor = 2.5"
