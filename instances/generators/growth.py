"""Ways to grow: plants announced or under construction in table 07b, and greenfield candidates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from instances.generators.book import judged
from instances.generators.costs import KINDS, kind_of
from instances.generators.countries import EU
from instances.generators.named import GROUP_NAMES, GROUPS, Named, processes_of
from instances.generators.places import name_of
from instances.generators.plants import Growth, Plant
from instances.generators.reach import AVAILABILITY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.facts import Prov
    from instances.generators.places import Place

LEFT_OUT = ("CHN", "USA")
"""Countries whose announced plants are not candidates: the first has greenfields, the second keeps
its output at home."""

LEAD_YEARS = {
    # From decision to first output (China, elsewhere): judged from the dates in table 07b.
    "cell": (1.5, 2.5), "cell-solid": (2.0, 2.5), "cathode": (1.4, 2.2), "precursor": (1.4, 2.2),
    "anode": (1.4, 2.5), "spheroidise": (1.4, 2.2), "iron": (1.2, 2.0), "lithium": (1.5, 3.0),
    "hpal": (2.5, 3.0), "nickel": (1.5, 2.5), "cobalt": (1.5, 2.5), "manganese": (1.5, 2.5),
    "solid": (2.0, 2.0), "shred": (1.0, 1.5), "hydro": (1.2, 2.2), "pyro": (1.5, 2.5),
    "direct": (1.5, 2.5), "pack": (0.8, 1.2),
}  # fmt: skip

SUBSIDY = {"JPN": 0.33, "EU": 0.10}
"""Share of capital that others pay: Japan's support of certified cell plants (table 10) and a tenth
in the Union (Innovation Fund and state aid); judged as a common figure for all plants of a kind."""

_GREENFIELD = (
    # group, site (or facility), least and greatest build, builds
    ("cell-nickel-ningde", 10, 50, 2), ("cell-nickel-changzhou", 10, 50, 2),
    ("cell-lfp-ningde", 15, 80, 3), ("cell-lfp-rest-chn", 15, 80, 3),
    ("cathode-nickel-rest-chn", 20, 100, 3), ("cathode-lfp-changsha", 30, 200, 3),
    ("precursor-rest-chn", 20, 120, 3), ("iron-phosphate-rest-chn", 40, 250, 3),
    ("anode-synthetic-baotou", 30, 150, 3), ("anode-synthetic-yibin", 30, 150, 2),
    ("anode-natural-rest-chn", 15, 60, 2), ("spheroidise-rest-chn", 15, 80, 2),
    ("lithium-suining", 15, 80, 3), ("lithium-xinyu", 15, 60, 2), ("nickel-rest-chn", 40, 200, 2),
    ("cobalt-rest-chn", 8, 40, 1), ("manganese-rest-chn", 15, 80, 1), ("cell-ochang", 10, 40, 2),
    ("cathode-nickel-pohang", 15, 60, 2), ("precursor-pohang", 15, 60, 2),
    ("anode-natural-ochang", 8, 40, 2), ("anode-synthetic-pohang", 8, 40, 2),
    ("lithium-gwangyang", 10, 40, 1), ("cobalt-daegu", 5, 20, 1),
    ("iron-phosphate-gunsan", 15, 80, 1), ("hydro-gunsan", 5, 30, 1),
    ("cell-nickel-himeji", 5, 30, 2), ("cell-lfp-kanda", 5, 20, 1),
    ("cathode-nickel-niihama", 8, 40, 2), ("cathode-lfp-kanda", 8, 40, 1),
    ("precursor-tsuruga", 8, 40, 1), ("anode-synthetic-omachi", 6, 40, 2),
    ("anode-natural-niihama", 6, 30, 1), ("spheroidise-niihama", 6, 30, 1),
    ("lithium-hydroxide-naraha", 5, 30, 1), ("manganese-chiba", 6, 30, 1),
    ("nickel-himeji", 15, 60, 1), ("solid-electrolyte-chiba", 1, 8, 2),
    ("cell-solid-kanda", 2, 15, 2), ("shred-niihama", 3, 20, 1), ("hydro-niihama", 3, 20, 1),
    ("hydro-tsuruga", 3, 15, 1), ("direct-niihama", 3, 15, 1), ("cell-wroclaw", 10, 40, 2),
    ("cell-nickel-salzgitter", 10, 40, 2), ("cell-nickel-dunkirk", 10, 40, 2),
    ("cell-debrecen", 20, 60, 1), ("cell-lfp-zaragoza", 15, 50, 1),
    ("cell-lfp-surany", 10, 40, 1), ("cathode-nickel-nysa", 15, 60, 2),
    ("cathode-nickel-debrecen", 15, 54, 1), ("cathode-nickel-schwarzheide", 10, 40, 1),
    ("cathode-lfp-bitterfeld", 10, 60, 2), ("cathode-lfp-merida", 15, 60, 1),
    ("iron-phosphate-merida", 15, 80, 2), ("precursor-kokkola", 10, 50, 2),
    ("precursor-harjavalta", 10, 40, 1), ("anode-synthetic-dunkirk", 10, 60, 2),
    ("anode-synthetic-porsgrunn", 8, 50, 2), ("anode-natural-lulea", 10, 40, 1),
    ("spheroidise-lulea", 10, 40, 1), ("anode-synthetic-kokkola", 10, 60, 2),
    ("lithium-hydroxide-bitterfeld", 10, 40, 2), ("lithium-sines", 12, 40, 1),
    ("nickel-harjavalta", 25, 100, 1), ("manganese-hoboken", 6, 30, 1),
    ("manganese-chvaletice", 10, 50, 1), ("cobalt-hoboken", 5, 20, 1),
    ("solid-electrolyte-dormagen", 1, 8, 1), ("cell-solid-dunkirk", 3, 20, 1),
    ("shred-salzgitter", 8, 60, 2), ("shred-zaragoza", 8, 40, 1), ("shred-god", 8, 40, 1),
    ("shred-dunkirk", 8, 50, 1), ("direct-schwarzheide", 4, 20, 1), ("pyro-hoboken", 10, 60, 1),
    ("iron-phosphate-jorf-lasfar", 20, 120, 2), ("cathode-lfp-jorf-lasfar", 15, 80, 1),
    ("precursor-jorf-lasfar", 20, 80, 1), ("lithium-jorf-lasfar", 12, 50, 1),
    ("lithium-kwinana", 12, 50, 2), ("lithium-brine-antofagasta", 15, 60, 2),
    ("lithium-brine-olaroz", 12, 50, 2), ("spheroidise-balama", 8, 30, 1),
    ("hpal-weda-bay", 50, 200, 2), ("hpal-surigao", 25, 80, 1), ("nickel-weda-bay", 40, 160, 2),
    ("manganese-mbombela", 10, 50, 1), ("anode-natural-vidalia", 5, 20, 1),
    ("spheroidise-vidalia", 5, 25, 1),
)  # fmt: skip

_MODULAR = ("IDN",)
"""Besides China, where growth comes plant by plant. Packs, shredding and solid-state cells, which
are scaled up line by line, do so everywhere."""

_TWO_SIZES = {
    # Hydrometallurgy bears two sizes: EverBatt at 10 and 50 kt of cells a year. One of them.
    "hydro-schwarzheide": ((4, 10), (15, 45)),
    "hydro-dunkirk": ((4, 10), (15, 45)),
    "hydro-harjavalta": ((4, 10), (15, 45)),
    "hydro-god": ((4, 10), (15, 45)),
}

PATIENCE = 5
"""Years after which a plan that was not begun is forgotten."""

FIRST = {"direct": "2028", "solid-electrolyte": "2026", "cell-solid": "2026"}


def group_of(key: str) -> tuple[str, str]:
    """Group and site of a facility key such as ``cell-lfp-zaragoza``."""
    group = max((g for g in GROUPS if key.startswith(f"{g}-")), key=len)
    return group, key.removeprefix(f"{group}-")


def lead_days(group: str, country: str) -> int:
    """Days from decision to first output."""
    name = max((g for g in LEAD_YEARS if group.startswith(g)), key=len)
    return round(365 * LEAD_YEARS[name][0 if country == "CHN" else 1])


def subsidy(group: str, country: str) -> float:
    """Share of capital that others pay."""
    if country == "JPN":
        return SUBSIDY["JPN"] if group.startswith(("cell", "solid")) else SUBSIDY["EU"]
    return SUBSIDY["EU"] if country in EU else 0.0


def candidates(
    named: list[Named], plants: Mapping[str, Plant], places: Mapping[str, Place]
) -> tuple[list[Plant], list[Growth]]:
    """Facilities that are only a possibility, and all ways to grow."""
    new: dict[str, Plant] = {}
    found: list[Growth] = []
    for plan in named:
        open_plan = plan.status.startswith(("under construction", "announced"))
        if not open_plan or plan.country in LEFT_OUT or plan.amount < 2:
            continue
        facility = _facility(
            new, plants, plan.group, plan.site, plan.country, plan.label, plan.prov
        )
        found.append(_announced(facility, plan))
    for key, low, high, builds in _GREENFIELD:
        found.append(_greenfield(new, plants, places, key, (low, high), builds))
    for key, sizes in _TWO_SIZES.items():
        for word, size in zip(("small", "large"), sizes, strict=True):
            found.append(_greenfield(new, plants, places, key, size, 1, word))
    for key in [p.key for p in plants.values() if p.key.startswith("pack-")]:
        top = 400 if key == "pack-shanghai" else 120 if key == "pack-stuttgart" else 60
        found.append(_greenfield(new, plants, places, key, (top / 6, top), 2))
    return list(new.values()), found


def _facility(
    new: dict[str, Plant],
    plants: Mapping[str, Plant],
    group: str,
    site: str,
    country: str,
    name: str,
    prov: Prov,
) -> str:
    key = f"{group}-{site}"
    if key not in plants and key not in new:
        new[key] = Plant(
            key,
            site,
            country,
            name,
            processes_of(group, site),
            {},
            prov.but("estimate", "Nothing there yet"),
        )
    return key


def _announced(facility: str, plan: Named) -> Growth:
    lead = lead_days(plan.group, plan.country)
    if plan.status.startswith("under construction"):
        lead //= 2
    start = max(plan.start or 2028, 2026)
    first = max(2025, start - round(lead / 365))
    size = AVAILABILITY * plan.amount
    word = re.sub(r"[^a-z0-9]+", "-", plan.label.split(",")[0].lower()).strip("-")[:24].strip("-")
    return Growth(
        f"{facility}/{word}",
        facility,
        0.4 * size,
        size,
        lead,
        plan.prov.but("", f"{plan.label}, {plan.status}; 0.85 of {plan.amount:.4g}"),
        first=str(first),
        last=str(first + PATIENCE),
        subsidy=subsidy(plan.group, plan.country),
    )


def _greenfield(
    new: dict[str, Plant],
    plants: Mapping[str, Plant],
    places: Mapping[str, Place],
    key: str,
    size: tuple[float, float],
    builds: int,
    word: str = "",
) -> Growth:
    group, site = group_of(key)
    prov = judged("Greenfield candidate; size as customary for the kind of plant")
    if key in plants:
        country = plants[key].country
    else:
        country = places[site].country
        _facility(
            new,
            plants,
            group,
            site,
            country,
            f"Candidate for {GROUP_NAMES[group]}, {name_of(site)}",
            prov,
        )
    by_lines = group in {"pack", "shred", "cell-solid", "solid-electrolyte"}
    modular = country in {"CHN", *_MODULAR} or by_lines
    return Growth(
        f"{key}/{word or ('growth' if modular else 'greenfield')}",
        key,
        float(size[0]),
        float(size[1]),
        lead_days(group, country),
        prov,
        first=FIRST.get(group, ""),
        builds=builds,
        subsidy=subsidy(group, country),
        choose_one=f"{key}/sizes" if word else "",
        modular=modular,
    )


def kind(group: str) -> str:
    """The row of costs for a group of plants."""
    return kind_of(GROUPS[group][0]) if kind_of(GROUPS[group][0]) in KINDS else group
