"""The optima that the READMEs of the toy instances work out by hand, audited.

The plans are written without their table of costs: only ``costs`` may miss something, and what the
audit computes is held against the READMEs.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer.audit import AuditReport, Limit, audit
from optimizer.data import load

Row = tuple[Any, ...]
Audited = Callable[..., AuditReport]


@pytest.fixture
def audited(instances: Path, make_plan: Callable[..., Any]) -> Audited:
    """Audits decisions on a toy; every rule but the missing costs must be kept."""

    def run(toy: str, limits: tuple[Limit, ...] = (), **decisions: list[Row]) -> AuditReport:
        report = audit(load(instances / toy), make_plan(**decisions), limits=limits)
        assert [str(c) for c in report.failures if c.family != "costs"] == []
        return report

    return run


def nonzero(report: AuditReport) -> dict[str, float]:
    return {term: amount for term, amount in report.costs.items() if amount}


def test_two_ports(audited: Audited) -> None:
    flows = {"kobe-osaka": 40.0, "kobe-tokyo": 20.0, "hakata-osaka": 10.0, "hakata-tokyo": 40.0}
    report = audited(
        "toy-two-ports",
        bought=[("from-kobe", "", "2025", 60.0), ("from-hakata", "", "2025", 50.0)],
        flow=[(lane, "pack", "", "2025", tonnes) for lane, tonnes in flows.items()],
        served=[
            ("osaka", "car", "lfp", "", "2025", 10.0),
            ("tokyo", "car", "lfp", "", "2025", 12.0),
        ],
    )
    assert nonzero(report) == pytest.approx({"raw_material": 1200.0, "transport": 350.0})
    assert report.objective == pytest.approx(1550.0)


def test_expansion(audited: Audited) -> None:
    report = audited(
        "toy-expansion",
        builds=[("small-line", "2025", 1.0, 10.0), ("large-line", "2026", 1.0, 10.0)],
        bought=[("cells", "", "2025", 10.0), ("cells", "", "2026", 20.0)],
        activity=[
            ("plant", "assembly", "", "2025", 10.0),
            ("plant", "assembly", "", "2026", 20.0),
        ],
        served=_energy("kobe", "lfp", {"2025": 2.0, "2026": 4.0}),
    )
    assert nonzero(report) == pytest.approx(
        {
            "capex": 707.2,
            "end_value": -286.72,
            "fixed_operation": 36.48,
            "variable_operation": 729.6,
            "raw_material": 364.8,
        }
    )
    assert report.objective == pytest.approx(1551.36)


def test_loop(audited: Audited) -> None:
    recycled, spent = (40.0, 50.0, 50.0), (40.0, 56.0, 80.0)
    years = ("2025", "2026", "2027")
    each = list(zip(years, recycled, spent, strict=True))
    report = audited(
        "toy-loop",
        activity=[
            *(("plant", "assembly", "", year, 100.0) for year in years),
            *(("recycler", "recycling", "", year, tonnes) for year, tonnes, _ in each),
        ],
        bought=[("bought-metal", "", year, 100.0 - 0.6 * tonnes) for year, tonnes, _ in each],
        served=_energy("hamburg", "nmc", dict.fromkeys(years, 20.0)),
        collected=[("hamburg", "car", "nmc", "", year, tonnes) for year, _, tonnes in each],
        disposed=[
            *(("hamburg", "slag", "", year, 0.4 * tonnes) for year, tonnes, _ in each),
            ("hamburg", "spent", "", "2026", 6.0),
            ("hamburg", "spent", "", "2027", 30.0),
        ],
    )
    assert nonzero(report) == pytest.approx(
        {"variable_operation": 5800.0, "raw_material": 10800.0, "disposal": 388.0}
    )
    assert report.objective == pytest.approx(16988.0)


@pytest.mark.parametrize(
    ("ways", "cost", "exposure", "limit"),
    [
        ((100.0, 0.0, 0.0), 2300.0, 1.0, Limit("exposure", frozenset({"CHN"}), 1.0)),
        ((40.0, 20.0, 40.0), 2740.0, 0.5, Limit("exposure", frozenset({"CHN"}), 0.5)),
        ((65.0, 0.0, 35.0), 2580.0, 0.65, Limit("stage_share", frozenset({"CHN"}), 0.65)),
        (
            (50.0, 50.0, 0.0),
            2600.0,
            0.75,
            Limit("stage_share", frozenset({"CHN"}), 0.5, None, "cell-making"),
        ),
        ((0.0, 60.0, 40.0), 2980.0, 0.3, Limit("exposure", frozenset({"CHN"}), 0.3)),
    ],
)
def test_dependence(
    audited: Audited, ways: tuple[float, float, float], cost: float, exposure: float, limit: Limit
) -> None:
    all_chinese, cells_japanese, all_japanese = ways
    refined = {"ningbo": all_chinese + cells_japanese, "kobe": all_japanese}
    made = {"ningbo": all_chinese, "kobe": cells_japanese + all_japanese}
    report = audited(
        "toy-dependence",
        limits=(limit,),
        bought=[(f"ore-{site}", "", "2025", tonnes) for site, tonnes in refined.items()],
        activity=[
            *((f"{s}-refinery", "refine", "", "2025", tonnes) for s, tonnes in refined.items()),
            *((f"{s}-cells", "make-cell", "", "2025", tonnes) for s, tonnes in made.items()),
        ],
        flow=[
            ("ningbo-kobe", "nickel", "", "2025", cells_japanese),
            ("ningbo-kobe", "cell", "", "2025", all_chinese),
        ],
        served=_energy("kobe", "nmc", {"2025": 20.0}),
    )
    assert report.objective == pytest.approx(cost)
    assert report.exposure == pytest.approx(exposure)


def test_winter(audited: Audited) -> None:
    sea = {"p1": 11.0, "p2": 15.0, "p3": 8.0}
    report = audited(
        "toy-winter",
        bought=[("maker", "", period, tonnes) for period, tonnes in sea.items()],
        flow=[("sea", "pack", "", period, tonnes) for period, tonnes in sea.items()],
        signed=[("neighbour", 1.0)],
        taken=[("neighbour", "", "p4", 2.0), ("neighbour", "", "p5", 4.0)],
        stock=[("oulu", "pack", "", p, t) for p, t in {"p2": 1.0, "p3": 6.0, "p4": 6.0}.items()],
        served=_energy("oulu", "lfp", {f"p{number}": 2.0 for number in range(1, 6)}),
    )
    assert nonzero(report) == pytest.approx(
        {
            "raw_material": 3400.0,
            "transport": 68.0,
            "permission": 34.0,
            "in_transit": 34.0,
            "tariff": 40.0,
            "contract": 710.0,
            "holding": 13.0,
        }
    )
    assert report.objective == pytest.approx(4299.0)


def _energy(market: str, chemistry: str, served: dict[str, float]) -> list[Row]:
    return [(market, "car", chemistry, "", period, energy) for period, energy in served.items()]


def test_hoarding(audited: Audited) -> None:
    report = audited(
        "toy-hoarding",
        bought=[
            ("usual", "", "2025", 14.0),
            ("usual", "", "2026", 6.0),
        ],
        flow=[("sea", "pack", "", "2025", 14.0), ("sea", "pack", "", "2026", 6.0)],
        stock=[("kobe", "pack", "", "2025", 4.0)],
        served=[
            ("kobe", "car", "lfp", "", "2025", 10.0),
            ("kobe", "car", "lfp", "", "2026", 10.0),
            ("kobe", "car", "lfp", "strike", "2026", 4.0),
        ],
        shortfall=[("kobe", "car", "strike", "2026", 6.0)],
    )
    assert report.objective == pytest.approx(247.4)
    assert nonzero(report) == pytest.approx(
        {"raw_material": 194.0, "transport": 19.4, "holding": 4.0, "shortfall": 30.0}
    )
