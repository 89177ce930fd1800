"""What the partners of the real instances know of each other as a range only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged, rule

if TYPE_CHECKING:
    from instances.generators.book import Book

NAMED = {
    ("korea-cathode", "cathode-nickel", "KOR"): (
        (806 - 270) / 806,
        "Plants named there add to 806 kt a year, of which 270 kt are a maker's target",
    ),
    ("japan-cells", "cell", "JPN"): (
        44 / 82.5,
        "Plants named there add to 44 GWh a year of the 80 to 85 published",
    ),
}
"""What plants named one by one make of the total that a country states."""


def write_knowledge(book: Book, begins: str, ends: str) -> None:
    """Agreements, unknowns and ranges, from ``begins`` on, when they come out by themselves."""
    cost = judged("A register kept by two administrations and some hundred firms, over ten years")
    for key, name, price in (
        ("plant-register", "A common register of what plants can make", 40.0),
        ("battery-passport", "Battery passports that both sides can read", 120.0),
    ):
        book.add("agreements", cost, agreement=key, name=name, cost=price)
    even = judged("Nobody outside knows, so even chances")
    for key, name, agreement in (
        ("plants", "What plants in Korea and Japan can really make", "plant-register"),
        ("returns", "What share of old batteries comes back", "battery-passport"),
    ):
        book.add("unknowns", even, unknown=key, name=name, agreement=agreement, chance=0.5)
    window = {"first_period": begins, "last_period": ends}
    for (key, rung, country), (low, why) in NAMED.items():
        where = {"unknown": "plants", "kind": "capacity", "target": rung, "country": country}
        book.add("ranges", rule(why), range=key, **where, **window, low=low, high=1.0)
    spread = judged("A fifth to either side of the planned rate of collection")
    for market in ("EU", "JPN"):
        where = {"unknown": "returns", "kind": "collection", "country": market}
        name = f"collection-{market.lower()}"
        book.add("ranges", spread, range=name, **where, **window, low=0.8, high=1.2)
