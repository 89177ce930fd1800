"""Pillars of the agreement of Japan and the Union: levers, laws, partners and promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import rule

if TYPE_CHECKING:
    from instances.generators.book import Book

LAWS = ("eu-crma", "eu-batteries", "eu-nzia", "japan-battery-strategy")
TAUGHT = ("people", "train-30000")
CAPS = ("footprint-cap", "child-labour-cap", "deforestation-cap")
CARBON = ("carbon-price", "carbon-border")
APART = ("cells-tested-twice", "packs-tested-twice", "materials-tested-twice")
PROMISED = 0.7
"""What is served after the loss of any country; more than 74.5 % no plan can promise."""

Pillars = tuple[tuple[str, str, float | None, dict[str, tuple[str, ...]]], ...]

PILLARS: Pillars = (
    ("rules", "Rules of law of the Union and Japan", None, {"policy": LAWS}),
    (
        "recycling",
        "A second life for packs of cars, and a premium for black mass",
        None,
        {"lever": ("second-life", "recycling-premium")},
    ),
    (
        "subsidies",
        "A fifth of new cell and cathode plants paid",
        None,
        {"lever": ("factory-grants",)},
    ),
    (
        "people",
        "30,000 people trained, where people bind",
        None,
        {"before": ("people",), "lever": TAUGHT},
    ),
    (
        "data-sharing",
        "Plants and returns told each other, against ranges",
        None,
        {"agreement": ("plant-register", "battery-passport")},
    ),
    (
        "standards",
        "Tested once instead of twice, and black mass that crosses",
        None,
        {"before": APART, "lever": ("align-black-mass",)},
    ),
    ("environment", "Caps on CO2, rain forest and child labour", None, {"lever": CAPS}),
    ("carbon", "CO2 priced at home and at the border", None, {"lever": CARBON}),
    (
        "chemistries",
        "Sodium-ion, solid-state and lithium-sulphur cells",
        None,
        {
            "before": ("free-choice", "without-sodium", "without-solid"),
            "lever": ("free-choice", "lithium-sulphur"),
        },
    ),
    ("usa", "The United States as a partner", None, {"partner": ("usa",)}),
    ("sea", "South-East Asia as a partner", None, {"partner": ("sea",)}),
    ("n-1", "70 % of demand served after the loss of any country", PROMISED, {}),
    (
        "together",
        "Rules, people, environment, carbon and the promise at once",
        PROMISED,
        {"policy": LAWS, "lever": (*TAUGHT, *CAPS, *CARBON)},
    ),
)
"""Name, title, share promised, and parts by kind."""

FEW: Pillars = tuple(each for each in PILLARS if each[0] in {"rules", "data-sharing", "n-1"})
"""Those that need no levers."""


def write_pillars(book: Book, pillars: Pillars = PILLARS) -> None:
    """The pillars and what each is made of."""
    why = rule("Put together from what the other tables and the packs of rules hold")
    for pillar, name, share, parts in pillars:
        book.add("pillars", why, pillar=pillar, name=name, share=share)
        for kind, targets in parts.items():
            for target in targets:
                book.add("pillar_parts", why, pillar=pillar, kind=kind, target=target)
