"""Use of capacity."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.data.tree import replaced
from optimizer.results.measures.plants import utilisation


def test_use_of_capacity(view):
    use = {(r["facility"], r["period"]): r for r in utilisation(view).iter_rows(named=True)}
    assert use["cells", "2025"]["use"] == 0.5
    assert use["cells", "2026"]["capacity"] == 10.0  # a later row replaces the earlier
    # The build of 5 kt is online from 2026; 0.8 of it works in its first year.
    assert ("ref_fin", "2025") not in use
    assert use["ref_fin", "2026"]["capacity"] == pytest.approx(4.0)
    assert use["ref_fin", "2026"]["use"] == pytest.approx(1.0)
    assert use["ref_fin", "2027"]["use"] == pytest.approx(0.8)
    # Idle in 2025, closed from 2026 on.
    assert use["ref_jpn", "2025"]["use"] == 0.0
    assert ("ref_jpn", "2026") not in use
    # Leaching uses no capacity.
    assert use["recycler", "2027"]["used"] == 6.5


def test_a_capacity_in_another_unit_is_the_same_capacity(view):
    table = view.instance.table("capacities")
    units = dict(view.instance.table("facilities").select("facility", "unit").iter_rows())
    kilo = {"kt": "t", "GWh": "MWh"}
    in_parts = table.with_columns(
        capacity=pl.col("capacity") * 1000.0,
        unit=pl.Series([kilo[units[facility]] for facility in table["facility"]]),
    )
    other = replace(view, instance=replaced(view.instance, {"capacities": in_parts}))
    assert utilisation(other).equals(utilisation(view))
