"""Partners of ``japan-eu``: Japan, the Union, and by levers the United States and South-East Asia.

Each of the latter is one place, a port that is market and site of its plants alike: what a lever
brings is the demand, plants, ways to build and lanes there, written with the same costs, recipes
and sea lanes as everything else. Nobody who does not pull the lever meets any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from instances.generators.book import Book, judged, rule
from instances.generators.buying import write_outlets, write_supplies
from instances.generators.cargo import BLACK, CELLS, MATERIALS, PACKS, RAW, SALTS, Goods, exports
from instances.generators.carriage import Lanes, ship
from instances.generators.demand import PREMIUM_SHARE, YEARS, between
from instances.generators.named import GROUPS
from instances.generators.plants import Growth, Plant, write_growth, write_plant
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from instances.generators.chain import Chain
    from instances.generators.costs import Costs
    from instances.generators.facts import Facts, Prov
    from instances.generators.places import Place
    from instances.generators.sea import Sea

BATTERIES = ("811", "622", "lfp", "sodium")
"""What is delivered there; solid-state cells are left to Japan and the Union."""

_PROVENANCE = ("source", "year", "confidence", "note")


@dataclass(frozen=True)
class Joining:
    """A partner that a lever brings in; amounts in GWh or kt a year."""

    key: str
    name: str
    site: str
    country: str
    vehicles: Mapping[int, float]
    storage: Mapping[int, float]
    demand_prov: Prov
    plants: tuple[tuple[str, float, str], ...]
    """Group, capacity that is there in 2025, and what it rests on."""
    projects: tuple[tuple[str, float, float, int], ...]
    """Group, least and greatest build, how many."""
    packs: float
    """GWh a year of pack lines that may be added each year."""
    origins: tuple[str, ...]
    """Ports that send there."""
    destinations: tuple[str, ...]
    """Ports to which it sends."""
    collected: float
    """Part of the Union's rate of collection."""
    more: tuple[tuple[str, float, str], ...] = ()
    """Its plants that are in the tables with the part that others can have: which, times what, and
    why."""


_AMERICA = Joining(
    "usa",
    "United States",
    "new-orleans",
    "USA",
    {2025: 120.0, 2030: 308.0, 2035: 500.0},
    {2025: 45.0, 2030: 80.0, 2035: 110.0},
    judged("Table 06b, 120 GWh in 2025 and 308 in 2030 after BNEF sales; 2035 and storage judged"),
    (
        ("cell-nickel", 140.0, "Table 07: 200 GWh (recalled) at 85 %, most of it nickel"),
        ("cell-lfp", 30.0, "Table 07: 200 GWh (recalled) at 85 %, little of it LFP"),
        ("pack", 200.0, "As many packs as cells and what is imported"),
        ("lithium", 12.0, "Table 07: Corpus Christi, 30 kt, being commissioned (recalled)"),
        ("shred", 25.0, "Of the order of its cell scrap"),
        ("hydro", 15.0, "Of the order of its cell scrap"),
    ),
    (
        ("cell-nickel", 15.0, 80.0, 3),
        ("cell-lfp", 15.0, 80.0, 3),
        ("cathode-nickel", 15.0, 90.0, 3),
        ("cathode-lfp", 15.0, 90.0, 3),
        ("iron-phosphate", 20.0, 120.0, 2),
        ("anode-synthetic", 10.0, 80.0, 3),
        ("lithium", 12.0, 50.0, 2),
        ("shred", 8.0, 60.0, 2),
        ("hydro", 8.0, 45.0, 2),
    ),
    150.0,
    ("shanghai", "busan", "yokohama", "jakarta", "johor", "antofagasta", "fremantle", "montreal",
     "kokkola", "jorf-lasfar", "vitoria"),
    ("yokohama", "rotterdam"),
    0.6,
    (("facility.site.country = USA", 12.0, "All of it, of which others can have 7 to 8 %"),),
)  # fmt: skip

_SOUTH_EAST = Joining(
    "sea",
    "South-East Asia",
    "jakarta",
    "IDN",
    {2025: 22.0, 2030: 80.0, 2035: 190.0},
    {2025: 2.0, 2030: 10.0, 2035: 25.0},
    judged("Table 06, ASEAN central: 22, 80 and 190 GWh, estimates; storage judged"),
    (
        ("pack", 40.0, "As many packs as are wanted and some for export"),
        ("shred", 5.0, "Of the order of its cell scrap"),
        ("hydro", 3.0, "Of the order of its cell scrap"),
    ),
    (
        ("cell-nickel", 10.0, 60.0, 2),
        ("cell-lfp", 10.0, 60.0, 3),
        ("cathode-nickel", 15.0, 90.0, 2),
        ("cathode-lfp", 15.0, 90.0, 2),
        ("shred", 4.0, 30.0, 2),
        ("hydro", 4.0, 30.0, 1),
    ),
    60.0,
    ("shanghai", "busan", "yokohama", "johor", "haiphong"),
    ("yokohama", "rotterdam"),
    0.4,
    (
        (
            "facility = hpal-* | mine-*; facility.site.country = SEA",
            1.5,
            "An agreement wins half as much again of its nickel as demand alone",
        ),
        (
            "facility = cell-* | cathode-* | anode-*; facility.site.country = SEA",
            2.0,
            "Of plants mostly built for export, twice what a third country can have",
        ),
    ),
)

