"""One row of a policy pack put into the words of an instance, or why it says nothing there.

Packs speak of countries by ISO code, of blocs by name, of stages by what they are called everywhere
and of commodities as what a stage makes with an element in it. Money is in US dollars, mass in
tonnes, dates are days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.counted import duties
from optimizer.data.network.moments import Calendar
from optimizer.data.tree import extended, replaced
from optimizer.data.units import factor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.instance import Instance

Row = dict[str, Any]

STAGE_WORDS: dict[str, tuple[str, ...]] = {
    "mining": ("mining", "mine", "extraction"),
    "refining": ("refin", "processing"),
    "precursor": ("precursor",),
    "cathode": ("cathode",),
    "anode": ("anode",),
    "cell": ("cell",),
    "pack": ("pack",),
    "collection": ("collection", "shred", "dismantl"),
    "recovery": ("recover", "recycl"),
}
"""What the id or the name of a stage holds, by the word that packs use."""

DOLLARS = {"USD": 1.0, "kUSD": 1e3, "MUSD": 1e6, "GUSD": 1e9}
"""Currencies of instances to which prices in dollars can be turned."""


class SaysNothingError(Exception):
    """The row is about nothing that the instance has; the message says what."""


class Words:
    """An instance as packs speak of it."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._areas = {*instance.table("countries")["country"], *instance.table("blocs")["bloc"]}
        self._calendar = Calendar(instance)
        self.rules = frozenset(instance.table("rules")["rule"])

    def rule(self, name: str, row: Row) -> Row:
        """A row of ``rules``.

        Raises:
            SaysNothingError: it does not apply.
        """
        for column in ("scope", "origin"):
            self._area(row[column])
        self._in_time(row)
        if row["segment"] and row["segment"] not in set(self.instance.table("segments")["segment"]):
            raise SaysNothingError(f"no segment is called {row['segment']}")
        known = set(self.instance.table("contents")["element"])
        if row["element"] and (gone := set(row["element"].split("+")) - known):
            raise SaysNothingError(f"no commodity says how much {', '.join(sorted(gone))} it holds")
        made = {k: row[k] for k in row if k != "price_usd"} | {"rule": name}
        made["stage"] = self.stage(row["stage"]) if row["stage"] else ""
        if row["price_usd"] is not None:
            made["price"] = row["price_usd"] / self._dollars() * self._tonnes_of(made)
        self._about_something(made)
        return made

    def trade(self, row: Row) -> Iterator[tuple[str, Row]]:
        """Rows of a trade table, one for each commodity: its name, and the row without a name.

        Raises:
            SaysNothingError: it does not apply.
        """
        for column in ("origin", "destination"):
            self._area(row[column])
        self._in_time(row)
        found = self._commodities(row["stage"], row["element"], row["word"])
        if not found:
            raise SaysNothingError("the instance has no such commodity")
        crossing = [k for k in found if self._crosses(k, row["origin"], row["destination"])]
        if not crossing:
            raise SaysNothingError("no lane carries it across that border")
        kept = ("origin", "destination", "rate", "days", "first_date", "last_date")
        for commodity in crossing:
            made = {k: row[k] for k in kept if row.get(k) is not None} | {"commodity": commodity}
            if row.get("amount_usd") is not None:
                made["amount"] = row["amount_usd"] * self._mass(commodity) / self._dollars()
            if row.get("cost_usd") is not None:
                made["cost"] = row["cost_usd"] * self._mass(commodity) / self._dollars()
            if row.get("tonnes") is not None:
                made["quantity"] = row["tonnes"] / self._held(commodity, row["element"])
            yield commodity, made

    def stage(self, word: str) -> str:
        """The stage that a pack means.

        Raises:
            SaysNothingError: there is none.
        """
        table = self.instance.table("stages").sort("order")
        names: dict[str, str] = {s: f"{s} {n}".lower() for s, n in pairs_of(table, "stage", "name")}
        if word in names:
            return word
        for stage, name in names.items():
            if any(part in name for part in STAGE_WORDS.get(word, (word,))):
                return stage
        raise SaysNothingError(f"no stage is one of {word}")

    def _area(self, area: str) -> None:
        if area and area not in self._areas:
            raise SaysNothingError(f"no country or bloc is called {area}")

    def _in_time(self, row: Row) -> None:
        if not any(self._calendar.in_force(row["first_date"], row["last_date"])):
            raise SaysNothingError("it is in force in no period of the horizon")

    def _dollars(self) -> float:
        currency = self.instance.currency
        if currency not in DOLLARS:
            raise SaysNothingError(f"its price is in USD, the instance counts in {currency}")
        return DOLLARS[currency]

    def _tonnes_of(self, rule: Row) -> float:
        """Tonnes in the unit in which a rule is missed."""
        if rule["element"]:
            return 1.0
        rungs = self.instance.table("rungs").filter(pl.col("stage") == rule["stage"])
        tonnes = {factor(unit, "t", float("nan")) for unit in rungs["unit"]}
        if len(tonnes) != 1 or tonnes != tonnes & {t for t in tonnes if t > 0}:
            raise SaysNothingError(f"the rungs of {rule['stage']} are not counted in one mass")
        return tonnes.pop()

    def _about_something(self, row: Row) -> None:
        """Refuse what no plant, delivery or shipment of the instance could touch."""
        alone = replaced(self.instance, {"rules": self.instance.table("rules").clear()})
        found = duties(extended(alone, {"rules": [row]}))
        area = row["origin"] or row["scope"] or "the instance"
        if not any(duty.counts for duty in found):
            what = "is bought from outside" if row["kind"] == "bought_share" else "is done"
            raise SaysNothingError(f"nothing of the kind {what} in {area}, nor could be")
        if row["kind"] == "made_share" and not any(duty.served for duty in found):
            raise SaysNothingError(f"no battery delivered says how much {row['element']} it holds")

    def _commodities(self, stage: str, element: str, word: str) -> list[str]:
        """What a stage makes, but for its waste, with an element and a word in its name."""
        own = self.stage(stage)
        makes, _ = self._recipes(own)
        gone: set[str] = set()
        for way_back in {"collection", "recovery"} - {stage}:
            try:
                gone |= self._recipes(self.stage(way_back))[1]
            except SaysNothingError:
                continue
        names = dict(pairs_of(self.instance.table("commodities"), "commodity", "name"))
        return [
            commodity
            for commodity, name in names.items()
            if commodity in makes
            and (stage == "collection" or commodity not in gone)
            and (not element or self._held(commodity, element) > 0)
            and word in f"{commodity} {name}".lower()
        ]

    def _recipes(self, stage: str) -> tuple[set[str], set[str]]:
        """What processes of a stage make and use."""
        rungs = self.instance.table("rungs").filter(pl.col("stage") == stage)["rung"].to_list()
        own = self.instance.table("processes").filter(pl.col("rung").is_in(rungs))["process"]
        recipes = self.instance.table("recipes").filter(pl.col("process").is_in(own.to_list()))
        makes = recipes.filter(pl.col("coefficient") > 0)["commodity"]
        uses = recipes.filter(pl.col("coefficient") < 0)["commodity"]
        return set(makes), set(uses)

    def _held(self, commodity: str, element: str) -> float:
        table = self.instance.table("contents")
        rows = table.filter(pl.col("commodity") == commodity, pl.col("element") == element)
        return float(rows["tonnes"][0]) if rows.height else 0.0

    def _mass(self, commodity: str) -> float:
        """Tonnes of a unit of a commodity."""
        row = self.instance.table("commodities").row(
            by_predicate=pl.col("commodity") == commodity, named=True
        )
        mass = row["tonnes_per_unit"]
        return factor(row["unit"], "t", 0.0) if mass is None else float(mass)

    def _crosses(self, commodity: str, origin: str, destination: str) -> bool:
        """Whether a lane carries it over the border that is meant."""
        blocs: dict[str, set[str]] = {}
        for bloc, country in pairs_of(self.instance.table("blocs"), "bloc", "country"):
            blocs.setdefault(bloc, set()).add(country)
        country = dict(pairs_of(self.instance.table("sites"), "site", "country"))
        lanes = self.instance.table("lanes")
        carried = self.instance.table("shipments").filter(pl.col("commodity") == commodity)
        for begin, end in pairs_of(lanes.join(carried, on="lane"), "origin", "destination"):
            a, z = country[begin], country[end]
            here, there = blocs.get(origin, {origin}), blocs.get(destination, {destination})
            leaves = not origin or (a in here and z not in here)
            if a != z and leaves and (not destination or (z in there and a not in there)):
                return True
        return False
