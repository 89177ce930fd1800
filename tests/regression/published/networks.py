"""Textbook cases in the neutral network schema (gnet): sources, sinks, arcs, plants, stocks.

Where our words say it differently:

- a source with ``min`` = ``max`` is goods under way that arrive, others are supplies;
- an arc with a least flow is a plant with a least use, which loads the arc's own commodity, and a
  process at the other end, which unloads it;
- a sink with a value and a most is demand whose shortfall costs that value: the objective then
  differs by value · most; a sink with a value and no most is a buyer abroad who pays the highest
  value of all periods, less a duty of what the period's value lacks.

Plants are in ``plants``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.regression.published import plants
from tests.regression.published.draft import (
    HERE,
    Case,
    Converted,
    Draft,
    Inexpressible,
    days_of,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.regression.published.plants import Row

UNDERSTOOD = {
    "": {
        "sense",
        "periods",
        "family",
        "id",
        "sources",
        "sinks",
        "arcs",
        "bundles",
        "facilities",
        "processes",
        "resources",
        "inventory",
        "free_disposal",
        "objective_constant",
    },
    "sources": {"node", "commodity", "max", "min", "cost", "period"},
    "sinks": {"node", "commodity", "min", "max", "value", "shortage_penalty", "period"},
    "arcs": {"from", "to", "commodity", "cost", "min", "max", "bundle"},
    "bundles": {"id", "cap", "fixed"},
    "facilities": {"id", "node", "cap", "fixed", "force"},
    "processes": {
        "id",
        "node",
        "in",
        "out",
        "cost",
        "max",
        "resources",
        "period",
        "on_cost",
        "min_if_on",
        "max_if_on",
    },
    "resources": {"id", "max", "period"},
    "inventory": {"node", "commodity", "cost", "max", "initial", "final", "final_min"},
}


def convert(case: Case) -> Converted:
    """The case as an instance of yearly periods."""
    _understand(case)
    return _Network(case).converted()


def _understand(case: Case) -> None:
    """Whatever this file does not know of makes a case inexpressible; nothing is passed over."""
    for part, known in UNDERSTOOD.items():
        for row in [case] if part == "" else case.get(part, []):
            if unknown := sorted(k for k, v in row.items() if v and k not in known):
                raise Inexpressible(f"{part or 'the case'} with {', '.join(unknown)}")


class _Network:
    """Writes a draft part by part."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._draft = Draft(case["id"], years=len(case["periods"]))
        names = (str(p) for p in case["periods"])
        self._period = dict(zip(names, self._draft.periods, strict=True))
        self._offset = float(case.get("objective_constant") or 0.0)
        self._nodes, self._commodities = _named(case)
        self._variants = plants.variants(case, self._commodities)

    def converted(self) -> Converted:
        """All parts, and how to count the objective."""
        for names in self._variants.values():
            for variant in names:
                self._draft.commodity(variant)
        for node in self._nodes:
            self._draft.site(node)
        self._sources()
        for row in self._case.get("sinks", []):
            self._sink(row)
        self._buyers()
        self._stocks()
        self._lanes()
        plants.add(self._draft, self._case, self._period, self._variants)
        if self._case.get("free_disposal"):
            for node in self._nodes:
                for commodity in self._commodities:
                    self._draft.outlet(node, commodity)
        sign = -1.0 if self._case["sense"] == "max" else 1.0
        return Converted(self._draft.instance(), sign, sign * self._offset)

    def _periods(self, row: Row) -> list[str]:
        named = row.get("period")
        return list(self._draft.periods) if named is None else [self._period[str(named)]]

    def _sources(self) -> None:
        """A supply holds until its next term, so periods without one are told that it is over."""
        for row in self._case.get("sources", []):
            node, commodity = name_of(row["node"]), name_of(row["commodity"])
            most, when = row.get("max"), self._periods(row)
            if row.get("min"):
                if row["min"] != most or row.get("cost"):
                    raise Inexpressible("a source with a minimum below its maximum, or at a price")
                for period in when:
                    self._draft.add(
                        "arrivals", site=node, commodity=commodity, period=period, quantity=most
                    )
                continue
            supply = self._draft.new_supply(node, commodity)
            for period in self._draft.periods:
                self._draft.add(
                    "supply_terms",
                    supply=supply,
                    period=period,
                    price=row.get("cost") or 0.0,
                    quantity=most if period in when else 0.0,
                )

    def _sink(self, row: Row) -> None:
        node, commodity = name_of(row["node"]), name_of(row["commodity"])
        least, most, value = row.get("min") or 0.0, row.get("max"), row.get("value") or 0.0
        variants = self._variants[commodity]
        for period in self._periods(row):
            if least:
                self._draft.want(
                    node,
                    commodity,
                    least,
                    period=period,
                    variants=variants,
                    penalty=row.get("shortage_penalty"),
                )
            if most is not None and most > least:
                self._draft.want(
                    node, commodity, most - least, period=period, variants=variants, penalty=value
                )
                self._offset -= value * (most - least)
        if most is None and not value:
            for variant in variants:
                self._draft.outlet(node, variant)

    def _buyers(self) -> None:
        """Buyers abroad without limit, from whose price a duty takes what the period's lacks."""
        values: dict[tuple[str, str], dict[str, float]] = {}
        for row in self._case.get("sinks", []):
            if row.get("value") and row.get("max") is None:
                if row.get("min"):
                    raise Inexpressible("a value without limit on what must be delivered")
                place = name_of(row["node"]), name_of(row["commodity"])
                values.setdefault(place, {}).update(dict.fromkeys(self._periods(row), row["value"]))
        for at, ((node, commodity), by_period) in enumerate(values.items()):
            if set(by_period) != set(self._draft.periods):
                raise Inexpressible("a buyer without limit in some periods only")
            country = self._draft.once("countries", country=f"B{at:02d}", name=f"Buyer {at}")
            buyer = self._draft.site(f"buyer-{at}", country)
            self._draft.ship(self._draft.lane(node, buyer), commodity)
            best = max(by_period.values())
            self._draft.add("sales", site=buyer, commodity=commodity, price=best)
            for period, value in by_period.items():
                first = date(int(period), 1, 1)
                self._draft.add(
                    "tariffs",
                    tariff=name_of(buyer, period),
                    origin=HERE,
                    destination=country,
                    commodity=commodity,
                    amount=best - value,
                    first_date=first,
                    last_date=first + timedelta(days=days_of(period) - 1),
                )

    def _stocks(self) -> None:
        """Without a capacity, room for all that sinks can ever take."""
        for row in self._case.get("inventory", []):
            wanted = sum(s.get("max") or s.get("min") or 0.0 for s in self._case.get("sinks", []))
            initial, most = row.get("initial") or 0.0, row.get("max")
            self._draft.add(
                "storages",
                site=name_of(row["node"]),
                commodity=name_of(row["commodity"]),
                capacity=initial + wanted if most is None else most,
                initial=initial,
                final_minimum=row.get("final_min") or row.get("final") or 0.0,
                holding_cost=row.get("cost") or 0.0,
            )

    def _lanes(self) -> None:
        """Arcs of one bundle share a lane and its capacity; others have a lane of their own."""
        bundles = {b["id"]: b for b in self._case.get("bundles", [])}
        passing = plants.passing(self._case)
        for at, row in enumerate(self._case.get("arcs", [])):
            origin, destination = name_of(row["from"]), name_of(row["to"])
            bundle = bundles.get(row.get("bundle"), {})
            lane = self._draft.lane(
                origin,
                destination,
                capacity=bundle.get("cap"),
                opening=bundle.get("fixed"),
                name=name_of("bundle", bundle["id"].replace(">", "-")) if bundle else f"arc-{at}",
            )
            commodity = name_of(row["commodity"])
            if row.get("min"):
                plants.loaded(self._draft, lane, origin, destination, commodity, row)
                continue
            # What leaves a node with a throughput has passed it; elsewhere both may move on.
            variants = self._variants[commodity]
            for variant in variants[1:] if origin in passing else variants:
                self._draft.ship(lane, variant, row.get("cost") or 0.0, row.get("max"))


def _named(case: Case) -> tuple[list[str], list[str]]:
    """Every node and every commodity that the case names."""
    nodes: dict[str, None] = {}
    commodities: dict[str, None] = {}
    for row in _rows(case):
        nodes.update((name_of(row[k]), None) for k in ("node", "from", "to") if k in row)
        made = [row["commodity"]] if "commodity" in row else []
        made += [*row.get("in", {}), *row.get("out", {})]
        commodities.update((name_of(k), None) for k in made)
    return list(nodes), list(commodities)


def _rows(case: Case) -> Iterator[Row]:
    for part in ("sources", "sinks", "inventory", "arcs", "processes", "facilities"):
        yield from case.get(part, [])