_DUTIES = (
    # name, origin, rate, from, goods, why
    ("us-301", "CHN", 0.25, "2024-09-27", (*CELLS[:4], *PACKS[:4]), "Section 301 (table 10)"),
    ("us-mfn", "CHN", 0.034, "", (*CELLS[:4], *PACKS[:4]), "Customs tariff, recalled"),
    ("us-mfn", "EU", 0.034, "", CELLS[:4], "Customs tariff, recalled"),
    ("us-mfn", "JPN", 0.034, "", CELLS[:4], "Customs tariff, recalled"),
    ("us-mfn", "IDN", 0.034, "", CELLS[:4], "Customs tariff, recalled"),
    ("us-mfn", "MYS", 0.034, "", CELLS[:4], "Customs tariff, recalled"),
)  # fmt: skip


def write_home(book: Book) -> None:
    """The partners whose demand is in the tables."""
    why = rule("Its demand is in the tables")
    book.add("partners", why, partner="japan", name="Japan", area="JP")
    book.add("partners", why, partner="eu", name="European Union", area="EU")


def write_partners(
    book: Book,
    facts: Facts,
    chain: Chain,
    costs: Costs,
    places: Mapping[str, Place],
    goods: Goods,
    sea: Sea,
) -> None:
    """The partners, the bloc that the tables lack, and a lever for each that joins."""
    for code in ("IDN", "MYS", "PHL", "VNM"):
        book.add("blocs", judged("Where the tables have plants"), bloc="SEA", country=code)
    write_home(book)
    for joining, area in ((_AMERICA, "USA"), (_SOUTH_EAST, "SEA")):
        lever = f"partner-{joining.key}"
        why = rule("Its demand comes with the lever")
        book.add("levers", why, lever=lever, name=f"{joining.name} as a partner")
        book.add("partners", why, partner=joining.key, name=joining.name, area=area, lever=lever)
        extra = Book(facts)
        _write(extra, facts, chain, costs, places, goods, sea, joining)
        _as_changes(book, lever, extra, joining)


def _write(
    extra: Book,
    facts: Facts,
    chain: Chain,
    costs: Costs,
    places: Mapping[str, Place],
    goods: Goods,
    sea: Sea,
    joining: Joining,
) -> None:
    plants = _plants(joining)
    running = [process for plant in plants.values() for process in plant.processes]
    made, used = _flows(chain, running)
    for plant in plants.values():
        write_plant(extra, chain, costs, plant)
    for growth in _growths(joining):
        write_growth(extra, costs, growth, plants[growth.plant])
    here = Goods({joining.site: made}, {joining.site: used})
    _lanes(extra, chain, places, goods, here, sea, joining)
    write_supplies(extra, facts, places, here, {})
    write_outlets(extra, chain, places, here)
    _demand(extra, joining)
    if joining.key == "usa":
        for name, origin, rate, first, listed, why in _DUTIES:
            for good in listed:
                extra.add(
                    "tariffs",
                    judged(why),
                    tariff=f"{name}/{origin}/{good}",
                    origin=origin,
                    destination="USA",
                    commodity=good,
                    first_date=first or None,
                    rate=rate,
                )


def _plants(joining: Joining) -> dict[str, Plant]:
    groups = dict.fromkeys([g for g, _, _ in joining.plants] + [g for g, *_ in joining.projects])
    there = {group: (amount, why) for group, amount, why in joining.plants}
    found = {}
    for group in groups:
        key = f"{group}-{joining.site}"
        amount, why = there.get(group, (0.0, "May be built"))
        processes = (*GROUPS[group], "pack-sodium") if group == "pack" else GROUPS[group]
        steps = {"2025": amount} if amount else {}
        found[key] = Plant(
            key, joining.site, joining.country, f"{joining.name}, {group}", processes, steps,
            judged(why),
        )  # fmt: skip
    return found


def _growths(joining: Joining) -> Iterable[Growth]:
    why = judged("As much as may be announced there by 2035; costs of the country")
    for group, low, high, builds in joining.projects:
        key = f"{group}-{joining.site}"
        yield Growth(f"{key}/partner", key, low, high, 800, why, builds=builds)
    key = f"pack-{joining.site}"
    yield Growth(f"{key}/partner", key, 0.0, joining.packs, 400, why, modular=True)


