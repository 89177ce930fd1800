"""Mines: lithium by deposit, the other minerals by country, with what they cost and may add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.book import judged
from instances.generators.countries import CODES
from instances.generators.demand import YEARS
from instances.generators.reach import reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.demand import World
    from instances.generators.facts import Facts, Prov


@dataclass(frozen=True)
class Mine:
    """A mine: yearly output within reach, and the cost per kt of what leaves it."""

    key: str
    site: str
    country: str
    name: str
    process: str
    steps: Mapping[str, float]
    cost: float
    prov: Prov
    more: float = 0.0
    """kt a year that may be added."""
    unit_capex: float = 0.0
    fixed_capex: float = 0.0
    lead_days: int = 0


# Deposits of table 05b by the place that stands for them. Deposits elsewhere are left out.
_DEPOSITS = {
    "greenbushes": ("Greenbushes", "Mt. Holland/Earl Grey", "Mt. Cattlin", "Mt. Marion"),
    "port-hedland": ("Pilgangoora", "Wodgina", "Kathleen Valley"),
    "atacama": ("Salar de Atacama (SQM)", "Salar de Atacama (Albemarle)"),
    "olaroz": ("Cauchari", "Salar de Olaroz (Allkem)", "Salar del Hombre Muerto (Livent)",
               "Centenario Ratones", "Mariana", "Sal de Vida", "Tres Quebradas",
               "Diablillios/Sal de Los Angeles", "Salar del Rincon (Argosy)"),
    "xining": ("Qaidam Basin (All Projects)", "Zhabuye"),
    "xinyu": ("Yichun 414",),
    "suining": ("Jiajika",),
    "james-bay": ("La Corne(sayona)", "Tanco/Bernic Lake"),
    "bikita": ("Arcadia", "Bikita", "Zulu"),
    "vitoria": ("Grota de Cirilo ( Xuxa)", "Mibra/Volta Grande", "Cachoeira"),
    "kokkola": ("Ostrobothnia (All Projects)",),
    "barroso": ("Mina Do Barroso", "Alvarroes", "Sepeda/Romano"),
    "cinovec": ("Cinovec",),
    "echassieres": ("Beauvoir",),
    "frankfurt": ("Upper Rhine Valley",),
}  # fmt: skip

MARGIN = 0.75
"""Part of table 05b's cost to carbonate that falls on the mine, royalty included: judged."""

_LARGEST_ADDITION = {"frankfurt": 6.0, "cinovec": 5.0}
"""kt Li a year; where the table's limit is geological, what is announced."""

_CHINESE_MICA = 22.0
"""kt Li a year of Chinese lepidolite that the deposits lack against table 02: at Xinyu."""


def lithium_mines(facts: Facts, world: World) -> list[Mine]:
    """Spodumene and brine by place, merged from deposits; 2025 to 2030 on a line, then flat."""
    rows = {row["deposit"]: row for row in facts.rows("05b")}
    return [
        _lithium(facts, world, site, [rows[name] for name in names])
        for site, names in _DEPOSITS.items()
    ]


def _lithium(facts: Facts, world: World, site: str, rows: list[dict[str, str]]) -> Mine:
    country = CODES.get(rows[0]["country"], "CZE")
    brine = rows[0]["resource_type"] == "Brine"
    kind, content = ("brine", 0.06) if brine else ("spodumene", 0.02787)

    def total(column: str) -> float:
        return sum(float(row[column] or 0) for row in rows)

    mica = _CHINESE_MICA if site == "xinyu" else 0.0
    now, then = total("prod_2025_ktLi") + mica, total("prod_2030_ktLi") + mica
    most = total("max_prod_ktLi_yr")
    more = min(max(most - then, 0.0), 1.2 * then if then else 0.4 * most)
    more = min(more, _LARGEST_ADDITION.get(site, more))
    steps = _steps(world, country, now / content, then / content)
    capex = float(rows[0]["capex_expansion_USD_per_tLi_yr"]) * (0.5 if brine else 1.0)
    note = "Output of 2025 and 2030 within reach; cost to carbonate times 0.75"
    return Mine(
        f"mine-{kind}-{site}",
        site,
        country,
        ", ".join(r["deposit"] for r in rows),
        f"mine-{kind}",
        {year: amount for year, amount in steps.items() if amount > 0},
        MARGIN * _mean_cost(rows) * content / 1000,
        facts.prov(rows[0], "computed", note),
        more=more / content * reach(world, country, "mine", 2032),
        unit_capex=capex * content / 1000,
        fixed_capex=0.0 if then else total("capex_opening_USD") / 1e6,
        lead_days=int(365 * max(int(float(rows[0]["opening_delay_years"] or 3)), 2)),
    )


def _steps(world: World, country: str, now: float, then: float) -> dict[str, float]:
    """Output within reach by year, on a line from 2025 to 2030 and flat after."""
    return {
        str(year): (now + (then - now) * min(year - 2025, 5) / 5)
        * reach(world, country, "mine", year)
        for year in YEARS
    }


def _mean_cost(rows: list[dict[str, str]]) -> float:
    """USD per t Li to carbonate, weighed by the output of 2030."""
    weights = [max(float(row["prod_2030_ktLi"] or 0), 0.1) for row in rows]
    costs = [float(row["extraction_cost_USD_per_tLi"]) for row in rows]
    return sum(w * c for w, c in zip(weights, costs, strict=True)) / sum(weights)


