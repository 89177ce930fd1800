"""Which trade rows apply to what crosses a border, and when."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from optimizer.audit import crossing
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

SCOPE = "tariff origin destination commodity first_date last_date rate"
LANES = {
    "sea": ("ningbo", "berlin"),
    "out": ("berlin", "kobe"),
    "inside": ("paris", "berlin"),
    "home": ("berlin", "berlin"),
}


@pytest.fixture
def covered(
    changed_chain: Callable[..., Instance],
    make_plan: Callable[..., Any],
    make_case: Callable[..., Case],
) -> Callable[..., set[tuple[str, str]]]:
    """Lanes and periods that one tariff covers; ore goes on every lane in every year."""

    def cover(
        origin: str = "",
        destination: str = "",
        commodity: str = "",
        first: date | None = None,
        last: date | None = None,
    ) -> set[tuple[str, str]]:
        chain = changed_chain(
            lanes=("lane origin destination mode", [(n, *e, "ship") for n, e in LANES.items()]),
            shipments=("lane commodity", [(lane, "ore") for lane in LANES]),
            tariffs=(SCOPE, [("duty", origin, destination, commodity, first, last, 0.1)]),
        )
        flow = [(lane, "ore", "", year, 1.0) for lane in LANES for year in ("2025", "2026", "2027")]
        rows = crossing.covered_flows(make_case(chain, make_plan(flow=flow)), "tariffs", "rate")
        assert rows.select("lane", "period").is_unique().all()
        return set(rows.select("lane", "period").iter_rows())

    return cover


def lanes(found: set[tuple[str, str]]) -> set[str]:
    return {lane for lane, _ in found}


@pytest.mark.parametrize(
    ("origin", "destination", "expected"),
    [
        ("", "", {"sea", "out", "inside"}),  # nothing crosses a border at home
        ("CHN", "", {"sea"}),
        ("CHN", "EU", {"sea"}),
        ("", "EU", {"sea"}),  # trade within the bloc is not from abroad
        ("EU", "", {"out"}),
        ("EU", "JPN", {"out"}),
        ("FRA", "DEU", {"inside"}),
        ("EU", "DEU", set()),  # Germany is in the exporting bloc
        ("", "DEU", {"sea", "inside"}),
        ("JPN", "", set()),
    ],
)
def test_the_countries_decide(
    covered: Callable[..., set[tuple[str, str]]], origin: str, destination: str, expected: set[str]
) -> None:
    assert lanes(covered(origin, destination)) == expected


def test_the_commodity_decides(covered: Callable[..., set[tuple[str, str]]]) -> None:
    assert lanes(covered("CHN", "", "ore")) == {"sea"}
    assert lanes(covered("CHN", "", "cell")) == set()


def test_the_date_decides(covered: Callable[..., set[tuple[str, str]]]) -> None:
    mid = covered("CHN", first=date(2025, 7, 2), last=date(2026, 12, 31))
    assert mid == {("sea", "2025"), ("sea", "2026")}
    assert covered("CHN", first=date(2026, 7, 3)) == {("sea", "2027")}


def test_of_several_permissions_the_cheapest_then_the_quickest_is_used(
    changed_chain: Callable[..., Instance],
    make_plan: Callable[..., Any],
    make_case: Callable[..., Case],
) -> None:
    chain = changed_chain(
        permissions=(
            "permission origin destination cost days last_date",
            [
                ("dear", "FRA", "DEU", 2.0, 0.0, None),
                ("slow", "FRA", "", 1.0, 30.0, None),
                ("quick", "", "DEU", 1.0, 20.0, None),
                ("gone", "FRA", "DEU", 0.0, 0.0, date(2025, 12, 31)),
            ],
        )
    )
    flow = [("truck", "spent", "", year, 1.0) for year in ("2025", "2026")]
    rows = crossing.permitted(make_case(chain, make_plan(flow=flow))).sort("period")
    assert rows.select("period", "permission_cost", "permission_days").rows() == [
        ("2025", 0.0, 0.0),
        ("2026", 1.0, 20.0),
        ("2027", 1.0, 20.0),
    ]


def test_what_needs_no_permission_gets_none(
    chain: Instance, plan: dict[str, pl.DataFrame], make_case: Callable[..., Case]
) -> None:
    assert set(crossing.permitted(make_case(chain, plan))["commodity"]) == {"spent"}
