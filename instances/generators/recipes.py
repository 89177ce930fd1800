"""Recipes: what a unit of activity uses and makes, with mass and elements that balance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule
from instances.generators.facts import Facts, Prov
from instances.generators.materials import (
    FOLLOWED,
    Battery,
    Commodity,
    Contents,
    batteries,
    chemicals,
    in_cell,
)

if TYPE_CHECKING:
    from instances.generators.book import Book


@dataclass(frozen=True)
class Process:
    """A recipe; ``flows`` are made (positive) and used (negative) units per unit of activity."""

    key: str
    name: str
    rung: str
    flows: dict[str, float]
    prov: Prov
    throughput: float = 1.0
    unit: str = "kt"
    co2: float = 0.0
    """kt CO2 per unit of activity, electricity included."""
    from_nature: bool = False


@dataclass
class Chain:
    """All commodities, batteries and processes, by key."""

    goods: dict[str, Commodity]
    batteries: dict[str, Battery]
    processes: dict[str, Process] = field(default_factory=dict)

    def add(self, process: Process) -> None:
        """Takes a process; its main product or feed need not exist anywhere else."""
        self.processes[process.key] = process

    def write(self, book: Book, processes: list[str], extra: list[str]) -> None:
        """Writes the processes with their recipes, and every commodity they or ``extra`` name."""
        used: dict[str, None] = dict.fromkeys(extra)
        for key in processes:
            used |= dict.fromkeys(self.processes[key].flows)
        for name in (k for k in self.goods if k in used):
            _write_good(book, self.goods[name])
        for key in processes:
            _write_process(book, self.processes[key])


def _write_good(book: Book, good: Commodity) -> None:
    book.add(
        "commodities",
        good.prov,
        commodity=good.key,
        name=good.name,
        unit=good.unit,
        tonnes_per_unit=None if good.mass is None else good.mass * 1000,
        value_per_unit=good.value,
        needs_permission=good.needs_permission,
    )
    for element, share in good.contents.items():
        book.add(
            "contents",
            good.contents_prov or good.prov,
            commodity=good.key,
            element=element,
            tonnes=share * 1000,
        )


def _write_process(book: Book, process: Process) -> None:
    book.add(
        "processes",
        process.prov,
        process=process.key,
        name=process.name,
        rung=process.rung,
        throughput=process.throughput,
        activity_unit=process.unit,
        co2_t_per_unit=process.co2 * 1000,
        draws_from_nature=process.from_nature,
    )
    for commodity, amount in process.flows.items():
        book.add(
            "recipes",
            process.prov,
            process=process.key,
            commodity=commodity,
            coefficient=amount,
        )


def build_chain(facts: Facts) -> Chain:
    """The whole chain from mine to recovery."""
    chain = Chain(chemicals(facts), batteries(facts))
    _mines(chain)
    _refineries(chain, facts)
    _materials(chain, facts)
    for battery in list(chain.batteries.values()):
        _cells_and_packs(chain, facts, battery)
    for battery in ("811", "622", "lfp"):
        _recovery(chain, facts, chain.batteries[battery])
    _solid_pretreatment(chain)
    return chain


def _share(chain: Chain, commodity: str, element: str) -> float:
    return chain.goods[commodity].contents[element]


def _feed(chain: Chain, product: str, feed: str, element: str, recovered: float) -> float:
    """kt of feed per kt of product when ``recovered`` of the element reaches the product."""
    return _share(chain, product, element) / _share(chain, feed, element) / recovered


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
                key, name, f"mining-{_MATERIAL[element]}", {product: 1.0},
                judged("A unit of what leaves the mine; CO2 rounded from public inventories"),
                _share(chain, product, element), co2=co2, from_nature=True,
            )
        )  # fmt: skip
    chain.add(
        Process(
            "mine-graphite", "Flake graphite mining", "mining-graphite", {"graphite_flake": 1.0},
            judged("A unit of what leaves the mine; CO2 rounded from public inventories"),
            co2=0.4, from_nature=True,
        )
    )  # fmt: skip


_MATERIAL = {"Li": "lithium", "Ni": "nickel", "Co": "cobalt", "Mn": "manganese", "C": "graphite"}


def _refineries(chain: Chain, facts: Facts) -> None:
    losses = judged("Element content of table 01 and a customary recovery; reagents close the mass")

    def refine(key: str, name: str, rung: str, flows: dict[str, float], element: str, co2: float,
               prov: Prov = losses) -> None:  # fmt: skip
        product = next(iter(flows))
        chain.add(Process(key, name, rung, flows, prov, _share(chain, product, element), co2=co2))

    lithium = "refining-lithium"
    hydroxide, carbonate = "lithium_hydroxide", "lithium_carbonate"
    refine("spodumene-to-hydroxide", "Spodumene conversion to hydroxide", lithium,
           {hydroxide: 1.0, "spodumene": -_feed(chain, hydroxide, "spodumene", "Li", 0.9),
            "reagents": -1.5}, "Li", 13.0)  # fmt: skip
    refine("spodumene-to-carbonate", "Spodumene conversion to carbonate", lithium,
           {carbonate: 1.0, "spodumene": -_feed(chain, carbonate, "spodumene", "Li", 0.9),
            "reagents": -1.8}, "Li", 14.0)  # fmt: skip
    refine("brine-to-carbonate", "Brine to carbonate", lithium,
           {carbonate: 1.0, "lithium_brine": -_feed(chain, carbonate, "lithium_brine", "Li", 0.9),
            "reagents": -2.0}, "Li", 2.9)  # fmt: skip
    refine("carbonate-to-hydroxide", "Carbonate to hydroxide", lithium,
           {hydroxide: 1.0, carbonate: -_feed(chain, hydroxide, carbonate, "Li", 0.98),
            "reagents": -1.15}, "Li", 4.0)  # fmt: skip
    refine("hpal", "High-pressure acid leaching", "refining-nickel-intermediate",
           {"nickel_mhp": 1.0, "nickel_ore": -_feed(chain, "nickel_mhp", "nickel_ore", "Ni", 0.9)},
           "Ni", 5.0)  # fmt: skip
    sulfate, by_product = "nickel_sulfate", "cobalt_sulfate"
    mhp = _feed(chain, sulfate, "nickel_mhp", "Ni", 0.97)
    cobalt = mhp * 0.035 * 0.95 / _share(chain, by_product, "Co")
    refine("mhp-to-sulfate", "Hydroxide precipitate to nickel sulfate", "refining-nickel",
           {sulfate: 1.0, by_product: cobalt, "nickel_mhp": -mhp, "reagents": -0.7}, "Ni", 0.7)  # fmt: skip
    refine("matte-to-sulfate", "Matte to nickel sulfate", "refining-nickel",
           {sulfate: 1.0, "nickel_matte": -_feed(chain, sulfate, "nickel_matte", "Ni", 0.97),
            "reagents": -0.85}, "Ni", 0.6)  # fmt: skip
    refine("cobalt-to-sulfate", "Cobalt hydroxide to sulfate", "refining-cobalt",
           {by_product: 1.0,
            "cobalt_hydroxide": -_feed(chain, by_product, "cobalt_hydroxide", "Co", 0.97),
            "reagents": -0.6}, "Co", 1.2)  # fmt: skip
    refine("manganese-to-sulfate", "Manganese ore to sulfate", "refining-manganese",
           {"manganese_sulfate": 1.0,
            "manganese_ore": -_feed(chain, "manganese_sulfate", "manganese_ore", "Mn", 0.88),
            "reagents": -0.6}, "Mn", 1.5)  # fmt: skip
    row = facts.rows("01b", process="natural graphite spheronization",
                     input="natural graphite concentration")[0]  # fmt: skip
    purify = facts.rows("01b", process="graphite purification",
                        input="natural graphite spheronization")[0]  # fmt: skip
    flake = float(row["input_amount_per_unit_output"]) * float(
        purify["input_amount_per_unit_output"]
    )
    chain.add(
        Process(
            "spheroidise", "Shaping and purifying flake graphite", "refining-graphite",
            {"spherical_graphite": 1.0, "graphite_flake": -flake, "reagents": -0.9},
            facts.prov(row), co2=2.5,
        )
    )  # fmt: skip


def _materials(chain: Chain, facts: Facts) -> None:
    made = rule("Element contents of tables 01 and 01b with 1.5 to 3 % loss")
    for grade, salt in (("811", "lithium_hydroxide"), ("622", "lithium_carbonate")):
        precursor, cathode = f"precursor_{grade}", f"cathode_{grade}"
        salts = {
            f"{_MATERIAL[e]}_sulfate": -_feed(chain, precursor, f"{_MATERIAL[e]}_sulfate", e, 0.985)
            for e in ("Ni", "Co", "Mn")
        }
        chain.add(
            Process(
                f"precursor-{grade}", f"NMC{grade} precursor", "precursor-nickel",
                {precursor: 1.0, **salts}, made, co2=3.0,
            )
        )  # fmt: skip
        chain.add(
            Process(
                f"cathode-{grade}", f"NMC{grade} cathode material", "cathode-nickel",
                {cathode: 1.0, precursor: -_feed(chain, cathode, precursor, "Ni", 0.99),
                 salt: -_feed(chain, cathode, salt, "Li", 0.97)},
                made, co2=4.5,
            )
        )  # fmt: skip
    chain.add(
        Process(
            "iron-phosphate", "Iron phosphate", "precursor-iron",
            {"iron_phosphate": 1.0,
             "phosphoric_acid": -_feed(chain, "iron_phosphate", "phosphoric_acid", "P", 0.97),
             "reagents": -0.9}, made, co2=1.5,
        )
    )  # fmt: skip
    chain.add(
        Process(
            "cathode-lfp", "LFP cathode material", "cathode-nickel-free",
            {"cathode_lfp": 1.0,
             "iron_phosphate": -_feed(chain, "cathode_lfp", "iron_phosphate", "P", 0.98),
             "lithium_carbonate": -_feed(chain, "cathode_lfp", "lithium_carbonate", "Li", 0.97)},
            made, co2=2.5,
        )
    )  # fmt: skip
    chain.add(
        Process(
            "cathode-sodium", "Sodium layered oxide", "cathode-nickel-free",
            {"cathode_sodium": 1.0, "sodium_feed": -0.9,
             "manganese_sulfate": -0.164 / _share(chain, "manganese_sulfate", "Mn") / 0.98},
            made, co2=2.5,
        )
    )  # fmt: skip
    chain.goods["cathode_sodium"].contents["Mn"] = 0.164
    chain.add(
        Process(
            "solid-electrolyte", "Sulfide electrolyte and lithium foil", "",
            {"solid_electrolyte": 1.0, "sulfide_feed": -0.65,
             "lithium_carbonate": -_feed(chain, "solid_electrolyte", "lithium_carbonate", "Li", 0.9)},
            judged("Losses of 10 % on lithium; the sulfide feed holds the phosphorus"), co2=15.0,
        )
    )  # fmt: skip
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
            "anode-natural", "Coated natural graphite", "anode",
            {"anode_graphite": 1.0,
             "spherical_graphite": -float(coat["input_amount_per_unit_output"])},
            facts.prov(coat), co2=3.0,
        )
    )  # fmt: skip
    chain.add(
        Process(
            "anode-synthetic", "Graphitised needle coke", "anode",
            {"anode_graphite": 1.0, "needle_coke": -coke_in, "reagents": -0.21},
            facts.prov(coke), co2=13.0,
        )
    )  # fmt: skip


ACTIVE = ("cathode_", "anode_graphite", "hard_carbon", "solid_electrolyte")


def _yields(facts: Facts) -> dict[str, float]:
    def share(item: str) -> float:
        return facts.value("04", item=item, item_kind="manufacturing yield")

    accepted = share("Cell acceptance")
    return {
        "active": share("Active cathode material") * accepted,
        "foil": share("Copper foil") * accepted,
        "separator": share("Separator") * accepted,
        "electrolyte": share("Electrolyte") * accepted,
    }


def _cells_and_packs(chain: Chain, facts: Facts, battery: Battery) -> None:
    goods, key = chain.goods, battery.key
    yields = _yields(facts)
    used = {
        part: amount / yields["active" if part.startswith(ACTIVE) else part]
        for part, amount in battery.parts.items()
    }
    inside = in_cell(battery, goods)
    for form, mass in (("cell", battery.cell_mass), ("pack", battery.pack_mass)):
        value = battery.cell_value + (25.0 if form == "pack" else 0.0)
        goods[f"{form}_{key}"] = Commodity(
            f"{form}_{key}", f"{battery.name} {form}", "GWh", value, battery.prov, inside, mass=mass
        )
    flows = {f"cell_{key}": 1.0, **{part: -amount for part, amount in used.items()}}
    if scrap := _scrap(chain, battery, used):
        flows[scrap[0]] = scrap[1]
    energy = _cell_energy(facts, battery)
    chain.add(
        Process(f"cell-{key}", f"{battery.name} cells", "cell", flows, battery.prov, unit="GWh",
                co2=energy)
    )  # fmt: skip
    parts = battery.pack_mass - battery.cell_mass
    chain.add(
        Process(f"pack-{key}", f"{battery.name} packs", "pack",
                {f"pack_{key}": 1.0, f"cell_{key}": -1.0, "pack_parts": -parts},
                battery.prov, unit="GWh", co2=2.0)
    )  # fmt: skip
    spent = {e: t / battery.pack_mass for e, t in inside.items()}
    goods[f"eol_{key}"] = Commodity(
        f"eol_{key}", f"{battery.name} packs at end of life", "kt", 0.1, battery.prov, spent
    )


def _cell_energy(facts: Facts, battery: Battery) -> float:
    """kt CO2 per GWh: manufacturing energy, half of it electricity of 0.5 and half gas of 0.2 t/MWh."""
    table = {"811": "NMC811", "622": "NMC622", "lfp": "LFP"}.get(battery.key, "NMC811")
    energy = facts.value("04", chemistry=table, item="cell manufacturing energy")
    return energy * battery.cell_mass / 3.6 * 0.35


def _scrap(chain: Chain, battery: Battery, used: dict[str, float]) -> tuple[str, float] | None:
    """The scrap commodity and kt of it per GWh; rejected cells and trimmings, without the solvent."""
    lost = {
        part: used[part] - battery.parts[part]
        for part in used
        if part == "foil" or part.startswith(ACTIVE)
    }
    amount = sum(lost.values())
    if battery.key == "sodium":
        return None
    if battery.recycled_as:
        name = f"scrap_{battery.recycled_as}"
        limit = [
            sum(lost[p] * chain.goods[p].contents.get(e, 0.0) for p in lost) / share
            for e, share in chain.goods[name].contents.items()
        ]
        return name, 0.98 * min(amount, *limit)
    name = f"scrap_{battery.key}"
    contents: Contents = {}
    for part, kt in lost.items():
        for element, share in chain.goods[part].contents.items():
            if element in FOLLOWED:
                contents[element] = contents.get(element, 0.0) + 0.98 * kt * share / amount
    chain.goods[name] = Commodity(
        name, f"{battery.name} cell scrap", "kt", 1.0,
        rule("What the yields of table 04 lose of active material and foil"), contents,
    )  # fmt: skip
    return name, amount


def _recovery(chain: Chain, facts: Facts, battery: Battery) -> None:
    key, goods = battery.key, chain.goods
    table = {"811": "NMC811", "622": "NMC622", "lfp": "LFP"}[key]
    yielded = facts.get("08", parameter=f"black mass yield, {table} cells")
    inside = in_cell(battery, goods)
    black = f"black_mass_{key}"
    kept = {"Li": 0.92}
    goods[black] = Commodity(
        black, f"{battery.name} black mass", "kt", 2.0 if key == "lfp" else 5.0, yielded.prov,
        {e: t * kept.get(e, 0.95) / (yielded.value * battery.cell_mass) for e, t in inside.items()},
        needs_permission=True,
    )  # fmt: skip
    per_pack = yielded.value * battery.cell_mass / battery.pack_mass
    chain.add(
        Process(f"shred-{key}", f"{battery.name} packs to black mass", "collection",
                {black: per_pack, "metal_scrap": 0.9 * (0.9 - per_pack), f"eol_{key}": -1.0},
                yielded.prov.but("computed", "Black mass per pack from table 08; 90 % of the metal kept"),
                co2=0.3)
    )  # fmt: skip
    scrap = goods[f"scrap_{key}"].contents
    share = min(0.95, *(0.97 * scrap[e] / goods[black].contents[e] for e in goods[black].contents))
    chain.add(
        Process(f"shred-scrap-{key}", f"{battery.name} cell scrap to black mass", "collection",
                {black: share, f"scrap_{key}": -1.0},
                rule("The scarcest element decides how much black mass scrap gives"), co2=0.2)
    )  # fmt: skip
    _routes(chain, facts, battery, table)


def _routes(chain: Chain, facts: Facts, battery: Battery, table: str) -> None:
    key, goods = battery.key, chain.goods
    black = goods[f"black_mass_{key}"].contents

    def salts(content: Contents, recovered: dict[str, float]) -> dict[str, float]:
        return {
            salt: content[e] * recovered[e] / goods[salt].contents[e]
            for e, salt in (
                ("Ni", "nickel_sulfate"), ("Co", "cobalt_sulfate"),
                ("Mn", "manganese_sulfate"), ("Li", "lithium_carbonate"),
            )
            if e in content and e in recovered
        }  # fmt: skip

    def unit(item: str, route: str) -> float:
        return facts.value("08", parameter=f"recovery efficiency: {item}", route=route)

    hydro = facts.get(
        "08", parameter=f"GHG, {table}", route="hydrometallurgical (with pre-processing)"
    )
    wet = {e: unit(n, "hydrometallurgical") for e, n in (
        ("Ni", "nickel (as Ni2+ in output)"), ("Co", "cobalt (as Co2+ in output)"),
        ("Mn", "manganese (as Mn2+ in output)"), ("Li", "lithium"))}  # fmt: skip
    out = salts(black, wet)
    chain.add(
        Process(f"hydro-{key}", f"Hydrometallurgy of {battery.name} black mass", "recovery",
                {**out, f"black_mass_{key}": -1.0, "reagents": -(0.5 + sum(out.values()))},
                hydro.prov, co2=hydro.value)
    )  # fmt: skip
    direct = facts.get("08", parameter=f"direct output cathode, {table}")
    chain.add(
        Process(f"direct-{key}", f"Direct regeneration of {battery.name} cathode", "recovery",
                {f"cathode_{key}": direct.value, f"black_mass_{key}": -1.0}, direct.prov,
                co2=facts.value("08", parameter=f"GHG, {table}", route="direct (with pre-processing)"))
    )  # fmt: skip
    if key == "lfp":
        return
    smelt = facts.get("08", parameter=f"effective recovery Ni, cell to product, {table}",
                      route="pyrometallurgical")  # fmt: skip
    spent = goods[f"eol_{key}"].contents
    out = salts(spent, {"Ni": smelt.value, "Co": smelt.value})
    per_black = (
        battery.cell_mass
        / battery.pack_mass
        * facts.value("08", parameter=f"black mass yield, {table} cells")
    )
    chain.add(
        Process(f"pyro-{key}", f"Smelting and leaching of {battery.name} packs", "recovery",
                {**out, f"eol_{key}": -1.0, "reagents": -(0.4 + sum(out.values()))},
                smelt.prov, throughput=per_black, co2=1.8)
    )  # fmt: skip


def _solid_pretreatment(chain: Chain) -> None:
    battery = chain.batteries["solid"]
    black = chain.goods["black_mass_811"].contents
    spent = chain.goods["eol_solid"].contents
    share = 0.95 * min(spent[e] / black[e] for e in black)
    chain.add(
        Process("shred-solid", f"{battery.name} packs to black mass", "collection",
                {"black_mass_811": share, "metal_scrap": 0.3, "eol_solid": -1.0},
                rule("Counted as NMC811 black mass; the scarcest element decides how much"), co2=0.3)
    )  # fmt: skip
