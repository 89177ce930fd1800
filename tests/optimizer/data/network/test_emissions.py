"""What is emitted by the unit: by a process, and on the way by mass and distance."""

import polars as pl
import pytest

from optimizer.data.assemble import assemble
from tests.small.chain import the_chain
from tests.small.instances import changed, given


def test_by_unit_of_activity_and_of_flow() -> None:
    chain = the_chain()
    problem = assemble(
        changed(
            chain,
            processes=chain.table("processes").with_columns(co2_t_per_unit=pl.lit(3.0)),
            modes=chain.table("modes").with_columns(co2_kg_per_tkm=pl.lit(0.02)),
        )
    )
    assert given(problem, "co2_made", "works-jp|make") == pytest.approx(3.0)
    # 1,000 t a unit over 9,000 km at 20 g: 180 t.
    assert given(problem, "co2_carried", "polar|cell") == pytest.approx(180.0)


def test_nothing_is_emitted_unless_the_tables_say_so() -> None:
    problem = assemble(the_chain())
    assert not problem.values("co2_made").any()
    assert not problem.values("co2_carried").any()
