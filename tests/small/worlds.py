"""Random small instances in which something of everything happens, and nothing must.

A world always has a plan: every shortfall has a price; whatever enters without being asked may be
thrown away; a plant with a least use may be closed; and a stock may dwindle without falling below
its minimum. Nor does its cost fall without end: sales are limited, prices are not negative.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from optimizer.data.instance import Instance, schema
from optimizer.data.tables import TABLES
from optimizer.settings import BuildSettings, DependenceLimit
from tests.small.instances import SCENE, a_table

COUNTRY = {"cn": "CHN", "jp": "JPN", "de": "DEU", "fr": "FRA"}
MAKERS, MARKETS = ("cn", "jp", "de"), ("de", "fr")
SURE, TRUNK = st.just(value=True), ""


@dataclass
class _World:
    """Rows by table, as they are drawn."""

    draw: Any
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **cells: Any) -> None:
        self.rows.setdefault(table, []).append(cells)

    def one(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def some(self, things: Any, most: int | None = None) -> list[Any]:
        return list(self.draw(st.lists(st.sampled_from(things), unique=True, max_size=most)))

    def instance(self) -> Instance:
        frames = {
            name: pl.DataFrame(
                [
                    {c: row.get(c) for c in dict.fromkeys(k for r in rows for k in r)}
                    for row in rows
                ],
                schema={
                    c: schema(TABLES[name])[c] for c in dict.fromkeys(k for r in rows for k in r)
                },
            )
            for name, rows in self.rows.items()
        }
        scene = {n: a_table(n, SCENE[n]) for n in ("commodities", "stages", "rungs", "modes")}
        return Instance.of("world", scene | frames)


@st.composite
def worlds(draw: Any, *, branching: bool = True, whole: bool = True) -> Instance:
    """Instances; ``branching``: perhaps with scenarios; ``whole``: perhaps with integers."""
    w = _World(draw)
    periods = _time(w)
    scenarios = _scenarios(w, periods) if branching else []
    makers = draw(st.lists(st.sampled_from(MAKERS), unique=True, min_size=1))
    markets = draw(st.lists(st.sampled_from(MARKETS), unique=True, min_size=1))
    _places(w)
    works = _works(w, makers, periods, scenarios, whole=whole)
    _recovery(w, periods)
    if whole and w.maybe():
        _expansions(w, works, periods)
    _buying(w, makers, periods, scenarios, whole=whole)
    lanes = _lanes(w, makers, markets, whole=whole)
    _storages(w, markets, periods)
    _trade(w)
    _serving(w, markets, periods, scenarios)
    _returns(w, markets, periods)
    _disruptions(w, works, lanes, periods, scenarios)
    return w.instance()


def _time(w: _World) -> list[str]:
    start = w.one(date(2025, 1, 1), date(2027, 7, 1))
    names = []
    for at in range(w.one(1, 2, 2, 3)):
        days = w.one(365, 365, 91, 731)
        names.append(f"p{at}")
        w.add("periods", period=names[-1], start=start, days=days)
        start += timedelta(days=days)
    w.add("parameters", parameter="discount_rate", value=w.one(0.0, 0.05))
    w.add("parameters", parameter="in_transit_rate", value=w.one(0.0, 0.1))
    return names


def _scenarios(w: _World, periods: list[str]) -> list[str]:
    """A branch begins after its parent did."""
    begins: dict[str, int] = {}
    for name in ("calm", "storm")[: w.one(0, 0, 1, 2)]:
        parent = w.one(TRUNK, *(s for s, at in begins.items() if at + 1 < len(periods)))
        since = w.one(*range(begins.get(parent, -1) + 1, len(periods)))
        w.add(
            "scenarios",
            scenario=name,
            parent=parent,
            from_period=periods[since],
            probability=w.one(0.5, 0.25),
        )
        begins[name] = since
    return list(begins)


def _places(w: _World) -> None:
    for site, country in COUNTRY.items():
        w.add("countries", country=country, name=country)
        w.add("sites", site=site, country=country)
    w.add("blocs", bloc="EU", country="DEU")
    w.add("blocs", bloc="EU", country="FRA")


def _works(
    w: _World, makers: list[str], periods: list[str], scenarios: list[str], *, whole: bool
) -> list[str]:
    w.add(
        "processes", process="make", rung="celling", activity_unit="GWh", throughput=w.one(1.0, 1.5)
    )
    w.add("processes", process="lean", rung="celling", activity_unit="GWh")
    for process, ore in (("make", -2.0), ("lean", -1.5)):
        w.add("recipes", process=process, commodity="ore", coefficient=ore)
        w.add("recipes", process=process, commodity="cell", coefficient=1.0)
        w.add("recipes", process=process, commodity="slag", coefficient=0.5)
    works = []
    for site in makers:
        name = f"works-{site}"
        works.append(name)
        closable = whole and w.maybe()
        w.add(
            "facilities",
            facility=name,
            site=site,
            unit="GWh",
            fixed_cost=w.one(0.0, 1.0, 6.0),
            minimum_use=w.one(0.0, 0.4) if closable else 0.0,
            closable=closable,
            closing_cost=w.one(0.0, 3.0),
        )
        w.add(
            "capacities",
            facility=name,
            period=periods[0],
            capacity=w.one(4.0, 10.0),
            unit="",
            scenario=TRUNK,
        )
        if w.maybe():
            w.add(
                "capacities",
                facility=name,
                period=w.one(*periods[1:], periods[-1]) if periods[1:] else periods[0],
                capacity=2000.0,
                unit="MWh",
                scenario=w.one(*scenarios, "none"),
            )
            if w.rows["capacities"][-1]["scenario"] == "none":
                w.rows["capacities"].pop()
        w.add(
            "operations",
            facility=name,
            process="make",
            variable_cost=w.one(1.0, 4.0),
            capacity_use=w.one(1.0, 1.25),
        )
        if w.maybe():
            w.add(
                "operations",
                facility=name,
                process="lean",
                variable_cost=w.one(3.0, 9.0),
                capacity_use=1.0,
            )
        w.add("disposals", site=site, commodity="slag", cost=w.one(0.0, 0.2))
    return works


def _recovery(w: _World, periods: list[str]) -> None:
    w.add("processes", process="recover", rung="recovering", activity_unit="kt", throughput=2.0)
    w.add("recipes", process="recover", commodity="spent", coefficient=-1.0)
    w.add("recipes", process="recover", commodity="ore", coefficient=0.5)
    w.add(
        "facilities",
        facility="recovery",
        site="jp",
        unit="kt",
        fixed_cost=0.5,
        minimum_use=0.0,
        closable=False,
        closing_cost=0.0,
    )
    w.add(
        "capacities",
        facility="recovery",
        period=w.one(*periods),
        capacity=w.one(1.0, 9.0),
        unit="",
        scenario=TRUNK,
    )
    w.add("operations", facility="recovery", process="recover", variable_cost=1.0, capacity_use=1.0)
    w.add("sales", site="jp", commodity="ore", price=w.one(0.5, 3.0), quantity=w.one(1.0, 4.0))
    w.add("disposals", site="jp", commodity="spent", cost=0.3)


def _expansions(w: _World, works: list[str], periods: list[str]) -> None:
    w.add("ramps", ramp="slow", age=0, fraction=0.5)
    w.add("ramps", ramp="slow", age=1, fraction=1.0)
    for name in ("line", "hall")[: w.one(1, 2)]:
        w.add(
            "expansions",
            expansion=name,
            facility=w.one(*works),
            size_min=w.one(0.0, 2.0),
            size_max=w.one(3.0, 6.0),
            fixed_capex=w.one(0.0, 10.0),
            unit_capex=w.one(1.0, 5.0),
            lead_days=w.one(0, 0, 120, 365),
            first_period=w.one("", periods[-1]),
            last_period="",
            max_builds=w.one(1, 2),
            ramp=w.one("", "slow"),
            life_years=w.one(1.5, 10.0),
            subsidy=w.one(0.0, 0.3),
            choose_one=w.one("", "new"),
        )


def _buying(
    w: _World, makers: list[str], periods: list[str], scenarios: list[str], *, whole: bool
) -> None:
    for site in makers:
        for step, price in (("low", 1.0), ("high", 4.0)):
            name = f"ore-{site}-{step}"
            w.add("supplies", supply=name, site=site, commodity="ore")
            w.add(
                "supply_terms",
                supply=name,
                period=w.one(periods[0], periods[-1]),
                price=price,
                quantity=w.one(None, 6.0, 20.0),
                scenario=TRUNK,
            )
            if scenarios and w.maybe():
                w.add(
                    "supply_terms",
                    supply=name,
                    period=periods[0],
                    price=price + 2.0,
                    quantity=w.one(None, 2.0),
                    scenario=w.one(*scenarios),
                )
    if whole and w.maybe():
        w.add(
            "contracts",
            contract="deal",
            site=w.one(*makers),
            commodity="ore",
            first_period=w.one("", periods[-1]),
            last_period="",
            fee=w.one(0.0, 2.0),
            price=0.5,
            minimum=w.one(0.0, 2.0),
            maximum=w.one(4.0, 8.0),
        )


def _lanes(w: _World, makers: list[str], markets: list[str], *, whole: bool) -> list[str]:
    """What must be opened carries what is made or comes back, of which there is only so much."""
    lanes = []
    for origin in makers:
        for destination in markets:
            if origin == destination:
                continue
            for route in ("near", "far")[: w.one(1, 2)]:
                name = f"{route}-{origin}-{destination}"
                lanes.append(name)
                w.add(
                    "lanes",
                    lane=name,
                    origin=origin,
                    destination=destination,
                    mode="ship",
                    distance_km=w.one(0.0, 9000.0),
                    days=w.one(0.0, 20.0, 50.0, 400.0),
                    cost_per_t=w.one(None, None, 0.00025),
                    capacity_t=w.one(None, None, 3000.0),
                    opening_cost=w.one(None, 0.0, 3.0) if whole else None,
                )
                w.add(
                    "shipments",
                    lane=name,
                    commodity="cell",
                    cost_per_unit=w.one(None, 3.0),
                    capacity=w.one(None, 4.0),
                )
                if route == "near" and w.maybe():
                    w.add("lane_chokepoints", lane=name, chokepoint="suez")
    w.add("chokepoints", chokepoint="suez")
    for origin, destination, commodity in [
        *((m, "jp", "spent") for m in markets),
        ("jp", "cn", "ore"),
    ]:
        if w.maybe() or commodity == "spent":
            name = f"back-{origin}-{destination}"
            lanes.append(name)
            w.add(
                "lanes",
                lane=name,
                origin=origin,
                destination=destination,
                mode="ship",
                distance_km=100.0,
                days=w.one(3.0, 60.0),
                cost_per_t=0.00001,
                capacity_t=None,
                opening_cost=w.one(None, 1.0) if whole and commodity == "spent" else None,
            )
            w.add("shipments", lane=name, commodity=commodity, cost_per_unit=None, capacity=None)
    return lanes


def _storages(w: _World, markets: list[str], periods: list[str]) -> None:
    for market in markets:
        w.add("disposals", site=market, commodity="cell", cost=20.0)
        w.add("disposals", site=market, commodity="spent", cost=w.one(0.0, 0.5))
        if w.maybe():
            w.add("arrivals", site=market, commodity="cell", period=w.one(*periods), quantity=1.5)
    years = 1.0 + sum(row["days"] for row in w.rows["periods"]) / 365.0
    for site, commodity in w.some([("de", "cell"), ("fr", "cell"), ("jp", "ore")]):
        initial, loss = w.one(0.0, 2.0), w.one(0.0, 0.1)
        least = initial * (1.0 - loss) ** years
        w.add(
            "storages",
            site=site,
            commodity=commodity,
            capacity=w.one(2.0, 5.0),
            minimum=least * w.one(0.0, 0.5),
            initial=initial,
            final_minimum=least * w.one(0.0, 1.0),
            loss=loss,
            holding_cost=w.one(0.0, 1.0),
            final_value=w.one(0.0, 2.0),
            expansion_max=w.one(0.0, 3.0),
            expansion_cost=w.one(0.5, 2.0),
        )


def _trade(w: _World) -> None:
    when = (None, date(2026, 1, 1), date(2027, 10, 1))
    for at in range(w.one(0, 1, 2)):
        w.add(
            "tariffs",
            tariff=f"t{at}",
            origin=w.one("", "CHN", "EU"),
            destination=w.one("", "JPN"),
            commodity="cell",
            first_date=w.one(*when),
            last_date=None,
            rate=w.one(0.0, 0.1),
            amount=w.one(0.0, 2.0),
        )
    if w.maybe():
        w.add(
            "quotas",
            quota="q",
            origin=w.one("", "CHN", "JPN"),
            destination="EU",
            commodity="cell",
            first_date=w.one(*when),
            last_date=None,
            quantity=w.one(0.0, 3.0),
        )
    if w.maybe():
        w.add(
            "bans",
            ban="b",
            origin=w.one("CHN", "JPN"),
            destination=w.one("", "EU"),
            commodity=w.one("cell", "ore"),
            first_date=w.one(*when),
            last_date=None,
        )
    for at in range(w.one(0, 1, 2)):
        w.add(
            "permissions",
            permission=f"e{at}",
            origin=w.one("EU", "FRA", ""),
            destination="JPN",
            commodity="spent",
            first_date=w.one(*when),
            last_date=None,
            cost=w.one(0.1, 0.2),
            days=w.one(0.0, 50.0),
        )


def _serving(w: _World, markets: list[str], periods: list[str], scenarios: list[str]) -> None:
    w.add("segments", segment="cars", unit="GWh", shortfall_penalty=w.one(100.0, 400.0))
    w.add("segments", segment="grid", unit="GWh", shortfall_penalty=50.0)
    w.add(
        "chemistries",
        chemistry="nmc",
        commodity="cell",
        energy_per_unit=1.0,
        eol_commodity="spent",
        eol_per_energy=0.8,
        available_from=None,
    )
    w.add(
        "chemistries",
        chemistry="next",
        commodity="cell",
        energy_per_unit=2.0,
        eol_commodity="",
        eol_per_energy=0.0,
        available_from=w.one(None, date(2026, 3, 1)),
    )
    w.add(
        "shares",
        segment="grid",
        chemistry="nmc",
        market="",
        period=periods[0],
        minimum=0.0,
        maximum=1.0,
    )
    w.add(
        "shares",
        segment="cars",
        chemistry="nmc",
        market="",
        period=periods[0],
        minimum=w.one(0.0, 0.5),
        maximum=1.0,
    )
    w.add(
        "shares",
        segment="cars",
        chemistry="next",
        market="",
        period=w.one(periods[0], periods[-1]),
        minimum=0.0,
        maximum=w.one(0.4, 1.0),
    )
    if w.maybe():
        w.add(
            "shares",
            segment="cars",
            chemistry="next",
            market=markets[0],
            period=periods[-1],
            minimum=w.one(0.0, 0.2),
            maximum=0.3,
        )
    for market in markets:
        for period in periods:
            w.add(
                "demands",
                market=market,
                segment="cars",
                period=period,
                energy=w.one(3.0, 8.0),
                unit="",
                scenario=TRUNK,
            )
        if w.maybe():
            w.add(
                "demands",
                market=market,
                segment="grid",
                period=periods[-1],
                energy=1500.0,
                unit="MWh",
                scenario=TRUNK,
            )
        for scenario in scenarios:
            if w.maybe():
                w.add(
                    "demands",
                    market=market,
                    segment="cars",
                    period=periods[-1],
                    energy=5.0,
                    unit="",
                    scenario=scenario,
                )


def _returns(w: _World, markets: list[str], periods: list[str]) -> None:
    for age, retiring in ((0, 0.1), (1, 0.3), (2, 0.2)):
        w.add("lifetimes", segment="cars", chemistry="", age=age, fraction=retiring)
    for market in markets:
        if market == markets[0] or w.maybe():
            w.add(
                "collections",
                market=market,
                segment=w.one("", "cars"),
                period=w.one(*periods),
                rate=w.one(0.5, 1.0),
            )
        if w.maybe():
            w.add(
                "past_returns",
                market=market,
                segment="cars",
                chemistry="nmc",
                period=w.one(*periods),
                energy=2.0,
            )


def _disruptions(
    w: _World, works: list[str], lanes: list[str], periods: list[str], scenarios: list[str]
) -> None:
    struck: list[tuple[str, str, str, str]] = [
        ("country", "CHN", "", ""),
        ("country", "EU", "", ""),
        ("country", "CHN", "", "cell"),
        ("site", "cn", "", ""),
        ("site", "de", "", ""),
        ("chokepoint", "suez", "", ""),
        ("stage", "cell", "", ""),
        ("stage", "cell", "CHN", ""),
        ("rung", "celling", "EU", ""),
        ("commodity", "cell", "", ""),
        ("commodity", "cell", "CHN", ""),
        ("facility", works[0], "", ""),
        *((("lane", lanes[0], "", ""), ("lane", lanes[0], "", "cell")) if lanes else ()),
    ]
    for at, (kind, target, country, commodity) in enumerate(w.some(struck, most=3)):
        first = w.one(*periods)
        w.add(
            "disruptions",
            disruption=f"d{at}",
            scenario=w.one(TRUNK, *scenarios),
            kind=kind,
            target=target,
            country=country,
            commodity=commodity,
            first_period=first,
            last_period=w.one(first, periods[-1]),
            remaining=w.one(0.0, 0.5),
        )


@st.composite
def limits(draw: Any) -> BuildSettings:
    """Settings with limits on dependence that doing nothing would keep."""
    watched = draw(st.sampled_from([frozenset({"CHN"}), frozenset({"CHN", "JPN"})]))
    drawn = []
    for measure in draw(st.lists(st.sampled_from(["exposure", "stage_share"]), unique=True)):
        since = draw(st.sampled_from([None, "p0"]))
        rung = draw(st.sampled_from([None, "celling"])) if measure == "stage_share" else None
        level = draw(st.sampled_from([0.25, 0.6, 0.9]))
        drawn.append(DependenceLimit(measure, watched, level, from_period=since, rung=rung))
    return BuildSettings(limits=tuple(drawn), watched=watched)
