"""Emissions, read as text in the chain: what is run, what is carried, and what is served for it."""

import polars as pl

from tests.small.chain import chain_arrays, the_chain
from tests.small.equations import measure
from tests.small.instances import arrays_of, changed


def _emitting() -> dict[str, pl.DataFrame]:
    """Two tonnes by unit made, ten grams by tonne and kilometre on a ship."""
    chain = the_chain()
    two = pl.when(pl.col("process") == "make").then(2.0).otherwise(0.0)
    return {
        "processes": chain.table("processes").with_columns(co2_t_per_unit=two),
        "modes": chain.table("modes").with_columns(co2_kg_per_tkm=pl.lit(0.01)),
        "shipments": chain.table("shipments").filter(pl.col("lane") == "sea"),
    }


def test_emitted() -> None:
    """1,000 t of cells over 10,000 km at 10 g: 100 t a unit; ore weighs 1,000 t a kt as well."""
    arrays = arrays_of(changed(the_chain(), **_emitting()))
    said = measure(arrays.ratios["co2"].numerator, arrays, "all")
    assert "2 activity[works-cn|make,2025] + 1.5 activity[works-cn|make,2026]" in said
    assert "0.5 activity[works-cn|make,embargo|2026]" in said
    assert (
        "100 flow[sea|cell,2025] + 75 flow[sea|cell,2026] + 25 flow[sea|cell,embargo|2026]" in said
    )
    assert "recovery" not in said


def test_all_energy_served() -> None:
    """Expected over branches, whatever the chemistry."""
    assert measure(chain_arrays().ratios["co2"].denominator, chain_arrays(), "all") == (
        "served[de|cars|nmc,2025] + 0.75 served[de|cars|nmc,2026]"
        " + 0.25 served[de|cars|nmc,embargo|2026] + served[de|cars|next,2025]"
        " + 0.75 served[de|cars|next,2026] + 0.25 served[de|cars|next,embargo|2026]"
    )
