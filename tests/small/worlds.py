"""Random small instances in which something of everything happens, and nothing must.

A world always has a plan: every shortfall has a price; whatever enters without being asked may be
thrown away; a plant with a least use may be closed; and a stock may dwindle without falling below
its minimum. Nor does its cost fall without end: sales are limited, prices are not negative.
"""

import os
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.settings import BuildSettings, DependenceLimit
from tests.small.instances import an_instance

COUNTRY = {"cn": "CHN", "jp": "JPN", "de": "DEU", "fr": "FRA"}
MAKERS, MARKETS = ("cn", "jp", "de"), ("de", "fr")
DATES = ("-", "2026-01-01", "2027-10-01")
MEASURES = ("exposure", "stage_share", "pass_through")
EFFORT = 10.0 if os.environ.get("HYPOTHESIS_PROFILE") == "search" else 0.5


def examples(count: int) -> settings:
    """How many examples a test looks at: half unless asked for, ten times as many in a search."""
    return settings(max_examples=max(2, round(count * EFFORT)))


@dataclass
class _World:
    """Tables as text, as they are drawn; ``whole``: perhaps with whole numbers."""

    draw: Any
    whole: bool
    tables: dict[str, list[str]] = field(default_factory=dict)
    periods: list[str] = field(default_factory=list)
    scenarios: list[str] = field(default_factory=list)
    makers: list[str] = field(default_factory=list)
    markets: list[str] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)

    def add(self, table: str, columns: str, *rows: str) -> None:
        """Rows of a table, of which the columns are always said in the same order."""
        self.tables.setdefault(table, [columns]).extend(rows)
        assert self.tables[table][0] == columns

    def one(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def some(self, things: Any, least: int = 0, most: int | None = None) -> list[Any]:
        drawn = st.lists(st.sampled_from(things), unique=True, min_size=least, max_size=most)
        return list(self.draw(drawn))

    def instance(self) -> Instance:
        return an_instance(**{name: "\n".join(rows) for name, rows in self.tables.items()})


@st.composite
def worlds(draw: Any, *, branching: bool = True, whole: bool = True) -> Instance:
    """Instances; ``branching``: perhaps with scenarios; ``whole``: perhaps with whole numbers."""
    w = _World(draw, whole)
    _time(w)
    if branching:
        _scenarios(w)
    w.makers, w.markets = w.some(MAKERS, least=1), w.some(MARKETS, least=1)
    _places(w)
    _works(w)
    _recovery(w)
    if whole and w.maybe():
        _expansions(w)
        _subsidies(w)
    _buying(w)
    _lanes(w)
    _storages(w)
    _trade(w)
    _serving(w)
    _returns(w)
    _disruptions(w)
    _swings(w)
    if w.maybe():
        _law(w)
    return w.instance()


def _time(w: _World) -> None:
    start = w.one(date(2025, 1, 1), date(2027, 7, 1))
    for at in range(w.one(1, 2, 2, 3)):
        days = w.one(365, 365, 91, 731)
        w.periods.append(f"p{at}")
        w.add("periods", "period start days", f"p{at} {start} {days}")
        start += timedelta(days=days)
    rates = (f"discount_rate {w.one(0, 0.05)}", f"in_transit_rate {w.one(0, 0.1)}")
    w.add("parameters", "parameter value", *rates)


def _scenarios(w: _World) -> None:
    """A branch begins after its parent did."""
    begins: dict[str, int] = {}
    for name in ("calm", "storm")[: w.one(0, 0, 1, 2)]:
        parent = w.one("-", *(s for s, at in begins.items() if at + 1 < len(w.periods)))
        begins[name] = w.one(*range(begins.get(parent, -1) + 1, len(w.periods)))
        row = f"{name} {parent} {w.periods[begins[name]]} {w.one(0.5, 0.25, 0)}"
        w.add("scenarios", "scenario parent from_period probability", row)
    w.scenarios = list(begins)


def _places(w: _World) -> None:
    w.add("countries", "country name", *(f"{c} {c}" for c in COUNTRY.values()))
    w.add("sites", "site country", *(f"{s} {c}" for s, c in COUNTRY.items()))
    w.add("blocs", "bloc country", "EU DEU", "EU FRA")


PROCESS = "process rung activity_unit throughput"
FACILITY = "facility site unit fixed_cost minimum_use closable closing_cost"
CAPACITY = "facility period capacity unit scenario"
OPERATION = "facility process variable_cost capacity_use"


def _works(w: _World) -> None:
    w.add("processes", PROCESS, f"make celling GWh {w.one(1, 1.5)}", "lean celling GWh 1")
    for process, ore in (("make", -2), ("lean", -1.5)):
        amounts = (f"ore {ore}", "cell 1", "slag 0.5")
        w.add("recipes", "process commodity coefficient", *(f"{process} {a}" for a in amounts))
    for site in w.makers:
        works, closable = f"works-{site}", w.whole and w.maybe()
        least = w.one(0, 0.4) if closable else 0
        costs = f"{w.one(0, 1, 6)} {least} {str(closable).lower()} {w.one(0, 3)}"
        w.add("facilities", FACILITY, f"{works} {site} GWh {costs}")
        w.add("capacities", CAPACITY, f"{works} {w.periods[0]} {w.one(4, 10)} - -")
        scenario = w.one(*w.scenarios, "nowhere")
        if scenario != "nowhere":
            w.add("capacities", CAPACITY, f"{works} {w.one(*w.periods)} 2000 MWh {scenario}")
        elif len(w.periods) > 1 and w.maybe():
            w.add("capacities", CAPACITY, f"{works} {w.one(*w.periods[1:])} 2000 MWh -")
        w.add("operations", OPERATION, f"{works} make {w.one(1, 4)} {w.one(1, 1.25)}")
        if w.maybe():
            w.add("operations", OPERATION, f"{works} lean {w.one(3, 9)} 1")
        w.add("disposals", "site commodity cost", f"{site} slag {w.one(0, 0.2)}")


def _recovery(w: _World) -> None:
    w.add("processes", PROCESS, "recover recovering kt 2")
    w.add("recipes", "process commodity coefficient", "recover spent -1", "recover ore 0.5")
    w.add("facilities", FACILITY, "recovery jp kt 0.5 0 false 0")
    w.add("capacities", CAPACITY, f"recovery {w.one(*w.periods)} {w.one(1, 9)} - -")
    w.add("operations", OPERATION, "recovery recover 1 1")
    w.add("sales", "site commodity price quantity", f"jp ore {w.one(0.5, 3)} {w.one(1, 4)}")
    w.add("disposals", "site commodity cost", "jp spent 0.3")


def _expansions(w: _World) -> None:
    w.add("ramps", "ramp age fraction", "slow 0 0.5", "slow 1 1")
    for name in ("line", "hall")[: w.one(1, 2)]:
        size = f"works-{w.one(*w.makers)} {w.one(0, 2)} {w.one(3, 6)}"
        costs = f"{w.one(0, 10)} {w.one(1, 5)} {w.one(0, 0.3)} {w.one(1.5, 10)}"
        when = f"{w.one(0, 0, 120, 365)} {w.one('-', w.periods[-1])} {w.one('-', 'slow')}"
        w.add(
            "expansions",
            "expansion facility size_min size_max fixed_capex unit_capex subsidy life_years "
            "lead_days first_period ramp max_builds choose_one",
            f"{name} {size} {costs} {when} {w.one(1, 2)} {w.one('-', 'new')}",
        )


def _subsidies(w: _World) -> None:
    """Parts of the capital; what is paid by the unit is money or not, as the row says."""
    for name in ("seed", "gift")[: w.one(0, 1, 2)]:
        when = w.one("-", *w.periods)
        row = f"{name} fund {w.one('-', 'EU', 'JPN')} capex {w.one(0.1, 0.4)} {when}"
        w.add("subsidies", "subsidy programme area per rate first_period", row)
    if w.tables.get("subsidies") and w.maybe():
        last = f"{w.one('-', w.periods[-1])} {w.one(0, 2, 8)}"
        w.add("subsidy_budgets", "budget programme last_period amount", f"purse fund {last}")


def _buying(w: _World) -> None:
    terms = "supply period price quantity scenario"
    for site in w.makers:
        for step, price in (("low", 1), ("high", 4)):
            name = f"ore-{site}-{step}"
            w.add("supplies", "supply site commodity", f"{name} {site} ore")
            first = w.one(w.periods[0], w.periods[-1])
            w.add("supply_terms", terms, f"{name} {first} {price} {w.one('-', 6, 20)} -")
            if w.scenarios and w.maybe():
                other = f"{price + 2} {w.one('-', 2)} {w.one(*w.scenarios)}"
                w.add("supply_terms", terms, f"{name} {w.periods[0]} {other}")
    if w.whole and w.maybe():
        term = f"{w.one('-', w.periods[-1])} {w.one(0, 2)} 0.5 {w.one(0, 2)} {w.one(4, 8)}"
        columns = "contract site commodity first_period fee price minimum maximum"
        w.add("contracts", columns, f"deal {w.one(*w.makers)} ore {term}")


LANE = "lane origin destination mode distance_km days cost_per_t capacity_t opening_cost"
SHIPMENT = "lane commodity cost_per_unit capacity"


def _lanes(w: _World) -> None:
    """What must be opened carries what is made or comes back, of which there is only so much."""
    w.add("chokepoints", "chokepoint name", "suez Suez")
    for origin, destination in ((o, d) for o in w.makers for d in w.markets if o != d):
        for route in ("near", "far")[: w.one(1, 2)]:
            name = f"{route}-{origin}-{destination}"
            w.lanes.append(name)
            way = f"{w.one(0, 9000)} {w.one(0, 20, 50, 400)} {w.one('-', '-', 0.00025)}"
            opening = w.one("-", 0, 3) if w.whole else "-"
            room = f"{w.one('-', '-', 3000)} {opening}"
            w.add("lanes", LANE, f"{name} {origin} {destination} ship {way} {room}")
            w.add("shipments", SHIPMENT, f"{name} cell {w.one('-', 3)} {w.one('-', 4)}")
            if route == "near" and w.maybe():
                w.add("lane_chokepoints", "lane chokepoint", f"{name} suez")
    back = [(m, "jp", "spent") for m in w.markets]
    for origin, destination, commodity in [*back, *([("jp", "cn", "ore")] if w.maybe() else [])]:
        name = f"back-{origin}-{destination}"
        w.lanes.append(name)
        opening = w.one("-", 1) if w.whole and commodity == "spent" else "-"
        way = f"ship 100 {w.one(3, 60)} 0.00001 - {opening}"
        w.add("lanes", LANE, f"{name} {origin} {destination} {way}")
        w.add("shipments", SHIPMENT, f"{name} {commodity} - -")


def _storages(w: _World) -> None:
    for site in dict.fromkeys([*w.makers, *w.markets]):
        w.add("disposals", "site commodity cost", f"{site} cell 20")
    for market in w.markets:
        w.add("disposals", "site commodity cost", f"{market} spent {w.one(0, 0.5)}")
        if w.maybe():
            arriving = f"{market} cell {w.one(*w.periods)} 1.5"
            w.add("arrivals", "site commodity period quantity", arriving)
    years = 1 + sum(int(row.split()[2]) for row in w.tables["periods"][1:]) / 365
    for place in w.some(["de cell", "fr cell", "jp ore"]):
        initial, loss = w.one(0, 2), w.one(0, 0.1)
        least = initial * (1 - loss) ** years
        stock = f"{least * w.one(0, 0.5)} {initial} {least * w.one(0, 1)} {loss}"
        costs = f"{w.one(0, 1)} {w.one(0, 2)} {w.one(0, 3)} {w.one(0.5, 2)}"
        w.add(
            "storages",
            "site commodity capacity minimum initial final_minimum loss holding_cost final_value "
            "expansion_max expansion_cost",
            f"{place} {w.one(2, 5)} {stock} {costs}",
        )


def _trade(w: _World) -> None:
    scope = "origin destination commodity first_date"
    for at in range(w.one(0, 1, 2)):
        where = f"{w.one('-', 'CHN', 'EU')} {w.one('-', 'JPN')} cell {w.one(*DATES)}"
        row = f"t{at} {where} {w.one(0, 0.1)} {w.one(0, 2)}"
        w.add("tariffs", f"tariff {scope} rate amount", row)
    if w.maybe():
        where = f"{w.one('-', 'CHN', 'JPN')} EU cell {w.one(*DATES)}"
        w.add("quotas", f"quota {scope} quantity", f"q {where} {w.one(0, 3)}")
    if w.maybe():
        where = f"{w.one('CHN', 'JPN')} {w.one('-', 'EU')} {w.one('cell', 'ore')} {w.one(*DATES)}"
        w.add("bans", f"ban {scope}", f"b {where}")
    for at in range(w.one(0, 1, 2)):
        where = f"{w.one('EU', 'FRA', '-')} JPN spent {w.one(*DATES)}"
        row = f"e{at} {where} {w.one(0.1, 0.2)} {w.one(0, 50)}"
        w.add("permissions", f"permission {scope} cost days", row)


def _serving(w: _World) -> None:
    first, last, begins = w.periods[0], w.periods[-1], w.one("-", "2026-03-01")
    priced = (f"cars GWh {w.one(100, 400)}", "grid GWh 50")
    w.add("segments", "segment unit shortfall_penalty", *priced)
    w.add(
        "chemistries",
        "chemistry commodity energy_per_unit eol_commodity eol_per_energy available_from",
        "nmc cell 1 spent 0.8 -",
        f"next cell 2 - 0 {begins}",
    )
    shares = "segment chemistry market period minimum maximum"
    w.add("shares", shares, f"grid nmc - {first} 0 1", f"cars nmc - {first} {w.one(0, 0.5)} 1")
    w.add("shares", shares, f"cars next - {w.one(first, last)} 0 {w.one(0.4, 1)}")
    if w.maybe():
        least = w.one(0, 0.2) if begins == "-" else 0
        w.add("shares", shares, f"cars next {w.markets[0]} {last} {least} 0.3")
    demands = "market segment period energy unit scenario"
    for market in w.markets:
        for period in w.periods:
            w.add("demands", demands, f"{market} cars {period} {w.one(3, 8)} - -")
        if w.maybe():
            w.add("demands", demands, f"{market} grid {last} 1500 MWh -")
        for scenario in w.some(w.scenarios) if w.scenarios else []:
            w.add("demands", demands, f"{market} cars {last} 5 - {scenario}")


def _returns(w: _World) -> None:
    ages = ("cars 0 0.1", "cars 1 0.3", "cars 2 0.2")
    w.add("lifetimes", "segment age fraction", *ages)
    for market in w.markets:
        if market == w.markets[0] or w.maybe():
            row = f"{market} {w.one('-', 'cars')} {w.one(*w.periods)} {w.one(0.5, 1)}"
            w.add("collections", "market segment period rate", row)
        if w.maybe():
            row = f"{market} cars nmc {w.one(*w.periods)} 2"
            w.add("past_returns", "market segment chemistry period energy", row)


def _law(w: _World) -> None:
    """Rules that may all be missed at a price."""
    holding = ("ore Li 20", f"cell Li {w.one(20, 30)}", "spent Li 25")
    w.add("contents", "commodity element tonnes", *holding)
    dated = f"{w.one(1, 9)} {w.one(*DATES)}"
    rules = (
        f"home made_share EU {w.one('cell', '-')} celling {w.one('-', 'Li')} {w.one('-', 'JPN')} "
        f"{w.one('least', 'most')} {w.one(0.2, 0.6)} {dated}",
        f"again made_share - recovery - Li - least {w.one(0.01, 0.2)} {dated}",
        f"third bought_share EU cell - Li {w.one('-', 'CHN')} most {w.one(0.3, 0.6)} {dated}",
        f"yield recovery_rate - recovery - Li - least {w.one(0.3, 0.5)} {dated}",
        f"lines capacity_share EU cell - - - {w.one('least', 'most')} 0.5 {dated}",
        f"works capacity JPN - celling - - least {w.one(2, 9)} {dated}",
        f"output production {w.one('CHN', '-')} cell - - - most {w.one(2, 9)} {dated}",
    )
    columns = "rule kind scope stage rung element origin sense level price first_date"
    for row in w.some(rules, least=1, most=4):
        w.add("rules", columns, row)


def _disruptions(w: _World) -> None:
    """Kind, target, country or bloc, commodity."""
    struck = [
        *("country CHN - -", "country EU - -", "country CHN - cell", "site cn - -", "site de - -"),
        *("chokepoint suez - -", "stage cell - -", "stage cell CHN -", "rung celling EU -"),
        *("commodity cell - -", "commodity cell CHN -", f"facility works-{w.makers[0]} - -"),
        *(f"lane {w.lanes[0]} - {commodity}" for commodity in ("-", "cell")),
    ]
    for at, what in enumerate(w.some(struck, most=3)):
        first = w.one(*w.periods)
        last = w.one(*w.periods[w.periods.index(first) :])
        w.add(
            "disruptions",
            "disruption kind target country commodity scenario first_period last_period remaining",
            f"d{at} {what} {w.one('-', *w.scenarios)} {first} {last} {w.one(0, 0.5)}",
        )


def _swings(w: _World) -> None:
    """Kind, target, country or bloc."""
    swinging = [
        *("demand - -", "demand cars -", "demand cars EU", "demand grid FRA"),
        *("price - -", "price ore -", "price ore CHN", "price ore EU"),
        *("cost - -", "cost celling CHN", "freight - -", "freight ship EU"),
        *("capacity - -", "capacity celling EU", "supply ore -", "supply - CHN"),
        *("collection - -", "collection cars EU"),
    ]
    for at, what in enumerate(w.some(swinging, most=2)):
        first = w.one(*w.periods)
        last = w.one(*w.periods[w.periods.index(first) :])
        when = f"{w.one('-', *w.scenarios)} {first} {last} {w.one(0.5, 1.5)}"
        columns = "swing kind target country scenario first_period last_period factor"
        w.add("swings", columns, f"s{at} {what} {when}")


@st.composite
def limits(draw: Any) -> BuildSettings:
    """Settings with limits on dependence that doing nothing would keep."""
    watched = draw(st.sampled_from([frozenset({"CHN"}), frozenset({"CHN", "JPN"})]))
    drawn = []
    for measure in draw(st.lists(st.sampled_from(MEASURES), unique=True)):
        since = draw(st.sampled_from([None, "p0"]))
        rung = draw(st.sampled_from([None, "celling"])) if measure == "stage_share" else None
        level = draw(st.sampled_from([0.25, 0.6, 0.9]))
        drawn.append(DependenceLimit(measure, watched, level, from_period=since, rung=rung))
    return BuildSettings(limits=tuple(drawn), watched=watched)
