"""Recipes from the mine to active materials, with mass and elements that balance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule
from instances.generators.chain import Chain, Process, content, feed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.facts import Facts


@dataclass(frozen=True)
class _Recipe:
    """A recipe by what it is fed with: (raw material, element that limits it, part recovered)."""

    key: str
    name: str
    rung: str
    product: str
    feeds: tuple[tuple[str, str, float], ...]
    others: Mapping[str, float] = field(default_factory=dict)
    """kt of what enters besides, negative."""
    counted: str = ""
    """Element whose kt are the throughput; empty: kt of product."""
    co2: float = 0.0


_MINES = (
    _Recipe("mine-spodumene", "Spodumene mining", "mining-lithium", "spodumene", (), {}, "Li", 0.4),
    _Recipe("mine-brine", "Brine pumping and evaporation", "mining-lithium", "lithium_brine", (),
            {}, "Li", 0.2),
    _Recipe("mine-laterite", "Nickel laterite mining", "mining-nickel", "nickel_ore", (), {}, "Ni",
            0.02),
    _Recipe("mine-matte", "Sulfide nickel mining and smelting to matte", "mining-nickel",
            "nickel_matte", (), {}, "Ni", 7.0),
    _Recipe("mine-cobalt", "Copper-cobalt mining and leaching", "mining-cobalt", "cobalt_hydroxide",
            (), {}, "Co", 2.5),
    _Recipe("mine-manganese", "Manganese mining", "mining-manganese", "manganese_ore", (), {}, "Mn",
            0.05),
    _Recipe("mine-graphite", "Flake graphite mining", "mining-graphite", "graphite_flake", (), {},
            "", 0.4),
)  # fmt: skip

_LITHIUM, _INTERMEDIATE = "refining-lithium", "refining-nickel-intermediate"
_REFINERIES = (
    _Recipe("spodumene-to-hydroxide", "Spodumene conversion to hydroxide", _LITHIUM,
            "lithium_hydroxide", (("spodumene", "Li", 0.9),), {"reagents": -1.5}, "Li", 13.0),
    _Recipe("spodumene-to-carbonate", "Spodumene conversion to carbonate", _LITHIUM,
            "lithium_carbonate", (("spodumene", "Li", 0.9),), {"reagents": -1.8}, "Li", 14.0),
    _Recipe("brine-to-carbonate", "Brine to carbonate", _LITHIUM, "lithium_carbonate",
            (("lithium_brine", "Li", 0.9),), {"reagents": -2.0}, "Li", 2.9),
    _Recipe("carbonate-to-hydroxide", "Carbonate to hydroxide", _LITHIUM, "lithium_hydroxide",
            (("lithium_carbonate", "Li", 0.98),), {"reagents": -1.15}, "Li", 4.0),
    _Recipe("hpal", "High-pressure acid leaching", _INTERMEDIATE, "nickel_mhp",
            (("nickel_ore", "Ni", 0.9),), {}, "Ni", 5.0),
    _Recipe("mhp-to-sulfate", "Hydroxide precipitate to nickel sulfate", "refining-nickel",
            "nickel_sulfate", (("nickel_mhp", "Ni", 0.97),), {"reagents": -0.7}, "Ni", 0.7),
    _Recipe("matte-to-sulfate", "Matte to nickel sulfate", "refining-nickel", "nickel_sulfate",
            (("nickel_matte", "Ni", 0.97),), {"reagents": -0.85}, "Ni", 0.6),
    _Recipe("cobalt-to-sulfate", "Cobalt hydroxide to sulfate", "refining-cobalt", "cobalt_sulfate",
            (("cobalt_hydroxide", "Co", 0.97),), {"reagents": -0.6}, "Co", 1.2),
    _Recipe("manganese-to-sulfate", "Manganese ore to sulfate", "refining-manganese",
            "manganese_sulfate", (("manganese_ore", "Mn", 0.88),), {"reagents": -0.6}, "Mn", 1.5),
)  # fmt: skip

_SULFATES = (
    ("nickel_sulfate", "Ni", 0.985),
    ("cobalt_sulfate", "Co", 0.985),
    ("manganese_sulfate", "Mn", 0.985),
)
_MATERIALS = (
    _Recipe("precursor-811", "NMC811 precursor", "precursor-nickel", "precursor_811", _SULFATES,
            co2=3.0),
    _Recipe("cathode-811", "NMC811 cathode material", "cathode-nickel", "cathode_811",
            (("precursor_811", "Ni", 0.99), ("lithium_hydroxide", "Li", 0.97)), co2=4.5),
    _Recipe("precursor-622", "NMC622 precursor", "precursor-nickel", "precursor_622", _SULFATES,
            co2=3.0),
    _Recipe("cathode-622", "NMC622 cathode material", "cathode-nickel", "cathode_622",
            (("precursor_622", "Ni", 0.99), ("lithium_carbonate", "Li", 0.97)), co2=4.5),
    _Recipe("iron-phosphate", "Iron phosphate", "precursor-iron", "iron_phosphate",
            (("phosphoric_acid", "P", 0.97),), {"reagents": -0.9}, co2=1.5),
    _Recipe("cathode-lfp", "LFP cathode material", "cathode-nickel-free", "cathode_lfp",
            (("iron_phosphate", "P", 0.98), ("lithium_carbonate", "Li", 0.97)), co2=2.5),
    _Recipe("cathode-sodium", "Sodium layered oxide", "cathode-nickel-free", "cathode_sodium",
            (("manganese_sulfate", "Mn", 0.98),), {"sodium_feed": -0.9}, co2=2.5),
    _Recipe("solid-electrolyte", "Sulfide electrolyte and lithium foil", "solid-electrolyte",
            "solid_electrolyte", (("lithium_carbonate", "Li", 0.9),), {"sulfide_feed": -0.65},
            co2=15.0),
)  # fmt: skip

_COBALT_FROM_MHP = 0.95
"""Part of the cobalt in hydroxide precipitate that becomes sulfate."""


def add_upstream(chain: Chain, facts: Facts) -> None:
    """Mines, refineries, precursors, cathodes and anodes."""
    out = judged("A unit of what leaves the mine; CO2 rounded from public inventories")
    losses = judged("Element content of table 01 and a customary recovery; reagents close the mass")
    made = rule("Element contents of tables 01 and 01b; recovery of 90 to 99 % judged")
    for prov, recipes in ((out, _MINES), (losses, _REFINERIES), (made, _MATERIALS)):
        for recipe in recipes:
            flows = _flows(chain, recipe)
            counted = recipe.counted
            chain.add(
                Process(
                    recipe.key,
                    recipe.name,
                    recipe.rung,
                    flows,
                    prov,
                    throughput=content(chain, recipe.product, counted) if counted else 1.0,
                    co2=recipe.co2,
                    from_nature=recipes is _MINES,
                )
            )
    _graphite(chain, facts)


def _flows(chain: Chain, recipe: _Recipe) -> dict[str, float]:
    flows = {recipe.product: 1.0}
    for raw, element, recovered in recipe.feeds:
        flows[raw] = -feed(chain, recipe.product, raw, element, recovered)
    if recipe.key == "mhp-to-sulfate":
        cobalt = -flows["nickel_mhp"] * content(chain, "nickel_mhp", "Co") * _COBALT_FROM_MHP
        flows["cobalt_sulfate"] = cobalt / content(chain, "cobalt_sulfate", "Co")
    return flows | dict(recipe.others)


def _graphite(chain: Chain, facts: Facts) -> None:
    """Spherical graphite and both anodes, as the inventories of table 01b have them."""

    def amount(process: str, used: str) -> float:
        row = facts.rows("01b", process=process, input=used)[0]
        return float(row["input_amount_per_unit_output"])

    spheres, purified = "natural graphite spheronization", "graphite purification"
    coated, coke = "natural graphite production, coated", "graphite precursor production"
    flake = amount(spheres, "natural graphite concentration") * amount(purified, spheres)
    needle = amount(coke, "needle coke production") * amount("synthetic graphite production", coke)
    for key, name, rung, flows, source, co2 in (
        ("spheroidise", "Shaping and purifying flake graphite", "refining-graphite",
         {"spherical_graphite": 1.0, "graphite_flake": -flake, "reagents": -0.9}, spheres, 2.5),
        ("anode-natural", "Coated natural graphite", "anode",
         {"anode_graphite": 1.0, "spherical_graphite": -amount(coated, purified)}, coated, 3.0),
        ("anode-synthetic", "Graphitised needle coke", "anode",
         {"anode_graphite": 1.0, "needle_coke": -needle, "reagents": -0.21}, coke, 13.0),
    ):  # fmt: skip
        prov = facts.prov(facts.rows("01b", process=source)[0])
        chain.add(Process(key, name, rung, flows, prov, co2=co2))