def _flows(chain: Chain, processes: Iterable[str]) -> tuple[set[str], set[str]]:
    # Solid-state packs are not delivered, but whoever collects has to say where they would go.
    made = {f"eol_{key}" for key in (*BATTERIES, "solid")}
    used = {f"pack_{key}" for key in BATTERIES}
    for process in processes:
        for good, amount in chain.processes[process].flows.items():
            (made if amount > 0 else used).add(good)
    return made, used


def _lanes(
    extra: Book,
    chain: Chain,
    places: Mapping[str, Place],
    goods: Goods,
    here: Goods,
    sea: Sea,
    joining: Joining,
) -> None:
    lanes, own = Lanes(extra, chain, places), places[joining.site]
    made, used = here.made[joining.site], here.used[joining.site]
    traded = {*RAW, *SALTS, *MATERIALS, *CELLS[:4], *PACKS[:4]}
    for key in joining.origins:
        port = places[key]
        behind = [p.key for p in places.values() if p.hub == key] + [key]
        sent = goods.leaving(behind) & used & traded & set(exports(port.country))
        route = sea.routes(port.port, own.port)[0]
        lanes.add((key, joining.site), ship(route), sent)
    for key in joining.destinations:
        port = places[key]
        behind = [p.key for p in places.values() if p.hub == key] + [key]
        wanted = goods.wanted(behind) & made & (traded - set(PACKS) | set(BLACK[:0]))
        route = sea.routes(own.port, port.port)[0]
        lanes.add((joining.site, key), ship(route), wanted)


def _demand(extra: Book, joining: Joining) -> None:
    for year in YEARS:
        premium, energy = between(PREMIUM_SHARE, year), between(joining.vehicles, year)
        parts = {
            "mass-market": energy * (1 - premium),
            "premium": energy * premium,
            "storage": between(joining.storage, year),
        }
        for segment, amount in parts.items():
            extra.add(
                "demands",
                joining.demand_prov,
                market=joining.site,
                segment=segment,
                period=str(year),
                energy=amount,
            )


_TABLES = (
    "facilities", "capacities", "operations", "expansions", "lanes", "lane_chokepoints",
    "shipments", "supplies", "supply_terms", "disposals", "sales", "demands", "tariffs",
)  # fmt: skip
_LISTED = {
    # Rows that differ in this column alone become one change.
    "shipments": "commodity",
    "operations": "process",
    "tariffs": "",
}


def _as_changes(book: Book, lever: str, extra: Book, joining: Joining) -> None:
    """What happens to rows that are there, then the rows of ``extra``, as changes of a lever."""
    changes = (*_altered(joining), *_new(book, extra))
    for step, (table, kind, prov, where, said) in enumerate(changes, 1):
        book.add(
            "lever_changes",
            prov,
            lever=lever,
            step=step,
            table=table,
            change=kind,
            where=where,
            set=said,
        )


def _altered(joining: Joining) -> Iterator[tuple[str, str, Prov, str, str]]:
    """Its plants that others had a part of, and what holds of its market."""
    for where, factor, why in joining.more:
        yield "capacities", "change", judged(why), where, f"capacity = * {factor:g}"
    own = f"market = {joining.site}"
    solid = judged("Solid-state cells are left to Japan and the Union")
    where = "chemistry = solid; market = ; period >= 2025"
    yield "shares", "add", solid, where, f"{own}; minimum = 0; maximum = 0"
    rate = judged(f"{joining.collected:g} of the Union's rate")
    said = f"{own}; rate = * {joining.collected:g}"
    yield "collections", "add", rate, "market = ghent", said


def _new(book: Book, extra: Book) -> Iterator[tuple[str, str, Prov, str, str]]:
    """Rows that the tables lack; a plant, lane or supply that is there already stays as it is."""
    for table in _TABLES:
        keys = TABLES[table].keys
        there = {tuple(row.get(key) or "" for key in keys) for row in book.rows(table)}
        rows = [
            row for row in extra.rows(table) if tuple(row.get(k) or "" for k in keys) not in there
        ]
        for row in _merged(table, rows):
            said = "; ".join(
                f"{name} = {_text(value)}"
                for name, value in row.items()
                if name not in _PROVENANCE and value is not None and value != ""
            )
            yield table, "add", _prov(row), "", said


def _merged(table: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    column = _LISTED.get(table, "")
    if not column:
        return rows
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(value for name, value in row.items() if name != column)
        if key in found:
            found[key][column] += f" | {row[column]}"
        else:
            found[key] = dict(row)
    return list(found.values())


def _prov(row: Mapping[str, Any]) -> Prov:
    from instances.generators.facts import Prov as Provenance

    return Provenance(row["source"], row["year"], row["confidence"], row["note"])


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value)
    plain = " | " in text or not set(text) & set('";|{}*')
    return text if plain else '"' + text.replace('"', '""') + '"'
