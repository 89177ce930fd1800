"""Abandoning, read as text in the chain, the embargo being there only to be survived.

What left China by the slow lane in 2025 arrives in Germany whatever happens, and batteries come
back there.
"""

from functools import cache

import polars as pl

from optimizer.data.instance import Instance
from optimizer.solve.arrays import Arrays
from tests.small.chain import the_chain
from tests.small.equations import bounds, equation
from tests.small.instances import arrays_of, changed


def improbable() -> Instance:
    table = the_chain().table("scenarios").with_columns(probability=pl.lit(0.0))
    return changed(the_chain(), scenarios=table)


@cache
def arrays() -> Arrays:
    return arrays_of(improbable())


def test_abandoned_bounds() -> None:
    """Only after the strike, and not where it does not happen."""
    assert bounds(arrays(), "abandoned[de|cell,embargo|2026]").endswith("<= inf")
    assert bounds(arrays(), "abandoned[de|cell,2026]").endswith("<= 0")


def test_only_unasked() -> None:
    """Cells sent before; spent batteries that come back."""
    assert equation(arrays(), "only_unasked[de|cell,embargo|2026]") == (
        "- flow[slow|cell,2025] + abandoned[de|cell,embargo|2026] <= 0"
    )
    assert equation(arrays(), "only_unasked[de|spent,embargo|2026]") == (
        "- collected[de|cars|nmc,embargo|2026] + abandoned[de|spent,embargo|2026] <= 0"
    )


def test_lost() -> None:
    """It leaves the account in which it came."""
    assert "- abandoned[de|cell,embargo|2026]" in equation(
        arrays(), "commodity_balance[de|cell,embargo|2026]"
    )


def test_nobody_abandons_in_a_branch_that_may_happen() -> None:
    assert arrays_of(the_chain()).decisions["abandoned"].size == 0
