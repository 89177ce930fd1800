"""The chain of a generated network: commodities, stages, processes, recipes. The same at any size.

Quantities are rounded from public figures for one nickel-rich and one iron-phosphate battery; they
make a network behave like a battery chain, and are no facts. Money is in millions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

MINED = {"lithium": "ore-lithium", "nickel": "ore-nickel", "graphite": "ore-graphite"}
"""What is refined, and from which ore."""

CHEMISTRIES = ("nmc", "lfp")

COMMODITIES: dict[str, tuple[str, float | None, float, bool]] = {
    "ore-lithium": ("kt", None, 0.9, False),
    "ore-nickel": ("kt", None, 0.4, False),
    "ore-graphite": ("kt", None, 0.8, False),
    "lithium": ("kt", None, 11.0, False),
    "nickel": ("kt", None, 16.0, False),
    "graphite": ("kt", None, 3.0, False),
    "iron-phosphate": ("kt", None, 1.6, False),
    "parts": ("kt", None, 8.0, False),
    "cathode-nmc": ("kt", None, 19.0, False),
    "cathode-lfp": ("kt", None, 5.0, False),
    "anode": ("kt", None, 5.0, False),
    "cell-nmc": ("GWh", 4000.0, 75.0, False),
    "cell-lfp": ("GWh", 4800.0, 50.0, False),
    "pack-nmc": ("GWh", 5400.0, 100.0, False),
    "pack-lfp": ("GWh", 6200.0, 75.0, False),
    "eol-nmc": ("kt", None, 0.1, True),
    "eol-lfp": ("kt", None, 0.1, True),
    "black-mass": ("kt", None, 4.0, True),
}
"""Unit, tonnes per unit, customs value, whether it crosses borders only with permission."""

RECIPES: dict[str, tuple[str, dict[str, float]]] = {
    **{f"mine-{m}": ("mining", {ore: 1.0}) for m, ore in MINED.items()},
    "refine-lithium": ("refining", {"ore-lithium": -6.0, "lithium": 1.0}),
    "refine-nickel": ("refining", {"ore-nickel": -5.0, "nickel": 1.0}),
    "refine-graphite": ("refining", {"ore-graphite": -1.8, "graphite": 1.0}),
    "make-cathode-nmc": ("cathode", {"lithium": -0.45, "nickel": -0.6, "cathode-nmc": 1.0}),
    "make-cathode-lfp": (
        "cathode",
        {"lithium": -0.25, "iron-phosphate": -0.97, "cathode-lfp": 1.0},
    ),
    "make-anode": ("anode", {"graphite": -1.1, "anode": 1.0}),
    "make-cell-nmc": ("cell", {"cathode-nmc": -1.6, "anode": -1.0, "parts": -1.5, "cell-nmc": 1.0}),
    "make-cell-lfp": ("cell", {"cathode-lfp": -2.2, "anode": -1.1, "parts": -1.6, "cell-lfp": 1.0}),
    "make-pack-nmc": ("pack", {"cell-nmc": -1.0, "parts": -1.5, "pack-nmc": 1.0}),
    "make-pack-lfp": ("pack", {"cell-lfp": -1.0, "parts": -1.5, "pack-lfp": 1.0}),
    "shred-nmc": ("collection", {"eol-nmc": -1.0, "black-mass": 0.4}),
    "shred-lfp": ("collection", {"eol-lfp": -1.0, "black-mass": 0.35}),
    "recover": ("recovery", {"black-mass": -1.0, "lithium": 0.1, "nickel": 0.2}),
}
"""Stage and coefficients of each process."""

STAGES = ("mining", "refining", "cathode", "anode", "cell", "pack", "collection", "recovery")

PER_GWH = {
    "mine-lithium": 3.9,
    "mine-nickel": 2.4,
    "mine-graphite": 2.1,
    "refine-lithium": 0.65,
    "refine-nickel": 0.48,
    "refine-graphite": 1.16,
    "cathode": 1.9,
    "anode": 1.05,
    "cell": 1.0,
    "pack": 1.0,
    "shred": 0.8,
    "recover": 0.3,
}
"""Capacity that a GWh of packs asks of each kind of plant, half of it of each chemistry."""


def tables() -> Mapping[str, pl.DataFrame]:
    """The tables that do not depend on size or seed."""
    things = list(COMMODITIES.items())
    return {
        "commodities": pl.DataFrame(
            {
                "commodity": [name for name, _ in things],
                "unit": [c[0] for _, c in things],
                "tonnes_per_unit": [c[1] for _, c in things],
                "value_per_unit": [c[2] for _, c in things],
                "needs_permission": [c[3] for _, c in things],
            }
        ),
        "stages": pl.DataFrame({"stage": STAGES, "order": range(1, len(STAGES) + 1)}),
        "rungs": pl.DataFrame(
            {
                "rung": STAGES,
                "stage": STAGES,
                "unit": _units_of_rungs(),
                "energy_per_unit": [0.12, 0.44, 0.53, 0.95, 1.0, 1.0, 0.2, 0.2],
                "weight": [1.0] * 6 + [0.0] * 2,
            }
        ),
        **_processes(),
        "modes": pl.DataFrame(
            {
                "mode": ["sea", "rail"],
                "cost_per_tkm": [3e-9, 3e-8],
                "handling_per_t": [3e-5, 1e-5],
                "co2_kg_per_tkm": [0.015, 0.025],
            }
        ),
        "ramps": pl.DataFrame(
            {"ramp": ["usual"] * 3, "age": [0, 1, 2], "fraction": [0.5, 0.8, 1.0]}
        ),
        **_serving(),
        "parameters": pl.DataFrame(
            {
                "parameter": ["discount_rate", "in_transit_rate"],
                "value": [0.07, 0.05],
            }
        ),
    }


def _units_of_rungs() -> list[str]:
    return ["GWh" if stage in ("cell", "pack") else "kt" for stage in STAGES]


def _processes() -> dict[str, pl.DataFrame]:
    rows = [(p, c, x) for p, (_, recipe) in RECIPES.items() for c, x in recipe.items()]
    stages = [stage for stage, _ in RECIPES.values()]
    return {
        "processes": pl.DataFrame(
            {
                "process": list(RECIPES),
                "rung": stages,
                "activity_unit": ["GWh" if s in ("cell", "pack") else "kt" for s in stages],
                "draws_from_nature": [s == "mining" for s in stages],
            }
        ),
        "recipes": pl.DataFrame(rows, schema=["process", "commodity", "coefficient"], orient="row"),
    }


def _serving() -> dict[str, pl.DataFrame]:
    ages = range(16)
    return {
        "segments": pl.DataFrame(
            {
                "segment": ["cars", "storage"],
                "unit": ["GWh"] * 2,
                "shortfall_penalty": [500.0, 400.0],
            }
        ),
        "chemistries": pl.DataFrame(
            {
                "chemistry": CHEMISTRIES,
                "commodity": ["pack-nmc", "pack-lfp"],
                "eol_commodity": ["eol-nmc", "eol-lfp"],
                "eol_per_energy": [5.4, 6.2],
            }
        ),
        "lifetimes": pl.DataFrame(
            {
                "segment": ["cars"] * 16 + ["storage"] * 16,
                "age": [*ages, *ages],
                "fraction": [0.008 * (1 + min(a, 10)) for a in ages]
                + [0.005 * (1 + a) for a in ages],
            }
        ),
    }
