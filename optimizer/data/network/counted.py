"""What each rule of the table ``rules`` counts, in the words of the tables.

A *duty* is a rule, or one part of it: a rung of its stage, or a country that is bought from. What
it counts is ``over`` (what the rule is about) and ``under`` (what it is a share of), each an amount
by unit of what the plan decides. The rule says ``over ≥ level · under`` (least) or ``≤`` (most).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.disruptions import places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.instance import Instance

Amounts = dict[tuple[str, ...], tuple[float, float]]
"""``over`` and ``under`` by unit, by the keys of a table of the plan."""

SHARES = ("made_share", "bought_share", "recovery_rate", "collection_rate", "capacity_share")
"""Kinds whose level is a share; those of the others is an amount by the year."""


@dataclass
class Duty:
    """A rule or a part of it, and what it counts of the tables of a plan."""

    row: dict[str, Any]
    part: str
    unit: str
    activity: Amounts = field(default_factory=dict)
    flow: Amounts = field(default_factory=dict)
    served: Amounts = field(default_factory=dict)
    collected: set[tuple[str, ...]] = field(default_factory=set)
    capacity: dict[str, float] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """``rule|part``; the part is empty where the rule is one whole."""
        return f"{self.row['rule']}|{self.part}"

    @property
    def sign(self) -> float:
        """1 where the level is the least, -1 where it is the most."""
        return 1.0 if self.row["sense"] == "least" else -1.0

    @property
    def counts(self) -> bool:
        """Whether there is anything that it could be about."""
        over = [o for found in (self.activity, self.flow, self.served) for o, _ in found.values()]
        return any(o > 0 for o in over) or bool(self.collected) or bool(self.capacity)


def duties(instance: Instance) -> list[Duty]:
    """All duties of an instance, in the order of its rules."""
    rules = instance.table("rules")
    if rules.is_empty():
        return []
    chain = _Chain(instance)
    return [duty for row in rules.iter_rows(named=True) for duty in chain.duties(row)]


class _Chain:
    """The instance as rules see it: who makes what, where, with which elements."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._where = places(instance)
        site = dict(pairs_of(instance.table("facilities"), "facility", "site"))
        self._country = {f: self._where.country_of_site[s] for f, s in site.items()}
        self._stage = dict(pairs_of(instance.table("rungs"), "rung", "stage"))
        self._rungs = {r["rung"]: r for r in instance.table("rungs").iter_rows(named=True)}
        self._processes = {
            r["process"]: r for r in instance.table("processes").iter_rows(named=True)
        }
        self._recipe: dict[str, dict[str, float]] = defaultdict(dict)
        for row in instance.table("recipes").iter_rows(named=True):
            self._recipe[row["process"]][row["commodity"]] = row["coefficient"]
        self._content: dict[str, dict[str, float]] = defaultdict(dict)
        for row in instance.table("contents").iter_rows(named=True):
            self._content[row["commodity"]][row["element"]] = row["tonnes"]

    def duties(self, row: dict[str, Any]) -> Iterator[Duty]:
        """The duties of a rule."""
        kind = row["kind"]
        if kind == "bought_share":
            yield from self._bought(row)
        elif kind == "collection_rate":
            duty = Duty(row, "", "energy")
            duty.collected = self._returning(row)
            yield duty
        elif row["element"]:
            yield self._by_element(row)
        else:
            rungs = [row["rung"]] if row["rung"] else self._rungs_of(row["stage"])
            for rung in rungs:
                yield self._by_rung(row, rung, "" if row["rung"] else rung)

    def _by_element(self, row: dict[str, Any]) -> Duty:
        duty, kind = Duty(row, "", "t"), row["kind"]
        elements, chosen = row["element"].split("+"), self._chosen(row)
        if kind == "recovery_rate":
            amounts = {p: self._recovered(p, elements) for p in chosen}
        else:
            leaving = self._leaving(chosen)
            amounts = {p: (self._made(p, leaving, elements), 0.0) for p in chosen}
        for facility, process in self._operations:
            over, under = amounts.get(process, (0.0, 0.0))
            if (over or under) and self._at(facility, self._area(row)):
                duty.activity[facility, process] = (over, under)
        if kind == "made_share":
            for market, segment, chemistry, commodity, energy in self._servings(row["scope"]):
                if held := self._held(commodity, elements):
                    duty.served[market, segment, chemistry] = (0.0, held / energy)
        return duty

    def _by_rung(self, row: dict[str, Any], rung: str, part: str) -> Duty:
        duty, kind = Duty(row, part, self._rungs[rung]["unit"]), row["kind"]
        for facility, process in self._operations:
            own = self._processes[process]
            if own["rung"] != rung or not self._at(facility, self._area(row)):
                continue
            if kind in {"capacity", "capacity_share"}:
                use = self._capacity_use[facility, process]
                worth = own["throughput"] / use if use else 0.0
                duty.capacity[facility] = max(duty.capacity.get(facility, 0.0), worth)
            else:
                duty.activity[facility, process] = (own["throughput"], 0.0)
        if kind in {"made_share", "capacity_share"}:
            need = 1.0 / self._rungs[rung]["energy_per_unit"]
            for market, segment, chemistry, _, _ in self._servings(row["scope"]):
                duty.served[market, segment, chemistry] = (0.0, need)
        return duty

    def _bought(self, row: dict[str, Any]) -> Iterator[Duty]:
        elements, chosen = row["element"].split("+"), self._chosen(row)
        leaving, scope = self._leaving(chosen), row["scope"]
        used = Duty(row, "", "t")
        for facility, process in self._operations:
            amount = -sum(
                coefficient * self._held(commodity, elements)
                for commodity, coefficient in self._recipe[process].items()
                if coefficient < 0 and commodity in leaving
            )
            if process not in chosen and amount and self._at(facility, scope):
                used.activity[facility, process] = (0.0, amount)
        for market, segment, chemistry, commodity, energy in self._servings(scope):
            held = self._held(commodity, elements)
            if held and commodity in leaving:
                used.served[market, segment, chemistry] = (0.0, held / energy)
        coming: dict[str, Amounts] = defaultdict(dict)
        for lane, commodity, begin, end in self._shipments:
            held = self._held(commodity, elements) if commodity in leaving else 0.0
            if held and self._within(end, scope) and not self._within(begin, scope):
                coming[begin][lane, commodity] = (held, 0.0)
        for part in [""] if row["origin"] else sorted(coming):
            flow = {
                key: amount
                for country, found in coming.items()
                for key, amount in found.items()
                if self._within(country, row["origin"] or part)
            }
            yield Duty(row, part, "t", dict(used.activity), flow, dict(used.served))

    def _returning(self, row: dict[str, Any]) -> set[tuple[str, ...]]:
        """Market, segment and chemistry of what comes back in the scope."""
        old = self._instance.table("past_returns")
        sold = [(m, s, c) for m, s, c, _, _ in self._servings(row["scope"])]
        before = [
            key
            for key in pairs_of(old, "market", "segment", "chemistry")
            if self._within(self._where.country_of_site[key[0]], row["scope"])
        ]
        chemistries = self._instance.table("chemistries")
        given = pairs_of(chemistries, "chemistry", "eol_commodity", "eol_per_energy")
        back = {chemistry for chemistry, what, amount in given if what and amount}
        return {
            key for key in [*sold, *before] if key[2] in back and row["segment"] in {"", key[1]}
        }

    def _chosen(self, row: dict[str, Any]) -> set[str]:
        """Processes of the rung, or else of the stage."""
        rungs = {row["rung"]} if row["rung"] else set(self._rungs_of(row["stage"]))
        return {p for p, own in self._processes.items() if own["rung"] in rungs}

    def _rungs_of(self, stage: str) -> list[str]:
        return [rung for rung, own in self._stage.items() if own == stage]

    def _leaving(self, chosen: set[str]) -> set[str]:
        """What the chosen processes make and others use, or nobody does (it is sold, delivered)."""
        makes = {k for p in chosen for k, c in self._recipe[p].items() if c > 0}
        within = {k for p in chosen for k, c in self._recipe[p].items() if c < 0}
        others = set(self._processes) - chosen
        outside = {k for p in others for k, c in self._recipe[p].items() if c < 0}
        return makes & (outside | (makes - within))

    def _made(self, process: str, leaving: set[str], elements: list[str]) -> float:
        """Tonnes of the elements in what leaves, net of what is taken back, by activity."""
        return sum(
            coefficient * self._held(commodity, elements)
            for commodity, coefficient in self._recipe[process].items()
            if commodity in leaving
        )

    def _recovered(self, process: str, elements: list[str]) -> tuple[float, float]:
        """Tonnes of the elements made and used by activity; none where none is used."""
        amounts = [c * self._held(k, elements) for k, c in self._recipe[process].items()]
        used = -sum(a for a in amounts if a < 0)
        return (sum(a for a in amounts if a > 0), used) if used else (0.0, 0.0)

    def _held(self, commodity: str, elements: list[str]) -> float:
        return sum(self._content[commodity].get(element, 0.0) for element in elements)

    def _servings(self, scope: str) -> Iterator[tuple[str, str, str, str, float]]:
        """What may be delivered in the scope: market, segment, chemistry, commodity, energy."""
        table = self._instance.table("chemistries")
        sold = {
            c: (k, e) for c, k, e in pairs_of(table, "chemistry", "commodity", "energy_per_unit")
        }
        may = dict.fromkeys(pairs_of(self._instance.table("shares"), "segment", "chemistry"))
        demands = dict.fromkeys(pairs_of(self._instance.table("demands"), "market", "segment"))
        for market, segment in demands:
            if self._within(self._where.country_of_site[market], scope):
                for own, chemistry in may:
                    if own == segment:
                        yield (market, segment, chemistry, *sold[chemistry])

    def _area(self, row: dict[str, Any]) -> str:
        return str(row["origin"] or row["scope"])

    def _at(self, facility: str, area: str) -> bool:
        return self._within(self._country[facility], area)

    def _within(self, country: str, area: str) -> bool:
        return self._where.within(country, area)

    @cached_property
    def _operations(self) -> list[tuple[str, str]]:
        return list(pairs_of(self._instance.table("operations"), "facility", "process"))

    @cached_property
    def _capacity_use(self) -> dict[tuple[str, str], float]:
        table = self._instance.table("operations")
        return {(f, p): u for f, p, u in pairs_of(table, "facility", "process", "capacity_use")}

    @cached_property
    def _shipments(self) -> list[tuple[str, str, str, str]]:
        """Lane, commodity, country of origin and of destination."""
        lanes = {
            lane: (self._where.country_of_site[a], self._where.country_of_site[z])
            for lane, a, z in pairs_of(
                self._instance.table("lanes"), "lane", "origin", "destination"
            )
        }
        pairs = pairs_of(self._instance.table("shipments"), "lane", "commodity")
        return [(lane, commodity, *lanes[lane]) for lane, commodity in pairs]