@dataclass(frozen=True)
class _Metal:
    """A country's mine output as it enters the model."""

    site: str
    country: str
    process: str
    mineral: str
    share: float
    """Part of the country's output that is of battery class, at this place."""
    content: float
    cost: float
    growth: float = 1.0
    """Output of 2030 over that of 2025."""
    more: float = 0.0
    """Part of the output within reach of 2030 that may be added."""
    capex: float = 0.0
    """MUSD per kt a year."""


_METALS = (
    _Metal("morowali", "IDN", "mine-laterite", "nickel", 0.16, 0.015, 0.022, 1.4),
    _Metal("weda-bay", "IDN", "mine-laterite", "nickel", 0.16, 0.015, 0.022, 1.4),
    _Metal("surigao", "PHL", "mine-laterite", "nickel", 0.5, 0.015, 0.030, 1.2, 1.0, 0.03),
    _Metal("sorowako", "IDN", "mine-matte", "nickel", 0.03, 0.75, 8.4, 1.3),
    _Metal("sudbury", "CAN", "mine-matte", "nickel", 0.5, 0.75, 9.6, 1.1, 0.5, 22.0),
    _Metal("fremantle", "AUS", "mine-matte", "nickel", 0.9, 0.75, 10.2, 1.0, 0.8, 22.0),
    _Metal("norilsk", "RUS", "mine-matte", "nickel", 0.5, 0.75, 8.0, 1.0),
    _Metal("jinchang", "CHN", "mine-matte", "nickel", 0.6, 0.75, 9.4, 1.0),
    _Metal("kolwezi", "COD", "mine-cobalt", "cobalt", 1.0, 0.329, 5.4, 1.1),
    _Metal("fremantle", "AUS", "mine-cobalt", "cobalt", 1.0, 0.329, 8.5, 1.0),
    _Metal("sudbury", "CAN", "mine-cobalt", "cobalt", 1.0, 0.329, 8.5, 1.0),
    _Metal("luobei", "CHN", "mine-graphite", "natural graphite", 0.35, 1.0, 0.45, 1.2, 0.5, 0.9),
    _Metal("qingdao", "CHN", "mine-graphite", "natural graphite", 0.20, 1.0, 0.50, 1.1),
    _Metal("balama", "MOZ", "mine-graphite", "natural graphite", 0.9, 1.0, 0.58, 3.0, 0.6, 0.8),
    _Metal("molo", "MDG", "mine-graphite", "natural graphite", 0.6, 1.0, 0.60, 1.5, 1.0, 1.2),
    _Metal("lindi", "TZA", "mine-graphite", "natural graphite", 0.7, 1.0, 0.58, 1.8, 1.0, 1.2),
    _Metal("vitoria", "BRA", "mine-graphite", "natural graphite", 0.4, 1.0, 0.65, 1.2),
    _Metal("skaland", "NOR", "mine-graphite", "natural graphite", 0.6, 1.0, 0.90, 1.5),
    _Metal("becancour", "CAN", "mine-graphite", "natural graphite", 0.6, 1.0, 0.85, 1.5, 12.0, 3.5),
    _Metal("hotazel", "ZAF", "mine-manganese", "manganese", 0.02, 0.3, 0.085, 1.2),
    _Metal("moanda", "GAB", "mine-manganese", "manganese", 0.02, 0.3, 0.090, 1.2),
    _Metal("groote-eylandt", "AUS", "mine-manganese", "manganese", 0.04, 0.3, 0.095, 1.2),
    _Metal("vitoria", "BRA", "mine-manganese", "manganese", 0.03, 0.3, 0.090, 1.2),
    _Metal("tongren", "CHN", "mine-manganese", "manganese", 0.03, 0.3, 0.140, 1.0),
)

_TO_KT = {"kt Mn content/yr": 1.0}

_SPECIAL = (
    # site, country, process, name, kt a year in 2025 (nameplate of table 07b or 02), cost
    ("sotkamo", "FIN", "mine-matte", "Terrafame bioleaching", 37.4 / 0.75, 9.0),
    ("toamasina", "MDG", "mine-matte", "Ambatovy, half to batteries", 30.0 / 0.75, 10.0),
    ("guemassa", "MAR", "mine-cobalt", "Bou Azzer", 2.4 / 0.329, 7.0),
)


def other_mines(facts: Facts, world: World) -> list[Mine]:
    """Nickel, cobalt, graphite and manganese by country of table 02, and three single mines."""
    found = [_of_country(facts, world, metal) for metal in _METALS]
    why = judged("Nameplate of table 07b within reach")
    for site, code, process, name, amount, cost in _SPECIAL:
        steps = _steps(world, code, amount, amount)
        found.append(Mine(f"{process}-{site}", site, code, name, process, steps, cost, why))
    return found


def _of_country(facts: Facts, world: World, metal: _Metal) -> Mine:
    country = next(name for name, code in CODES.items() if code == metal.country)
    row = facts.rows(
        "02", commodity=metal.mineral, country=country, measure="mine_production", year="2025"
    )[0]
    tonnes = float(row["value"]) * _TO_KT.get(row["unit"], 0.001)
    whole = tonnes * metal.share / metal.content
    steps = _steps(world, metal.country, whole, whole * metal.growth)
    note = f"{metal.share:.0%} of the country's output is of battery class (judged), within reach"
    kind = metal.process.removeprefix("mine-")
    return Mine(
        f"mine-{kind}-{metal.site}",
        metal.site,
        metal.country,
        f"{country}, {kind}",
        metal.process,
        steps,
        metal.cost,
        facts.prov(row, "computed", note),
        more=metal.more * steps["2030"],
        unit_capex=metal.capex,
        lead_days=1095,
    )
