"""What one plan costs less than another, period by period."""

from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from optimizer.studies.by_period import PRESENT, SUM, saved_by_period


def _measured(*rows: tuple[str, str, float, float]) -> Any:
    """Periods 2025 and 2026, and money: period, term, amount, present."""
    columns = ["period", "term", "amount", "present"]
    return SimpleNamespace(
        periods=pl.DataFrame({"period": ["2025", "2026"]}),
        cost_by_period=pl.DataFrame(rows, schema=columns, orient="row"),
    )


def test_each_period_its_difference_and_all_of_them_discounted() -> None:
    base = _measured(("2025", "capex", 100.0, 100.0), ("2026", "tariff", 50.0, 40.0))
    other = _measured(("2025", "capex", 110.0, 110.0), ("2025", "tariff", 5.0, 5.0))
    saved = saved_by_period(base, {"lever": other, "none": base})
    assert saved["period"].to_list() == ["2025", "2026", SUM, PRESENT]
    assert saved["lever"].to_list() == pytest.approx([-15.0, 50.0, 35.0, 25.0])
    assert saved["none"].to_list() == [0.0] * 4
