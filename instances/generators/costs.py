"""What making costs: operation and capital of every kind of plant, in China and in Europe.

Per kt (kUSD/t = MUSD/kt) or per GWh (USD/kWh = MUSD/GWh), without traded inputs. ``Regions`` places
every other country between the two. Figures of table 05 and 08 where they exist; what is judged is
marked so in the note of the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.book import judged

if TYPE_CHECKING:
    from instances.generators.countries import Regions
    from instances.generators.facts import Facts, Prov


@dataclass(frozen=True)
class Cost:
    """Operation and capital of a kind of plant, each (China, Europe); and what it rests on."""

    operation: tuple[float, float]
    capital: tuple[float, float]
    basis: str
    size: float = 20.0
    """A customary size, kt or GWh per year; smaller builds cost more per unit."""
    life: float = 20.0


KINDS: dict[str, Cost] = {
    "spodumene-to-hydroxide": Cost((2.6, 5.0), (5.5, 16.0), "conversion and capex of table 05", 24),
    "spodumene-to-carbonate": Cost((2.4, 4.6), (5.0, 14.0), "a tenth below hydroxide", 24),
    "brine-to-carbonate": Cost((1.8, 3.0), (7.0, 12.0), "judged from company reports", 30),
    "carbonate-to-hydroxide": Cost((0.9, 1.6), (3.0, 7.6), "Bitterfeld capex of table 05", 20),
    "hpal": Cost((2.2, 3.2), (7.2, 14.0), "HPAL cost and capex of table 05, per t of MHP", 120),
    "mhp-to-sulfate": Cost((0.40, 0.65), (0.9, 2.0), "refining cost and capex of table 05", 80),
    "matte-to-sulfate": Cost((0.45, 0.70), (0.9, 2.0), "as for MHP", 80),
    "cobalt-to-sulfate": Cost((0.6, 1.1), (1.5, 3.5), "judged", 15),
    "manganese-to-sulfate": Cost((0.55, 0.95), (1.5, 3.5), "judged", 40),
    "spheroidise": Cost((1.0, 2.2), (2.5, 9.0), "half of the anode plants of table 05", 30),
    "precursor": Cost((1.0, 2.6), (2.5, 5.5), "40 % of fee and capex of table 05", 40),
    "iron-phosphate": Cost((0.45, 0.95), (1.0, 3.0), "judged", 50),
    "cathode-nickel": Cost((1.5, 4.4), (3.5, 9.0), "60 % of fee and capex of table 05", 40),
    "cathode-lfp": Cost((0.9, 2.2), (2.5, 8.0), "capex of table 05; operation judged", 50),
    "cathode-sodium": Cost((1.2, 2.6), (3.0, 8.0), "as for LFP", 20),
    "solid-electrolyte": Cost((15.0, 25.0), (70.0, 142.0), "Idemitsu Chiba in table 13", 2),
    "anode-natural": Cost((0.7, 1.8), (1.5, 8.0), "anode plants of table 05 less shaping", 20),
    "anode-synthetic": Cost((2.0, 6.0), (6.0, 17.0), "anode cost of table 05 less coke", 30),
    "cell": Cost((7.4, 19.5), (60.0, 95.0), "EverBatt less capital; table 05 capex", 20, 15),
    "cell-solid": Cost((20.0, 35.0), (120.0, 180.0), "Toyota of table 05; rest judged", 5, 15),
    "pack": Cost((3.0, 7.0), (8.0, 15.0), "judged: pack less cell prices", 20, 15),
    "shred": Cost((0.55, 0.95), (0.6, 1.5), "35 % of EverBatt's hydro route", 15, 15),
    "hydro": Cost((2.5, 4.2), (2.4, 6.0), "65 % of EverBatt's hydro route", 15, 15),
    "pyro": Cost((1.5, 2.4), (2.2, 5.5), "EverBatt, 20 to 50 kt/yr", 20, 15),
    "direct": Cost((4.4, 6.2), (5.0, 9.0), "EverBatt, 20 to 50 kt/yr", 10, 15),
}  # fmt: skip

FACTOR = {"cell-lfp": 1.05, "hydro-lfp": 0.35, "direct-lfp": 0.5}
"""Operation relative to the kind's, by process: EverBatt's costs of LFP over those of NMC."""

MATERIALS_CLUSTER = 0.35
CLUSTER = {
    "cell": 0.1,
    "cell-solid": 0.0,
    "pack": 0.1,
    "shred": 0.1,
    "hydro": 0.1,
    "pyro": 0.1,
    "brine-to-carbonate": 0.0,
    "hpal": 0.0,
}
"""Part of the gap to Europe that even cheap countries bear. For materials it follows from the
Korean and Japanese fees of table 05 (44 and 78 % of the gap), for cells from EverBatt's Korea."""

SOURCED_CAPITAL = {("cell", "JPN"): 140.0, ("cell", "USA"): 105.0, ("cell", "KOR"): 80.0}
"""Greenfield capital that table 05 gives for the country itself, MUSD per GWh/yr."""

SCALE = 0.8
"""Capital grows with size to this power: the mean of EverBatt's recycling and cell plants."""

FIXED_SHARE = 0.03
"""Yearly fixed cost (staff, upkeep, insurance) as a share of capital: judged."""


def kind_of(process: str) -> str:
    """The row of ``KINDS`` for a process."""
    if process in KINDS:
        return process
    if process.startswith("cathode-"):
        return "cathode-nickel"
    return process.split("-", maxsplit=1)[0]


class Costs:
    """Operation and capital of plants by country."""

    def __init__(self, facts: Facts, regions: Regions) -> None:
        self._facts = facts
        self._regions = regions

    def operation(self, process: str, country: str) -> float:
        """MUSD per unit of activity, without traded inputs and fixed cost."""
        cost = KINDS[kind_of(process)]
        gap = CLUSTER.get(kind_of(process), MATERIALS_CLUSTER)
        whole = self._regions.operation(country, *cost.operation, gap) * FACTOR.get(process, 1.0)
        return max(whole - FIXED_SHARE * self.capital(kind_of(process), country), 0.3 * whole)

    def capital(self, kind: str, country: str) -> float:
        """MUSD per unit of yearly capacity, at the customary size."""
        if (kind, country) in SOURCED_CAPITAL:
            return SOURCED_CAPITAL[(kind, country)]
        return self._regions.capital(country, *KINDS[kind].capital)

    def fixed(self, kind: str, country: str) -> float:
        """MUSD per year and unit of capacity in place."""
        return FIXED_SHARE * self.capital(kind, country)

    def line(self, kind: str, country: str, low: float, high: float) -> tuple[float, float]:
        """Fixed and unit capital whose line meets the scale curve at both ends of a size range."""
        usual, unit = KINDS[kind].size, self.capital(kind, country)

        def total(size: float) -> float:
            return unit * usual * float((size / usual) ** SCALE)

        slope = (total(high) - total(low)) / (high - low)
        return total(low) - slope * low, slope

    def operation_prov(self, process: str, country: str) -> Prov:
        """Where an operating cost comes from."""
        return judged(
            f"{KINDS[kind_of(process)].basis}; placed for {country} by wage and power price"
        )

    def capital_prov(self, kind: str, country: str) -> Prov:
        """Where a capital cost comes from."""
        return judged(f"{KINDS[kind].basis}; placed for {country} by its capital factor")
