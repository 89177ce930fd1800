"""The plants of table 07b in our words: what they run, where, how much in our units, since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.countries import CODES
from instances.generators.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instances.generators.facts import Facts, Prov

GROUPS: dict[str, tuple[str, ...]] = {
    # What a facility of each group can run.
    "cell-nickel": ("cell-811",),
    "cell-lfp": ("cell-lfp",),
    "cell": ("cell-811", "cell-lfp"),
    "cell-solid": ("cell-solid",),
    "cathode-nickel": ("cathode-811",),
    "cathode-lfp": ("cathode-lfp",),
    "precursor": ("precursor-811",),
    "iron-phosphate": ("iron-phosphate",),
    "anode-natural": ("anode-natural",),
    "anode-synthetic": ("anode-synthetic",),
    "spheroidise": ("spheroidise",),
    "lithium": ("spodumene-to-hydroxide", "spodumene-to-carbonate"),
    "lithium-brine": ("brine-to-carbonate",),
    "lithium-hydroxide": ("carbonate-to-hydroxide",),
    "hpal": ("hpal",),
    "nickel": ("mhp-to-sulfate", "matte-to-sulfate"),
    "cobalt": ("cobalt-to-sulfate",),
    "manganese": ("manganese-to-sulfate",),
    "solid-electrolyte": ("solid-electrolyte",),
    "shred": ("shred-811", "shred-622", "shred-lfp", "shred-scrap-811", "shred-scrap-622",
              "shred-scrap-lfp"),
    "hydro": ("hydro-811", "hydro-622", "hydro-lfp"),
    "pyro": ("pyro-811", "pyro-622"),
    "direct": ("direct-811", "direct-622", "direct-lfp"),
    "pack": ("pack-811", "pack-622", "pack-lfp"),
}  # fmt: skip

ALSO: dict[str, tuple[str, ...]] = {
    # Facilities that also run something less common.
    **dict.fromkeys(
        ("cell-wroclaw", "cell-nickel-god", "cell-nickel-ochang", "cell-nickel-rest-chn",
         "cell-nickel-ningde", "cell-nickel-himeji", "cell-nickel-rest-jpn"), ("cell-622",)),
    **dict.fromkeys(
        ("cathode-nickel-pohang", "cathode-nickel-daegu", "cathode-nickel-rest-chn",
         "cathode-nickel-niihama", "cathode-nickel-nysa"), ("cathode-622",)),
    **dict.fromkeys(
        ("precursor-pohang", "precursor-rest-chn", "precursor-tsuruga", "precursor-kokkola",
         "precursor-jorf-lasfar"), ("precursor-622",)),
    **dict.fromkeys(
        ("cell-lfp-ningde", "cell-lfp-rest-chn", "cell-lfp-xining", "cell-lfp-zaragoza",
         "cell-lfp-kanda"), ("cell-sodium",)),
    **dict.fromkeys(
        ("cathode-lfp-rest-chn", "cathode-lfp-changsha", "cathode-lfp-bitterfeld",
         "cathode-lfp-kanda"), ("cathode-sodium",)),
    "pack-shanghai": ("pack-sodium", "pack-solid"),
    "pack-nagoya": ("pack-sodium", "pack-solid"),
    "pack-stuttgart": ("pack-sodium", "pack-solid"),
    "pack-barcelona": ("pack-sodium",),
    **dict.fromkeys(("shred-niihama", "shred-dormagen", "shred-salzgitter"), ("shred-solid",)),
}  # fmt: skip


def processes_of(group: str, site: str) -> tuple[str, ...]:
    """What the facility of a group at a site can run."""
    return (*GROUPS[group], *ALSO.get(f"{group}-{site}", ()))


GROUP_NAMES = {
    "cell-nickel": "nickel cells", "cell-lfp": "LFP cells", "cell": "cells",
    "cell-solid": "solid-state cells",
    "cathode-nickel": "nickel cathode", "cathode-lfp": "LFP cathode",
    "precursor": "nickel precursor",
    "iron-phosphate": "iron phosphate", "anode-natural": "natural anode",
    "anode-synthetic": "synthetic anode", "spheroidise": "spherical graphite",
    "lithium": "lithium from spodumene", "lithium-brine": "lithium from brine",
    "lithium-hydroxide": "lithium hydroxide", "hpal": "nickel leaching", "nickel": "nickel sulfate",
    "cobalt": "cobalt sulfate", "manganese": "manganese sulfate",
    "solid-electrolyte": "sulfide electrolyte", "shred": "shredding", "hydro": "hydrometallurgy",
    "pyro": "smelting", "direct": "direct regeneration", "pack": "packs",
}  # fmt: skip

FLEXIBLE = ("CATL", "LG Energy", "AESC", "EVE", "CALB", "Sunwoda", "Agratas")
"""Makers whose plants outside China are known or expected to run both nickel and LFP lines."""

NICKEL_SHARE_CHINA = 0.35
"""Of unlabelled Chinese cell capacity: IEA counts about two thirds of Chinese cells as LFP."""

METAL_TO_SULFATE = 0.3
"""Share of a nickel- or cobalt-metal plant that can leave as sulfate: judged."""

FARTHEST_KM = 400.0
"""A plant farther than this from every place of its country is left out."""


@dataclass(frozen=True)
class Named:
    """One plant, or one part of it, in our units (kt or GWh a year)."""

    group: str
    site: str
    country: str
    amount: float
    status: str
    start: int | None
    label: str
    prov: Prov


def read_named(facts: Facts, places: dict[str, Place]) -> list[Named]:
    """Every primary row of table 07b that has a figure, a group and a place near it."""
    found: list[Named] = []
    for row in facts.rows("07b", primary="yes", plant_level="yes"):
        country = CODES.get(row["country"])
        if country is None or not row["value"]:
            continue
        site = _nearest(places.values(), country, float(row["lat"]), float(row["lon"]))
        if site is None:
            continue
        start = int(row["start_year"][:4]) if row["start_year"] else None
        label = f"{row['company']} {row['site']}"
        for group, amount in _classified(row, country):
            found.append(
                Named(group, site, country, amount, row["status"], start, label, facts.prov(row))
            )
    return found


def _nearest(places: Iterable[Place], country: str, north: float, east: float) -> str | None:
    here = Place("", country, north, east, "")
    inside = [p for p in places if p.country == country and not (p.port and country == "CHN")]
    best = min(inside, key=lambda p: (p.km(here), p.key), default=None)
    if best is None or best.km(here) > (900.0 if country == "CHN" else FARTHEST_KM):
        return None
    return best.key


def _classified(row: dict[str, str], country: str) -> list[tuple[str, float]]:
    value, product = float(row["value"]), row["product"]
    reader = {
        "cell": _cell,
        "CAM": _cathode,
        "pCAM": _precursor,
        "anode": _anode,
        "lithium refining": _lithium,
        "nickel refining": _nickel,
        "cobalt refining": _cobalt,
        "manganese refining": _manganese,
        "recycling": _recycling,
    }.get(row["stage"])
    return reader(row, country, product, value) if reader else []


Parts = list[tuple[str, float]]


def _cell(row: dict[str, str], country: str, product: str, value: float) -> Parts:
    if row["unit"] != "GWh/yr" or product in {"aggregate", "LMP", "LTO", "hybrid"}:
        return []
    if "solid" in product and "all-solid" not in product:
        return [("cell-solid", value)]
    if "LFP" in product or "ESS" in product:
        return [("cell-lfp", value)]
    if product.startswith(("NCM", "NMC", "unified", "2170", "4680", "cylindrical", "prismatic")):
        return [("cell-nickel", value)]
    if country == "CHN":
        return [
            ("cell-nickel", NICKEL_SHARE_CHINA * value),
            ("cell-lfp", (1 - NICKEL_SHARE_CHINA) * value),
        ]
    return [("cell" if row["company"].startswith(FLEXIBLE) else "cell-nickel", value)]


def _cathode(row: dict[str, str], _: str, product: str, value: float) -> Parts:
    if product == "LMFP":
        return []
    # GWh at 1.4 kg/kWh, and cars of 65 kWh at the same rate.
    tonnes = {"GWh/yr": 1.4, "EV/yr": 65e-6 * 1.4}.get(row["unit"], 1.0)
    return [("cathode-lfp" if product == "LFP" else "cathode-nickel", value * tonnes)]


def _precursor(_row: dict[str, str], _: str, product: str, value: float) -> Parts:
    return [("iron-phosphate" if product == "FePO4" else "precursor", value)]


def _anode(_row: dict[str, str], _: str, product: str, value: float) -> Parts:
    if product == "spherical graphite":
        return [("spheroidise", value)]
    return [("anode-natural" if product == "natural" else "anode-synthetic", value)]


def _lithium(row: dict[str, str], country: str, product: str, value: float) -> Parts:
    if row["unit"] == "GWh/yr":
        return []
    carbonate = "LCE" in row["unit"] or product in {"Li2CO3", "LCE"}
    as_hydroxide = value / 0.88 if carbonate else value
    if country in {"CHL", "ARG"} or "Lanke" in row["company"] or row["company"] == "Vulcan":
        if country == "CHL" and product == "LiOH":
            return [("lithium-hydroxide", value)]
        return [("lithium-brine", 0.88 * as_hydroxide)]
    if "Bitterfeld" in row["site"] or "Naraha" in row["site"] or "Tees" in row["company"]:
        return [("lithium-hydroxide", as_hydroxide)]
    return [("lithium", as_hydroxide)]


def _nickel(_row: dict[str, str], _: str, product: str, value: float) -> Parts:
    if product in {"FeNi", "matte", "Ni"}:
        return []
    if product in {"MHP", "mixed sulfide"} or product.startswith("MHP,"):
        return [("hpal", value / 0.38)]
    usable = METAL_TO_SULFATE if "metal" in product else 1.0
    return [("nickel", usable * value / 0.224)]


def _cobalt(row: dict[str, str], _: str, product: str, value: float) -> Parts:
    if "MHP" in product or "sulfide" in product:
        return []
    if "CoSO4" in row["unit"]:
        return [("cobalt", value)]
    usable = METAL_TO_SULFATE if product == "Co metal" else 1.0
    return [("cobalt", usable * value / 0.2096)]


def _manganese(row: dict[str, str], _: str, _product: str, value: float) -> Parts:
    return [("manganese", value)] if "MnSO4" in row["unit"] else []


def _recycling(row: dict[str, str], _: str, product: str, value: float) -> Parts:
    per_pack, unit = 0.43, row["unit"]
    black = {
        "kt/yr battery": per_pack,
        "kt/yr": per_pack,
        "kt/yr modules": 0.5,
        "kt/yr cell equivalent": 0.7,
        "kt/yr cells": 0.7,
        "kt/yr cathode material": 1.6,
        "kt/yr scrap": 0.75,
        "kt/yr black mass": 1.0,
    }.get(unit)
    if black is None or product == "reuse":
        return []
    parts: Parts = []
    if "mechanical" in product or product == "integrated":
        parts.append(("shred", value * black / per_pack))
    if ("hydro" in product and "pyro" not in product) or product == "integrated":
        parts.append(("hydro", value * black))
    if "pyro" in product:
        parts.append(("pyro", value * black))
    return parts
