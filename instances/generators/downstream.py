"""Recipes from cells to packs and back: scrap, black mass and three ways to recover metals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import rule
from instances.generators.chain import Chain, Process
from instances.generators.materials import (
    FOLLOWED,
    Battery,
    Commodity,
    Contents,
    in_cell,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.facts import Facts


def add_downstream(chain: Chain, facts: Facts) -> None:
    """Cells, packs, dismantling and recovery for every battery."""
    for battery in list(chain.batteries.values()):
        _cells_and_packs(chain, facts, battery)
    for key in ("811", "622", "lfp"):
        _recovery(chain, facts, chain.batteries[key])
    _solid_pretreatment(chain)


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
        Process(
            f"cell-{key}",
            f"{battery.name} cells",
            "cell",
            flows,
            battery.prov,
            unit="GWh",
            co2=energy,
        )
    )
    _packs(chain, battery)


def _packs(chain: Chain, battery: Battery) -> None:
    key, goods = battery.key, chain.goods
    inside = in_cell(battery, goods)
    parts = battery.pack_mass - battery.cell_mass
    chain.add(
        Process(
            f"pack-{key}",
            f"{battery.name} packs",
            "pack",
            {f"pack_{key}": 1.0, f"cell_{key}": -1.0, "pack_parts": -parts},
            battery.prov,
            unit="GWh",
            co2=2.0,
        )
    )
    spent = {e: t / battery.pack_mass for e, t in inside.items()}
    goods[f"eol_{key}"] = Commodity(
        f"eol_{key}", f"{battery.name} packs at end of life", "kt", 0.1, battery.prov, spent
    )


def _cell_energy(facts: Facts, battery: Battery) -> float:
    """CO2 in kt/GWh: energy of making, half electricity of 0.5 and half gas of 0.2 t/MWh."""
    table = {"811": "NMC811", "622": "NMC622", "lfp": "LFP"}.get(battery.key, "NMC811")
    energy = facts.value("04", chemistry=table, item="cell manufacturing energy")
    return energy * battery.cell_mass / 3.6 * 0.35


def _scrap(chain: Chain, battery: Battery, used: dict[str, float]) -> tuple[str, float] | None:
    """The scrap commodity and kt of it per GWh; rejected cells and trimmings without solvent."""
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
        name,
        f"{battery.name} cell scrap",
        "kt",
        1.0,
        rule("What the yields of table 04 lose of active material and foil"),
        contents,
    )
    return name, amount


def _recovery(chain: Chain, facts: Facts, battery: Battery) -> None:
    key, goods = battery.key, chain.goods
    table = {"811": "NMC811", "622": "NMC622", "lfp": "LFP"}[key]
    yielded = facts.get("08", parameter=f"black mass yield, {table} cells")
    inside = in_cell(battery, goods)
    black = f"black_mass_{key}"
    kept = {"Li": 0.92}
    goods[black] = Commodity(
        black,
        f"{battery.name} black mass",
        "kt",
        2.0 if key == "lfp" else 5.0,
        yielded.prov,
        {e: t * kept.get(e, 0.95) / (yielded.value * battery.cell_mass) for e, t in inside.items()},
        needs_permission=True,
    )
    per_pack = yielded.value * battery.cell_mass / battery.pack_mass
    chain.add(
        Process(
            f"shred-{key}",
            f"{battery.name} packs to black mass",
            "collection",
            {black: per_pack, "metal_scrap": 0.9 * (0.9 - per_pack), f"eol_{key}": -1.0},
            yielded.prov.but(
                "computed", "Black mass per pack from table 08; 90 % of the metal kept"
            ),
            co2=0.3,
        )
    )
    _scrap_to_black_mass(chain, battery)
    _routes(chain, facts, battery, table)


def _scrap_to_black_mass(chain: Chain, battery: Battery) -> None:
    key, goods = battery.key, chain.goods
    black = f"black_mass_{key}"
    scrap = goods[f"scrap_{key}"].contents
    share = min(0.95, *(0.97 * scrap[e] / goods[black].contents[e] for e in goods[black].contents))
    chain.add(
        Process(
            f"shred-scrap-{key}",
            f"{battery.name} cell scrap to black mass",
            "collection",
            {black: share, f"scrap_{key}": -1.0},
            rule("The scarcest element decides how much black mass scrap gives"),
            co2=0.2,
        )
    )


_SALTS = {
    "Ni": ("nickel_sulfate", "nickel (as Ni2+ in output)"),
    "Co": ("cobalt_sulfate", "cobalt (as Co2+ in output)"),
    "Mn": ("manganese_sulfate", "manganese (as Mn2+ in output)"),
    "Li": ("lithium_carbonate", "lithium"),
}
"""What an element is recovered as, and its name in table 08."""


def _recovered(
    chain: Chain, feed: str, recovered: Mapping[str, float], acids: float
) -> dict[str, float]:
    """Salts from a unit of feed, with as much reagents as their mass and ``acids`` ask for."""
    contents = chain.goods[feed].contents
    salts = {
        salt: contents[e] * recovered[e] / chain.goods[salt].contents[e]
        for e, (salt, _) in _SALTS.items()
        if e in contents and e in recovered
    }
    return {**salts, feed: -1.0, "reagents": -(acids + sum(salts.values()))}


def _routes(chain: Chain, facts: Facts, battery: Battery, table: str) -> None:
    key = battery.key
    wet = {
        e: facts.value("08", parameter=f"recovery efficiency: {name}", route="hydrometallurgical")
        for e, (_, name) in _SALTS.items()
    }
    hydro = facts.get(
        "08", parameter=f"GHG, {table}", route="hydrometallurgical (with pre-processing)"
    )
    chain.add(
        Process(
            f"hydro-{key}",
            f"Hydrometallurgy of {battery.name} black mass",
            "recovery",
            _recovered(chain, f"black_mass_{key}", wet, 0.5),
            hydro.prov,
            co2=hydro.value,
        )
    )
    direct = facts.get("08", parameter=f"direct output cathode, {table}")
    chain.add(
        Process(
            f"direct-{key}",
            f"Direct regeneration of {battery.name} cathode",
            "recovery",
            {f"cathode_{key}": direct.value, f"black_mass_{key}": -1.0},
            direct.prov,
            co2=facts.value("08", parameter=f"GHG, {table}", route="direct (with pre-processing)"),
        )
    )
    if key != "lfp":
        _smelting(chain, facts, battery, table)


def _smelting(chain: Chain, facts: Facts, battery: Battery, table: str) -> None:
    """Pyrometallurgy takes packs; its throughput counts the black mass that they would give."""
    key = battery.key
    smelt = facts.get(
        "08",
        parameter=f"effective recovery Ni, cell to product, {table}",
        route="pyrometallurgical",
    )
    chain.add(
        Process(
            f"pyro-{key}",
            f"Smelting and leaching of {battery.name} packs",
            "recovery",
            _recovered(chain, f"eol_{key}", {"Ni": smelt.value, "Co": smelt.value}, 0.4),
            smelt.prov,
            throughput=chain.processes[f"shred-{key}"].flows[f"black_mass_{key}"],
            co2=1.8,
        )
    )


def _solid_pretreatment(chain: Chain) -> None:
    battery = chain.batteries["solid"]
    black = chain.goods["black_mass_811"].contents
    spent = chain.goods["eol_solid"].contents
    share = 0.95 * min(spent[e] / black[e] for e in black)
    chain.add(
        Process(
            "shred-solid",
            f"{battery.name} packs to black mass",
            "collection",
            {"black_mass_811": share, "metal_scrap": 0.3, "eol_solid": -1.0},
            rule("Counted as NMC811 black mass; the scarcest element decides how much"),
            co2=0.3,
        )
    )
