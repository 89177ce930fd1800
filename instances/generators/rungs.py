"""Stages and rungs, and the battery energy that a unit of each supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instances.generators.book import Book
    from instances.generators.chain import Chain

STAGES = (
    "mining",
    "refining",
    "precursor",
    "cathode",
    "anode",
    "cell",
    "pack",
    "collection",
    "recovery",
)

RUNGS = {
    # rung: (stage, name, unit of throughput)
    "mining-lithium": ("mining", "Lithium mining", "kt Li"),
    "mining-nickel": ("mining", "Nickel mining", "kt Ni"),
    "mining-cobalt": ("mining", "Cobalt mining", "kt Co"),
    "mining-manganese": ("mining", "Manganese mining", "kt Mn"),
    "mining-graphite": ("mining", "Flake graphite mining", "kt"),
    "refining-lithium": ("refining", "Lithium refining", "kt Li"),
    "refining-nickel-intermediate": ("refining", "Nickel leaching", "kt Ni"),
    "refining-nickel": ("refining", "Nickel refining", "kt Ni"),
    "refining-cobalt": ("refining", "Cobalt refining", "kt Co"),
    "refining-manganese": ("refining", "Manganese refining", "kt Mn"),
    "refining-graphite": ("refining", "Spherical graphite", "kt"),
    "precursor-nickel": ("precursor", "Nickel cathode precursor", "kt"),
    "precursor-iron": ("precursor", "Iron phosphate", "kt"),
    "cathode-nickel": ("cathode", "Nickel cathode material", "kt"),
    "cathode-nickel-free": ("cathode", "LFP and sodium cathode material", "kt"),
    "solid-electrolyte": ("cathode", "Sulfide electrolyte", "kt"),
    "anode": ("anode", "Graphite anode material", "kt"),
    "cell": ("cell", "Cells", "GWh"),
    "pack": ("pack", "Packs", "GWh"),
    "collection": ("collection", "Dismantling and shredding", "kt"),
    "recovery": ("recovery", "Recovery from black mass", "kt"),
}

WEIGHTLESS = ("solid-electrolyte", "collection", "recovery")

REFERENCE_ROUTES: dict[str, dict[str, float]] = {
    # Where several processes make a good, the shares with which the reference counts them.
    "lithium_hydroxide": {"spodumene-to-hydroxide": 1.0},
    "lithium_carbonate": {"spodumene-to-carbonate": 0.5, "brine-to-carbonate": 0.5},
    "nickel_sulfate": {"mhp-to-sulfate": 0.7, "matte-to-sulfate": 0.3},
    "cobalt_sulfate": {"cobalt-to-sulfate": 1.0},
    "manganese_sulfate": {"manganese-to-sulfate": 1.0},
    "anode_graphite": {"anode-natural": 0.3, "anode-synthetic": 0.7},
    "cathode_811": {"cathode-811": 1.0},
    "cathode_622": {"cathode-622": 1.0},
    "cathode_lfp": {"cathode-lfp": 1.0},
}


def reference_throughput(chain: Chain, mix: Mapping[str, float]) -> dict[str, float]:
    """Throughput of each rung per GWh of packs in the reference mix of batteries, no recovery."""
    total: dict[str, float] = {}
    makers = _makers(chain)
    for battery, share in mix.items():
        _count(chain, makers, f"pack_{battery}", share, total)
    return total


def _makers(chain: Chain) -> dict[str, dict[str, float]]:
    makers = dict(REFERENCE_ROUTES)
    for process in chain.processes.values():
        if process.rung in {"collection", "recovery"}:
            continue
        product = next(iter(process.flows))
        makers.setdefault(product, {process.key: 1.0})
    return makers


def _count(
    chain: Chain,
    makers: dict[str, dict[str, float]],
    good: str,
    amount: float,
    total: dict[str, float],
) -> None:
    for key, share in makers.get(good, {}).items():
        process = chain.processes[key]
        activity = amount * share / process.flows[good]
        if process.rung:
            total[process.rung] = total.get(process.rung, 0.0) + activity * process.throughput
        for used, coefficient in process.flows.items():
            if coefficient < 0:
                _count(chain, makers, used, -coefficient * activity, total)


def _back(chain: Chain, mix: Mapping[str, float]) -> dict[str, float]:
    """Kt of packs dismantled and of black mass treated per GWh that comes back."""
    packs = {key: share * chain.batteries[key].pack_mass for key, share in mix.items()}
    black = sum(
        mass * chain.processes[f"shred-{key}"].flows[f"black_mass_{key}"]
        for key, mass in packs.items()
        if f"black_mass_{key}" in chain.goods
    )
    return {"collection": sum(packs.values()), "recovery": black}


def write_rungs(book: Book, chain: Chain, mix: Mapping[str, float], used: Iterable[str]) -> None:
    """The stages, and the rungs in ``used`` with the energy that a unit supports.

    ``energy_per_unit`` is one over the reference throughput: were all throughput of a rung in
    watched countries at the reference mix, the rung would count with exactly the energy served. So
    exposure is a weighted mean of the rungs' watched shares. Every stage from mine to pack weighs
    1, split evenly among its rungs; collection and recovery weigh nothing: they replace imports.
    Nor does sulfide electrolyte, which serves a few per cent of the energy.
    """
    used = [rung for rung in RUNGS if rung in set(used)]
    need = reference_throughput(chain, mix) | _back(chain, mix)
    for order, stage in enumerate(STAGES, start=1):
        if any(RUNGS[rung][0] == stage for rung in used):
            book.add(
                "stages",
                rule("Order of the chain"),
                stage=stage,
                name=stage.capitalize(),
                order=order,
            )
    for rung in used:
        stage, name, unit = RUNGS[rung]
        siblings = sum(RUNGS[other][0] == stage for other in used if other not in WEIGHTLESS)
        book.add(
            "rungs",
            rule("One over the throughput per GWh of the reference mix; a stage weighs 1 in all"),
            rung=rung,
            stage=stage,
            name=name,
            unit=unit,
            energy_per_unit=1.0 / need[rung],
            weight=0.0 if rung in WEIGHTLESS else 1.0 / siblings,
        )
