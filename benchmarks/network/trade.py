"""Rules of trade of a generated network, and scenarios where there are any."""

from __future__ import annotations

from datetime import date

import polars as pl

from benchmarks.network.chain import CHEMISTRIES


def tables(periods: list[str], scenarios: int) -> dict[str, pl.DataFrame]:
    """Tariffs, a quota, permissions for waste; ``scenarios`` equally likely bans on exports."""
    tariffs = [("CHN", "EU", f"cell-{c}", 0.03) for c in CHEMISTRIES]
    tariffs += [("CHN", "EU", f"pack-{c}", 0.03) for c in CHEMISTRIES]
    tariffs += [("CHN", "USA", "", 0.25), ("", "USA", "anode", 0.05)]
    return {
        "tariffs": pl.DataFrame(
            [(f"{o or 'any'}-{d}-{c or 'all'}", *row) for row in tariffs for o, d, c, _ in [row]],
            schema=["tariff", "origin", "destination", "commodity", "rate"],
            orient="row",
        ).with_columns(first_date=pl.lit(date(2025, 6, 1))),
        "quotas": pl.DataFrame(
            {
                "quota": ["anode-from-china", "cells-into-the-union"],
                "origin": ["CHN", "CHN"],
                "destination": ["", "EU"],
                "commodity": ["anode", "cell-lfp"],
                "quantity": [200.0, 150.0],
            }
        ),
        "permissions": pl.DataFrame(
            {
                "permission": ["within-the-union", "anywhere"],
                "origin": ["", ""],
                "destination": ["EU", ""],
                "cost": [0.05, 0.2],
                "days": [10.0, 45.0],
            }
        ),
        **(_branches(periods, scenarios) if scenarios else {}),
    }


def _branches(periods: list[str], scenarios: int) -> dict[str, pl.DataFrame]:
    names = [f"branch-{number:03d}" for number in range(scenarios)]
    struck = ["graphite", "lithium", "nickel", "anode", "cathode-nmc", "cathode-lfp"]
    middle = periods[len(periods) // 2]
    return {
        "scenarios": pl.DataFrame(
            {
                "scenario": names,
                "parent": [""] * scenarios,
                "from_period": [middle] * scenarios,
                "probability": [1.0 / scenarios] * scenarios,
            }
        ),
        "disruptions": pl.DataFrame(
            {
                "disruption": names,
                "scenario": names,
                "kind": ["commodity"] * scenarios,
                "target": [struck[at % len(struck)] for at in range(scenarios)],
                "country": ["CHN"] * scenarios,
                "first_period": [middle] * scenarios,
                "last_period": [periods[-1]] * scenarios,
                "remaining": [0.0] * scenarios,
            }
        ),
    }
