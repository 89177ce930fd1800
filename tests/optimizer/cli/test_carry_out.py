"""Solves that end early keep what they have, on disk and audited; and how each end is coded."""

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from math import dist
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from optimizer.cli.carry_out import ended
from optimizer.cli.exits import Exit
from optimizer.data import Instance, write_package
from optimizer.solve.outcome import Outcome, PointQuality, StopReason

YEARS = ("2025", "2026", "2027")


def hard_instance(plants: int = 50, markets: int = 50) -> Instance:
    """A siting problem that takes HiGHS far longer to prove than to solve well.

    Plants of fixed size may be built up to three times each, for a demand that grows.
    """
    dice = random.Random(1)
    makers = [f"p{number}" for number in range(plants)]
    cities = [f"m{number}" for number in range(markets)]
    at = {site: (dice.random(), dice.random()) for site in makers + cities}
    size = [float(dice.randint(8, 14)) for _ in makers]
    pairs = [(maker, city) for maker in makers for city in cities]
    lanes = [f"{maker}-{city}" for maker, city in pairs]
    tables: dict[str, dict[str, Any]] = {
        "parameters": {"parameter": ["discount_rate"], "value": [0.0]},
        "countries": {"country": ["JPN"], "name": ["Japan"]},
        "periods": {
            "period": YEARS,
            "start": [date(int(year), 1, 1) for year in YEARS],
            "days": [365] * 3,
        },
        "sites": {"site": makers + cities, "country": ["JPN"] * (plants + markets)},
        "commodities": {"commodity": ["ore", "pack"], "unit": ["t", "t"]},
        "stages": {"stage": ["pack"], "order": [1]},
        "processes": {"process": ["make"], "activity_unit": ["t"]},
        "recipes": {
            "process": ["make", "make"],
            "commodity": ["ore", "pack"],
            "coefficient": [-1.0, 1.0],
        },
        "facilities": {"facility": makers, "site": makers, "unit": ["t"] * plants},
        "operations": {"facility": makers, "process": ["make"] * plants},
        "expansions": {
            "expansion": makers,
            "facility": makers,
            "size_min": size,
            "size_max": size,
            "max_builds": [3] * plants,
            "fixed_capex": [float(dice.randint(300, 900)) for _ in makers],
        },
        "supplies": {"supply": makers, "site": makers, "commodity": ["ore"] * plants},
        "supply_terms": {
            "supply": makers,
            "period": ["2025"] * plants,
            "price": [1.0] * plants,
        },
        "modes": {"mode": ["truck"]},
        "lanes": {
            "lane": lanes,
            "origin": [maker for maker, _ in pairs],
            "destination": [city for _, city in pairs],
            "mode": ["truck"] * len(pairs),
            "cost_per_t": [100.0 * dist(at[maker], at[city]) for maker, city in pairs],
        },
        "shipments": {"lane": lanes, "commodity": ["pack"] * len(pairs)},
        "segments": {"segment": ["car"], "unit": ["MWh"]},
        "chemistries": {"chemistry": ["lfp"], "commodity": ["pack"]},
        "shares": {"segment": ["car"], "chemistry": ["lfp"], "period": ["2025"]},
        "demands": {
            "market": cities * 3,
            "segment": ["car"] * markets * 3,
            "period": [year for year in YEARS for _ in cities],
            "energy": [float(dice.randint(2, 4) * step) for step in (1, 2, 3) for _ in cities],
        },
    }
    return Instance.of("hard", {name: pl.DataFrame(table) for name, table in tables.items()})


@pytest.fixture
def hard(tmp_path: Path) -> Path:
    write_package(hard_instance(), tmp_path / "hard")
    return tmp_path / "hard"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_half_way_leaves_an_audited_plan_on_disk(junkan, hard: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "optimizer", "solve", str(hard), "--gap", "0"]
    command += ["--threads", "1", "--progress", "json", "--out", str(tmp_path / "kept")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "incumbent" in json.loads(line):
                process.send_signal(signal.SIGINT)
                break
        out, err = process.communicate(timeout=60)
    assert process.returncode == Exit.STOPPED, err
    assert b"cancelled" in out
    assert junkan("audit", tmp_path / "kept").code == Exit.OK
    record = json.loads((tmp_path / "kept" / "record.json").read_text(encoding="utf-8"))
    assert record["status"] == "cancelled"
    assert record["bound"] <= record["objective"]


@pytest.mark.slow
def test_the_time_limit_leaves_an_audited_plan_on_disk(junkan, hard: Path, tmp_path: Path) -> None:
    said = junkan(
        "solve",
        hard,
        "--gap",
        "0",
        "--time-limit",
        "2",
        "--progress",
        "none",
        "--out",
        tmp_path / "kept",
    )
    assert said.code == Exit.STOPPED
    assert "stopped before the gap was reached: time limit" in said.err
    assert junkan("audit", tmp_path / "kept").code == Exit.OK


@pytest.mark.solver
def test_out_of_time_without_a_plan_writes_nothing(junkan, hard: Path, tmp_path: Path) -> None:
    said = junkan(
        "solve", hard, "--time-limit", "0.001", "--progress", "none", "--out", tmp_path / "kept"
    )
    assert said.code == Exit.NO_PLAN
    assert said.err == "no plan: time limit\n"
    assert not (tmp_path / "kept").exists()


@dataclass(frozen=True)
class Verdict:
    passed: bool


@dataclass(frozen=True)
class Ended:
    """As much of a run as its code depends on."""

    outcome: Outcome
    audit: Verdict | None = Verdict(passed=True)


def outcome(reason: StopReason, point: PointQuality) -> Outcome:
    return Outcome(reason, point, None, None, 0.0, 0)


@pytest.mark.parametrize(
    ("reason", "point", "code"),
    [
        (StopReason.OPTIMAL, PointQuality.OPTIMAL, Exit.OK),
        (StopReason.TIME_LIMIT, PointQuality.FEASIBLE, Exit.STOPPED),
        (StopReason.CANCELLED, PointQuality.FEASIBLE, Exit.STOPPED),
        (StopReason.MEMORY_LIMIT, PointQuality.FEASIBLE, Exit.STOPPED),
        (StopReason.TIME_LIMIT, PointQuality.NONE, Exit.NO_PLAN),
        (StopReason.CANCELLED, PointQuality.NONE, Exit.NO_PLAN),
        (StopReason.NUMERICAL_TROUBLE, PointQuality.NONE, Exit.FAILED),
        (StopReason.INFEASIBLE, PointQuality.NONE, Exit.INFEASIBLE),
        (StopReason.UNBOUNDED, PointQuality.NONE, Exit.INFEASIBLE),
        (StopReason.INFEASIBLE_OR_UNBOUNDED, PointQuality.NONE, Exit.INFEASIBLE),
    ],
)
def test_each_end_has_its_code(reason: StopReason, point: PointQuality, code: Exit) -> None:
    assert ended(Ended(outcome(reason, point))) is code


@pytest.mark.parametrize("verdict", [Verdict(passed=False), None])
def test_a_plan_that_no_audit_confirms_is_no_success(verdict: Verdict | None) -> None:
    best = outcome(StopReason.OPTIMAL, PointQuality.OPTIMAL)
    assert ended(Ended(best, verdict)) is Exit.FINDINGS
