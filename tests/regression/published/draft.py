"""An instance in the making, and what a case becomes."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from optimizer.data.instance import Instance, schema
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from optimizer.settings import BuildSettings

FIRST_YEAR = 2025
HERE = "AAA"
MODE = "road"

Case: TypeAlias = dict[str, Any]
"""A case as its reader gives it: JSON-like, a shape per family."""


class Inexpressible(Exception):  # noqa: N818 - a fact about a case, not an error
    """The case asks for something that no table can say."""


@dataclass(frozen=True)
class Converted:
    """A case as an instance; ``sign · cost + offset`` is what its source calls the objective.

    ``build``: what is asked of a plan, where that is not the least expected cost.
    """

    instance: Instance
    sign: float = 1.0
    offset: float = 0.0
    build: BuildSettings | None = None

    def published(self, cost: float) -> float:
        """The cost of a plan as the source of the case counts it."""
        return self.sign * cost + self.offset


def name_of(*parts: object) -> str:
    """An identifier from names that may hold spaces."""
    return ".".join(str(part).replace(" ", "_") for part in parts)


class Draft:
    """Collects rows by table. All periods are calendar years, so that "per year" is per period.

    The horizon has no discount rate, and everything lies in one country unless told otherwise.
    """

    def __init__(self, name: str, years: int = 1) -> None:
        self._name = name
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._seen: set[tuple[str, str]] = set()
        self.periods = tuple(str(FIRST_YEAR + t) for t in range(years))
        for period in self.periods:
            self.add("periods", period=period, start=date(int(period), 1, 1), days=days_of(period))
        self.add("countries", country=HERE, name="Here")
        self.add("modes", mode=MODE)
        self.add("parameters", parameter="discount_rate", value=0.0)
        self.add("stages", stage="all", order=1)

    def add(self, table: str, **cells: object) -> None:
        """One more row; cells left out get their column's default."""
        self._rows.setdefault(table, []).append(cells)

    def once(self, table: str, **cells: object) -> str:
        """A row unless its first cell has been added before; returns that cell."""
        name = str(next(iter(cells.values())))
        if (table, name) not in self._seen:
            self._seen.add((table, name))
            self.add(table, **cells)
        return name

    def commodity(self, commodity: str) -> str:
        """A commodity counted in tonnes."""
        return self.once("commodities", commodity=commodity, unit="t")

    def site(self, site: str, country: str = HERE) -> str:
        """A site."""
        return self.once("sites", site=site, country=country)

    def lane(
        self,
        origin: str,
        destination: str,
        *,
        name: str = "",
        capacity: float | None = None,
        opening: float | None = None,
        days: float = 0.0,
    ) -> str:
        """A lane; ``capacity`` is shared by all that it carries."""
        return self.once(
            "lanes",
            lane=name or name_of(origin, destination),
            origin=origin,
            destination=destination,
            mode=MODE,
            days=days,
            capacity_t=capacity,
            opening_cost=opening,
        )

    def ship(
        self, lane: str, commodity: str, cost: float = 0.0, capacity: float | None = None
    ) -> None:
        """Let a lane carry a commodity."""
        self.add("shipments", lane=lane, commodity=commodity, cost_per_unit=cost, capacity=capacity)

    def want(
        self,
        site: str,
        commodity: str,
        amount: float,
        *,
        period: str = "",
        scenario: str = "",
        penalty: float | None = None,
        variants: tuple[str, ...] = (),
    ) -> None:
        """Demand for a commodity (or any of its variants); without a penalty it must be met."""
        segment = commodity if penalty is None else f"{commodity}+{penalty!r}"
        self.once("segments", segment=segment, unit="MWh", shortfall_penalty=penalty)
        for variant in variants or (commodity,):
            self.once("chemistries", chemistry=variant, commodity=variant)
            row = {"segment": segment, "chemistry": variant, "period": self.periods[0]}
            if (segment, variant) not in self._seen:
                self._seen.add((segment, variant))
                self.add("shares", **row)
        self.add(
            "demands",
            market=site,
            segment=segment,
            period=period or self.periods[0],
            energy=amount,
            scenario=scenario,
        )

    def supply(
        self,
        site: str,
        commodity: str,
        quantity: float | None,
        *,
        price: float = 0.0,
        period: str = "",
        scenario: str = "",
    ) -> None:
        """What can be bought at a site, from a period on."""
        supply = name_of(site, commodity)
        self.once("supplies", supply=supply, site=site, commodity=commodity)
        self.add(
            "supply_terms",
            supply=supply,
            period=period or self.periods[0],
            price=price,
            quantity=quantity,
            scenario=scenario,
        )

    def new_supply(self, site: str, commodity: str) -> str:
        """A supply beside those that the site has; its terms are the caller's."""
        supply = name_of(site, commodity, len(self._rows.get("supplies", [])))
        return self.once("supplies", supply=supply, site=site, commodity=commodity)

    def outlet(self, site: str, commodity: str) -> None:
        """Let a site get rid of a commodity at no cost; once is enough."""
        if ("disposals", name_of(site, commodity)) not in self._seen:
            self._seen.add(("disposals", name_of(site, commodity)))
            self.add("disposals", site=site, commodity=commodity)

    def recipe(self, process: str, coefficients: dict[str, float]) -> str:
        """A process and what a unit of it makes (positive) and uses (negative)."""
        self.add("processes", process=process, activity_unit="t", draws_from_nature=True)
        for commodity, coefficient in coefficients.items():
            self.add("recipes", process=process, commodity=commodity, coefficient=coefficient)
        return process

    def facility(self, facility: str, site: str, minimum_use: float = 0.0) -> str:
        """A facility without capacity yet."""
        self.add("facilities", facility=facility, site=site, unit="t", minimum_use=minimum_use)
        return facility

    def unlimited(self, facility: str, site: str) -> str:
        """A facility for operations that use no capacity; it has some, so as to be one at all."""
        self.facility(facility, site)
        self.capacity(facility, 1.0)
        return facility

    def capacity(
        self, facility: str, capacity: float, *, period: str = "", scenario: str = ""
    ) -> None:
        """Capacity that is there, from a period on."""
        self.add(
            "capacities",
            facility=facility,
            period=period or self.periods[0],
            capacity=capacity,
            scenario=scenario,
        )

    def to_build(
        self, facility: str, most: float, fixed: float, *, least: float = 0.0, period: str = ""
    ) -> None:
        """A facility that may be built, once, at a fixed cost (in a period, else in the first).

        Its life is a year, so that nothing of the cost comes back at the end of the horizon.
        """
        window = period or self.periods[0]
        self.add(
            "expansions",
            expansion=facility,
            facility=facility,
            size_min=least,
            size_max=most,
            fixed_capex=fixed,
            first_period=window,
            last_period=window,
            life_years=1.0,
        )

    def operate(
        self, facility: str, process: str, cost: float = 0.0, capacity_use: float = 1.0
    ) -> None:
        """Let a facility run a process; with ``capacity_use`` 0 no capacity limits it."""
        self.add(
            "operations",
            facility=facility,
            process=process,
            variable_cost=cost,
            capacity_use=capacity_use,
        )

    def scenario(self, scenario: str, probability: float, from_period: str = "") -> None:
        """A branch from the trunk."""
        self.add(
            "scenarios",
            scenario=scenario,
            from_period=from_period or self.periods[0],
            probability=probability,
        )

    def loss(self, scenario: str, site: str) -> None:
        """Nothing works at a site, from the first period to the last of a branch."""
        self.add(
            "disruptions",
            disruption=scenario,
            scenario=scenario,
            kind="site",
            target=site,
            first_period=self.periods[0],
            last_period=self.periods[-1],
            remaining=0.0,
        )

    def instance(self) -> Instance:
        """What has been collected."""
        frames = {
            name: pl.DataFrame(rows, schema=schema(TABLES[name]))
            for name, rows in self._rows.items()
        }
        return Instance.of(self._name, frames)


def days_of(period: str) -> int:
    """Days of the calendar year that a period is."""
    return 366 if isleap(int(period)) else 365
