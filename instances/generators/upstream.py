"""Recipes from the mine to active materials, with mass and elements that balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged, rule
from instances.generators.chain import Chain, Process, content, feed

if TYPE_CHECKING:
    from instances.generators.facts import Facts, Prov


def add_upstream(chain: Chain, facts: Facts) -> None:
    """Mines, refineries, precursors, cathodes and anodes."""
    _mines(chain)
    _refineries(chain, facts)
    _materials(chain, facts)


_MATERIAL = {"Li": "lithium", "Ni": "nickel", "Co": "cobalt", "Mn": "manganese", "C": "graphite"}


def _mines(chain: Chain) -> None:
    for key, name, product, element, co2 in (
        ("mine-spodumene", "Spodumene mining", "spodumene", "Li", 0.4),
        ("mine-brine", "Brine pumping and evaporation", "lithium_brine", "Li", 0.2),
        ("mine-laterite", "Nickel laterite mining", "nickel_ore", "Ni", 0.02),
        ("mine-matte", "Sulfide nickel mining and smelting to matte", "nickel_matte", "Ni", 7.0),
        ("mine-cobalt", "Copper-cobalt mining and leaching", "cobalt_hydroxide", "Co", 2.5),
        ("mine-manganese", "Manganese mining", "manganese_ore", "Mn", 0.05),
    ):
        chain.add(
            Process(
                key,
                name,
                f"mining-{_MATERIAL[element]}",
                {product: 1.0},
                judged("A unit of what leaves the mine; CO2 rounded from public inventories"),
                content(chain, product, element),
                co2=co2,
                from_nature=True,
            )
        )
    chain.add(
        Process(
            "mine-graphite",
            "Flake graphite mining",
            "mining-graphite",
            {"graphite_flake": 1.0},
            judged("A unit of what leaves the mine; CO2 rounded from public inventories"),
            co2=0.4,
            from_nature=True,
        )
    )


def _refineries(chain: Chain, facts: Facts) -> None:
    losses = judged("Element content of table 01 and a customary recovery; reagents close the mass")

    def refine(
        key: str,
        name: str,
        rung: str,
        flows: dict[str, float],
        element: str,
        co2: float,
        prov: Prov = losses,
    ) -> None:
        product = next(iter(flows))
        chain.add(Process(key, name, rung, flows, prov, content(chain, product, element), co2=co2))

    lithium = "refining-lithium"
    hydroxide, carbonate = "lithium_hydroxide", "lithium_carbonate"
    refine(
        "spodumene-to-hydroxide",
        "Spodumene conversion to hydroxide",
        lithium,
        {
            hydroxide: 1.0,
            "spodumene": -feed(chain, hydroxide, "spodumene", "Li", 0.9),
            "reagents": -1.5,
        },
        "Li",
        13.0,
    )
    refine(
        "spodumene-to-carbonate",
        "Spodumene conversion to carbonate",
        lithium,
        {
            carbonate: 1.0,
            "spodumene": -feed(chain, carbonate, "spodumene", "Li", 0.9),
            "reagents": -1.8,
        },
        "Li",
        14.0,
    )
    refine(
        "brine-to-carbonate",
        "Brine to carbonate",
        lithium,
        {
            carbonate: 1.0,
            "lithium_brine": -feed(chain, carbonate, "lithium_brine", "Li", 0.9),
            "reagents": -2.0,
        },
        "Li",
        2.9,
    )
    refine(
        "carbonate-to-hydroxide",
        "Carbonate to hydroxide",
        lithium,
        {
            hydroxide: 1.0,
            carbonate: -feed(chain, hydroxide, carbonate, "Li", 0.98),
            "reagents": -1.15,
        },
        "Li",
        4.0,
    )
    refine(
        "hpal",
        "High-pressure acid leaching",
        "refining-nickel-intermediate",
        {"nickel_mhp": 1.0, "nickel_ore": -feed(chain, "nickel_mhp", "nickel_ore", "Ni", 0.9)},
        "Ni",
        5.0,
    )
    sulfate, by_product = "nickel_sulfate", "cobalt_sulfate"
    mhp = feed(chain, sulfate, "nickel_mhp", "Ni", 0.97)
    cobalt = mhp * 0.035 * 0.95 / content(chain, by_product, "Co")
    refine(
        "mhp-to-sulfate",
        "Hydroxide precipitate to nickel sulfate",
        "refining-nickel",
        {sulfate: 1.0, by_product: cobalt, "nickel_mhp": -mhp, "reagents": -0.7},
        "Ni",
        0.7,
    )
    refine(
        "matte-to-sulfate",
        "Matte to nickel sulfate",
        "refining-nickel",
        {
            sulfate: 1.0,
            "nickel_matte": -feed(chain, sulfate, "nickel_matte", "Ni", 0.97),
            "reagents": -0.85,
        },
        "Ni",
        0.6,
    )
    refine(
        "cobalt-to-sulfate",
        "Cobalt hydroxide to sulfate",
        "refining-cobalt",
        {
            by_product: 1.0,
            "cobalt_hydroxide": -feed(chain, by_product, "cobalt_hydroxide", "Co", 0.97),
            "reagents": -0.6,
        },
        "Co",
        1.2,
    )
    refine(
        "manganese-to-sulfate",
        "Manganese ore to sulfate",
        "refining-manganese",
        {
            "manganese_sulfate": 1.0,
            "manganese_ore": -feed(chain, "manganese_sulfate", "manganese_ore", "Mn", 0.88),
            "reagents": -0.6,
        },
        "Mn",
        1.5,
    )
    row = facts.rows(
        "01b", process="natural graphite spheronization", input="natural graphite concentration"
    )[0]
    purify = facts.rows(
        "01b", process="graphite purification", input="natural graphite spheronization"
    )[0]
    flake = float(row["input_amount_per_unit_output"]) * float(
        purify["input_amount_per_unit_output"]
    )
    chain.add(
        Process(
            "spheroidise",
            "Shaping and purifying flake graphite",
            "refining-graphite",
            {"spherical_graphite": 1.0, "graphite_flake": -flake, "reagents": -0.9},
            facts.prov(row),
            co2=2.5,
        )
    )


def _materials(chain: Chain, facts: Facts) -> None:
    made = rule("Element contents of tables 01 and 01b with 1.5 to 3 % loss")
    for grade, salt in (("811", "lithium_hydroxide"), ("622", "lithium_carbonate")):
        precursor, cathode = f"precursor_{grade}", f"cathode_{grade}"
        salts = {
            f"{_MATERIAL[e]}_sulfate": -feed(chain, precursor, f"{_MATERIAL[e]}_sulfate", e, 0.985)
            for e in ("Ni", "Co", "Mn")
        }
        chain.add(
            Process(
                f"precursor-{grade}",
                f"NMC{grade} precursor",
                "precursor-nickel",
                {precursor: 1.0, **salts},
                made,
                co2=3.0,
            )
        )
        chain.add(
            Process(
                f"cathode-{grade}",
                f"NMC{grade} cathode material",
                "cathode-nickel",
                {
                    cathode: 1.0,
                    precursor: -feed(chain, cathode, precursor, "Ni", 0.99),
                    salt: -feed(chain, cathode, salt, "Li", 0.97),
                },
                made,
                co2=4.5,
            )
        )
    chain.add(
        Process(
            "iron-phosphate",
            "Iron phosphate",
            "precursor-iron",
            {
                "iron_phosphate": 1.0,
                "phosphoric_acid": -feed(chain, "iron_phosphate", "phosphoric_acid", "P", 0.97),
                "reagents": -0.9,
            },
            made,
            co2=1.5,
        )
    )
    chain.add(
        Process(
            "cathode-lfp",
            "LFP cathode material",
            "cathode-nickel-free",
            {
                "cathode_lfp": 1.0,
                "iron_phosphate": -feed(chain, "cathode_lfp", "iron_phosphate", "P", 0.98),
                "lithium_carbonate": -feed(chain, "cathode_lfp", "lithium_carbonate", "Li", 0.97),
            },
            made,
            co2=2.5,
        )
    )
    chain.add(
        Process(
            "cathode-sodium",
            "Sodium layered oxide",
            "cathode-nickel-free",
            {
                "cathode_sodium": 1.0,
                "sodium_feed": -0.9,
                "manganese_sulfate": -0.164 / content(chain, "manganese_sulfate", "Mn") / 0.98,
            },
            made,
            co2=2.5,
        )
    )
    chain.goods["cathode_sodium"].contents["Mn"] = 0.164
    chain.add(
        Process(
            "solid-electrolyte",
            "Sulfide electrolyte and lithium foil",
            "solid-electrolyte",
            {
                "solid_electrolyte": 1.0,
                "sulfide_feed": -0.65,
                "lithium_carbonate": -feed(
                    chain, "solid_electrolyte", "lithium_carbonate", "Li", 0.9
                ),
            },
            judged("Losses of 10 % on lithium; the sulfide feed holds the phosphorus"),
            co2=15.0,
        )
    )
    coat = facts.rows(
        "01b", process="natural graphite production, coated", input="graphite purification"
    )[0]
    coke = facts.rows(
        "01b", process="graphite precursor production", input="needle coke production"
    )[0]
    bake = facts.rows(
        "01b", process="synthetic graphite production", input="graphite precursor production"
    )[0]
    coke_in = float(coke["input_amount_per_unit_output"]) * float(
        bake["input_amount_per_unit_output"]
    )
    chain.add(
        Process(
            "anode-natural",
            "Coated natural graphite",
            "anode",
            {
                "anode_graphite": 1.0,
                "spherical_graphite": -float(coat["input_amount_per_unit_output"]),
            },
            facts.prov(coat),
            co2=3.0,
        )
    )
    chain.add(
        Process(
            "anode-synthetic",
            "Graphitised needle coke",
            "anode",
            {"anode_graphite": 1.0, "needle_coke": -coke_in, "reagents": -0.21},
            facts.prov(coke),
            co2=13.0,
        )
    )
