"""The chain in memory: processes with their flows, and how they become rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.facts import Prov
    from instances.generators.materials import Battery, Commodity


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


def content(chain: Chain, commodity: str, element: str) -> float:
    """T of an element per t of a commodity."""
    return chain.goods[commodity].contents[element]


def feed(chain: Chain, product: str, raw: str, element: str, recovered: float) -> float:
    """Raw material per product, kt/kt, when ``recovered`` of the element reaches the product."""
    return content(chain, product, element) / content(chain, raw, element) / recovered
