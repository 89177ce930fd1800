"""What moves along the chain: commodities, the elements in them, and the five batteries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.facts import Facts, Prov

Contents = dict[str, float]
"""Tonnes of an element per tonne (per MWh for cells and packs)."""


@dataclass(frozen=True)
class Commodity:
    """A commodity with its customs value in MUSD per unit and its elements in t per t (or MWh)."""

    key: str
    name: str
    unit: str
    value: float
    prov: Prov
    contents: Contents = field(default_factory=dict)
    contents_prov: Prov | None = None
    mass: float | None = None
    """kt per unit, for units that are not of mass."""
    needs_permission: bool = False

    def permitted(self) -> Commodity:
        """The same, but one that crosses borders by permission only."""
        return replace(self, needs_permission=True)


@dataclass(frozen=True)
class Battery:
    """One chemistry: kg (or kt per GWh) of every part in a finished cell, and of cell and pack."""

    key: str
    name: str
    parts: Mapping[str, float]
    cell_mass: float
    pack_mass: float
    cell_value: float
    prov: Prov
    first_date: str = ""
    recycled_as: str = ""
    """Key of the battery whose black mass it becomes; empty: its own."""


# Elements by key of table 01, our commodity, its name, value (kUSD/t) and why.
_CHEMICALS = (
    ("spodumene", "spodumene_conc", "Spodumene concentrate, 6 % Li2O", 0.97),
    ("lithium_carbonate", "li2co3", "Lithium carbonate, battery grade", 10.3),
    ("lithium_hydroxide", "lioh", "Lithium hydroxide monohydrate, battery grade", 11.2),
    ("nickel_ore", "ni_ore", "Nickel laterite ore", 0.05),
    ("nickel_mhp", "ni_mhp", "Mixed nickel-cobalt hydroxide precipitate", 4.8),
    ("nickel_matte", "ni_matte", "Nickel matte", 9.5),
    ("nickel_sulfate", "niso4", "Nickel sulfate hexahydrate", 3.6),
    ("cobalt_hydroxide", "co_hydroxide", "Cobalt hydroxide, crude", 8.2),
    ("cobalt_sulfate", "coso4", "Cobalt sulfate heptahydrate", 6.9),
    ("manganese_ore", "mn_ore", "Manganese ore", 0.14),
    ("manganese_sulfate", "mnso4", "Manganese sulfate monohydrate, high purity", 1.1),
    ("graphite_flake", "graphite_flake", "Natural flake graphite, 94.5 % C", 1.0),
    ("spherical_graphite", "graphite_spg", "Spherical purified graphite", 2.6),
    ("phosphoric_acid", "phosphoric_acid", "Phosphoric acid, purified", 1.14),
    ("iron_phosphate", "iron_phosphate", "Iron phosphate", 1.6),
    ("cathode_811", "cam_nmc811", "NMC811 cathode material", 19.5),
    ("cathode_622", "cam_nmc622", "NMC622 cathode material", 18.5),
    ("cathode_lfp", "cam_lfp", "LFP cathode material", 5.0),
    ("cathode_sodium", "cam_na_layered", "Sodium layered-oxide cathode material", 5.0),
    ("electrolyte", "electrolyte", "Electrolyte, LiPF6 in carbonates", 4.0),
)

FOLLOWED = ("Li", "Ni", "Co", "Mn", "P")
"""Elements followed into cells, scrap, black mass and back; carbon only to spherical graphite."""

_HYDROXIDE = {
    # Molar masses: Ni 58.693, Co 58.933, Mn 54.938, two OH 34.015.
    "811": (0.8, 0.1, 0.1),
    "622": (0.6, 0.2, 0.2),
}


def chemicals(facts: Facts) -> dict[str, Commodity]:
    """Everything between the mine and the cell, by key."""
    prices = judged("Price of late 2025 in kUSD/t from table 05 or the metal within, rounded")
    found: dict[str, Commodity] = {}
    for key, row_id, name, value in _CHEMICALS:
        row = facts.rows("01", commodity_id=row_id)[0]
        elements = _elements(row["contained_element"], row["element_mass_fraction"])
        if key == "nickel_ore":
            elements["Co"] = 0.0014
        if key == "nickel_mhp":
            elements["Co"] = 0.035
        if key == "cathode_sodium":
            elements["Mn"] = _SODIUM_MN
        found[key] = Commodity(key, name, "kt", value, prices, elements, facts.prov(row))
    for grade in _HYDROXIDE:
        found[f"precursor_{grade}"] = Commodity(
            f"precursor_{grade}",
            f"NMC{grade} hydroxide precursor",
            "kt",
            12.0,
            prices,
            _hydroxide(grade),
            rule("Stoichiometry of the mixed hydroxide"),
        )
    for extra in _extras(prices):
        found[extra.key] = extra
    return found


def _elements(names: str, fractions: str) -> Contents:
    pairs = zip(names.split(";"), fractions.split(";"), strict=False)
    wanted = {*FOLLOWED, "C"}
    return {name: float(share) for name, share in pairs if name in wanted and share}


def _hydroxide(grade: str) -> Contents:
    molar = dict(zip(("Ni", "Co", "Mn"), (58.693, 58.933, 54.938), strict=True))
    moles = dict(zip(molar, _HYDROXIDE[grade], strict=True))
    total = sum(moles[e] * molar[e] for e in molar) + 34.015
    return {e: moles[e] * molar[e] / total for e in molar}


_SODIUM_MN = 0.164
"""Mn in layered NaCuFeMn oxide (table 01), the only element of it that is followed."""


def _extras(prices: Prov) -> list[Commodity]:
    brine = judged("Concentrated chloride brine with 6 % Li; traded only within its site")
    sulfide = judged("Phosphorus sulfide and processing gases; quarter of its mass is P")
    electrolyte = rule(
        "0.448 kg Li3PS4 and 0.0465 kg Li metal per kWh give the Li and P of table 13"
    )
    return [
        Commodity(
            "lithium_brine", "Lithium brine concentrate", "kt", 0.4, prices, {"Li": 0.06}, brine
        ),
        Commodity("needle_coke", "Needle coke", "kt", 1.2, prices),
        Commodity("anode_graphite", "Graphite anode material", "kt", 5.0, prices),
        Commodity("hard_carbon", "Hard carbon for sodium-ion anodes", "kt", 6.0, prices),
        Commodity("sodium_feed", "Soda ash, copper and iron oxides", "kt", 2.5, prices),
        Commodity("sulfide_feed", "Phosphorus sulfide", "kt", 20.0, prices, {"P": 0.25}, sulfide),
        Commodity(
            "solid_electrolyte",
            "Sulfide electrolyte with lithium foil",
            "kt",
            80.0,
            prices,
            {"Li": 0.1988, "P": 0.1559},
            electrolyte,
        ),
        Commodity("foil", "Copper and aluminium foil", "kt", 9.5, prices),
        Commodity("separator", "Separator, binder, additives and can", "kt", 16.0, prices),
        Commodity("pack_parts", "Housing, cooling and electronics of packs", "kt", 6.0, prices),
        Commodity(
            "reagents", "Acids, alkalis, oxygen and water of crystallisation", "kt", 0.1, prices
        ),
        Commodity("metal_scrap", "Copper, aluminium and steel from packs", "kt", 1.5, prices),
    ]


def batteries(facts: Facts) -> dict[str, Battery]:
    """The five chemistries, by key."""
    found = {
        key: _from_table(facts, key, name, table, value)
        for key, name, table, value in (
            ("811", "NMC811", "NMC811", 75.0),
            ("622", "NMC622", "NMC622", 78.0),
            ("lfp", "LFP", "LFP", 48.0),
        )
    }
    return found | {"sodium": _sodium(facts), "solid": _solid(facts, found["811"])}


def _sodium(facts: Facts) -> Battery:
    cathode = facts.get("04", chemistry="SIB", item="Active cathode material")
    carbon = facts.value("04", chemistry="SIB", item="Hard carbon")
    note = "166 Wh/kg, between the cells of table 13; electrolyte free of Li"
    return Battery(
        "sodium",
        "Sodium-ion",
        {
            "cathode_sodium": cathode.value,
            "hard_carbon": carbon,
            "foil": 0.5,
            "electrolyte": 0.9,
            "separator": 0.75,
        },
        cell_mass=6.0,
        pack_mass=facts.value("13", chemistry="sodium-ion", parameter="battery mass per kWh"),
        cell_value=55.0,
        prov=cathode.prov.but("estimate", note),
        first_date="2026-01-01",
    )


def _solid(facts: Facts, like: Battery) -> Battery:
    dense = facts.get("13", chemistry="solid-state sulfide", parameter="cell energy density target")
    note = "400 Wh/kg cell; lithium and phosphorus as in SS NMC811 of table 04"
    return Battery(
        "solid",
        "Solid-state (sulfide, NMC811)",
        {
            "cathode_811": like.parts["cathode_811"],
            "solid_electrolyte": 0.4945,
            "foil": like.parts["foil"],
            "separator": 0.34,
        },
        cell_mass=2.5,
        pack_mass=4.1,
        cell_value=250.0,
        prov=dense.prov.but("estimate", note),
        first_date="2027-07-01",
        recycled_as="811",
    )


def _from_table(facts: Facts, key: str, name: str, table: str, value: float) -> Battery:
    note = (
        "Active material, foil and electrolyte of the finished cell; the rest is separator and can"
    )

    def part(item: str) -> float:
        return facts.value("04", chemistry=table, item=item, level="cell")

    mass = facts.get("04", chemistry=table, item="cell mass")
    parts = {
        f"cathode_{key}": part("Active cathode material"),
        "anode_graphite": part("Graphite"),
        "foil": part("Copper") + part("Aluminum"),
        "electrolyte": sum(part(f"Electrolyte: {x}") for x in ("LiPF6", "EC", "DMC")),
    }
    parts["separator"] = mass.value - sum(parts.values())
    pack = facts.value("04", chemistry=table, item="pack mass")
    return Battery(key, name, parts, mass.value, pack, value, mass.prov.but("computed", note))


def in_cell(battery: Battery, goods: Mapping[str, Commodity]) -> Contents:
    """T of each followed element per MWh of finished cell."""
    total: Contents = {}
    for part, amount in battery.parts.items():
        if battery.key == "sodium" and part == "electrolyte":
            continue
        for element, share in goods[part].contents.items():
            if element in FOLLOWED:
                total[element] = total.get(element, 0.0) + amount * share
    return total
