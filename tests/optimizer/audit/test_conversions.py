"""Units."""

import math
from collections.abc import Callable

import polars as pl
import pytest

from optimizer.audit import conversions
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Changed = Callable[..., Instance]


@pytest.fixture
def opened(
    make_plan: Callable[..., dict[str, pl.DataFrame]], make_case: Callable[..., Case]
) -> Callable[[Instance], Case]:
    return lambda instance: make_case(instance, make_plan())


def test_capacity_is_in_the_unit_of_the_facility(
    changed_chain: Changed, opened: Callable[[Instance], Case]
) -> None:
    chain = changed_chain(
        capacities=(
            "facility period capacity unit",
            [
                ("berlin-recovery", "2025", 2.0, "kt"),
                ("ningbo-works", "2025", 500.0, "MWh"),
                ("kobe-works", "2025", 3.0, ""),
            ],
        )
    )
    rows = conversions.capacities(opened(chain)).select("facility", "capacity")
    assert dict(rows.iter_rows()) == pytest.approx(
        {"berlin-recovery": 2000.0, "ningbo-works": 0.5, "kobe-works": 3.0}
    )


def test_demand_is_in_the_unit_of_the_segment(
    changed_chain: Changed, opened: Callable[[Instance], Case]
) -> None:
    chain = changed_chain(
        demands=(
            "market segment period energy unit",
            [("berlin", "cars", "2025", 1500.0, "MWh"), ("berlin", "cars", "2026", 2.0, "GWh")],
        )
    )
    assert conversions.demands(opened(chain))["energy"].to_list() == pytest.approx([1.5, 2.0])


def test_mass_is_stated_or_follows_from_the_unit(
    changed_chain: Changed, opened: Callable[[Instance], Case]
) -> None:
    chain = changed_chain(
        commodities=(
            "commodity unit tonnes_per_unit",
            [
                ("ore", "kt", None),
                ("cell", "GWh", 6000.0),
                ("slag", "t", 2.0),
                ("spent", "GWh", None),
            ],
        )
    )
    mass = dict(conversions.masses(opened(chain)).iter_rows())
    assert {k: mass[k] for k in ("ore", "cell", "slag")} == pytest.approx(
        {"ore": 1000.0, "cell": 6000.0, "slag": 2.0}
    )
    assert math.isnan(mass["spent"])
