"""Levers of the loop: a second life for packs of cars, and what ministries pay or might pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.facts import Prov

HEALTH = 0.7
"""Part of the energy that a pack of a car still holds when the car is scrapped."""
SOURCE = "lfp"
"""The chemistry that is reused: it ages slowest, and its metals are worth least."""
SERVES = {5: 0.1, 6: 0.2, 7: 0.3, 8: 0.3, 9: 0.1}
"""Years of a second life, and the part of the packs that ends with each."""
LEVERS = (
    ("second-life", "Packs of cars that come back serve stationary storage for some years"),
    ("recycling-premium", "Japan and the Union pay 1 USD for each kg of black mass recovered"),
    ("factory-grants", "Japan and the Union pay a fifth of new cell and cathode plants"),
)


def write_loop_levers(book: Book) -> None:
    """Each lever with its changes, all of them new rows."""
    second = judged("70 % of the energy left, 5 to 9 years; table 08 has no facts on reuse")
    paid = judged("A round number of the order of programmes in force and proposed")
    notes = {"second-life": second, "recycling-premium": paid, "factory-grants": paid}
    changes = {
        "second-life": _second_life(book),
        "recycling-premium": _premium(),
        "factory-grants": _grants(),
    }
    for lever, name in LEVERS:
        book.add("levers", notes[lever], lever=lever, name=name)
        _write(book, notes[lever], lever, changes[lever])


def _write(book: Book, why: Prov, lever: str, changes: list[tuple[str, str]]) -> None:
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


def _second_life(book: Book) -> list[tuple[str, str]]:
    """Rows of things, of the recipe, of a works in every market, and of when they come back."""
    old = f"eol_{SOURCE}"
    mass = next(r for r in book.rows("chemistries") if r["chemistry"] == SOURCE)["eol_per_energy"]
    needed = round(float(mass) / HEALTH, 4)
    elements = [
        (row["element"], round(float(row["tonnes"]) * needed, 4))
        for row in book.rows("contents")
        if row["commodity"] == old
    ]
    markets = list(dict.fromkeys(row["market"] for row in book.rows("demands")))
    changes = [
        (
            "commodities",
            f"commodity = pack_second; name = Reused LFP pack; unit = GWh; "
            f"tonnes_per_unit = {needed * 1000:g}; value_per_unit = 45",
        ),
        *(
            ("contents", f"commodity = pack_second; element = {element}; tonnes = {tonnes:g}")
            for element, tonnes in elements
        ),
        (
            "chemistries",
            f"chemistry = second; name = Reused LFP; commodity = pack_second; "
            f"energy_per_unit = 1; eol_commodity = {old}; eol_per_energy = {needed:g}",
        ),
        (
            "processes",
            "process = refurbish; name = Testing and refitting of packs; activity_unit = GWh; "
            "co2_t_per_unit = 4000",
        ),
        ("recipes", "process = refurbish; commodity = pack_second; coefficient = 1"),
        ("recipes", f"process = refurbish; commodity = {old}; coefficient = {-needed:g}"),
        (
            "shares",
            "segment = storage; chemistry = second; period = 2025; minimum = 0; maximum = 0.2",
        ),
    ]
    changes += [
        ("lifetimes", f"segment = storage; chemistry = second; age = {age}; fraction = {part:g}")
        for age, part in SERVES.items()
    ]
    for market in markets:
        works = f"refurbish-{market}"
        changes += [
            (
                "facilities",
                f"facility = {works}; site = {market}; name = Refitting of packs, {market}; "
                "unit = GWh; fixed_cost = 0.5",
            ),
            ("operations", f"facility = {works}; process = refurbish; variable_cost = 25"),
            (
                "expansions",
                f"expansion = {works}/growth; facility = {works}; size_max = 20; "
                "unit_capex = 8; lead_days = 365; max_builds = 11; life_years = 10",
            ),
        ]
    return changes


def _premium() -> list[tuple[str, str]]:
    return [
        (
            "subsidies",
            f"subsidy = recovery-{area.lower()}; programme = recycling-{area.lower()}; "
            f"area = {area}; stage = recovery; per = activity; rate = 1",
        )
        for area in ("JP", "EU")
    ] + [
        (
            "subsidy_budgets",
            f"budget = recycling-{area.lower()}-{year}; programme = recycling-{area.lower()}; "
            f"first_period = {year}; last_period = {year}; amount = {amount}",
        )
        for area, amount in (("JP", 20), ("EU", 100))
        for year in range(2025, 2036)
    ]


def _grants() -> list[tuple[str, str]]:
    return [
        (
            "subsidies",
            f"subsidy = {stage}-{area.lower()}; programme = factories-{area.lower()}; "
            f"area = {area}; stage = {stage}; per = capex; rate = 0.2",
        )
        for area in ("JP", "EU")
        for stage in ("cell", "cathode")
    ] + [
        (
            "subsidy_budgets",
            f"budget = factories-{area.lower()}; programme = factories-{area.lower()}; "
            f"amount = {amount}",
        )
        for area, amount in (("JP", 2000), ("EU", 3000))
    ]
