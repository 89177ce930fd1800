"""What may be left to lie: where, when, and of what."""

import polars as pl

from optimizer.data.assemble import assemble
from optimizer.data.instance import Instance
from tests.small.chain import the_chain
from tests.small.instances import a_table, changed, given, listed


def improbable() -> Instance:
    table = the_chain().table("scenarios").with_columns(probability=pl.lit(0.0))
    return changed(the_chain(), scenarios=table)


def test_goods_sent_before_the_strike_come_unasked() -> None:
    problem = assemble(improbable())
    assert problem.labels("lying") == ("de|cell", "de|spent")
    assert listed(problem, "unasked_late", "de|cell") == ["slow|cell"]
    assert listed(problem, "sent_before", "slow|cell", "embargo|2026") == ["2025"]
    assert listed(problem, "sent_before", "slow|cell", "2026") == []


def test_what_is_collected_comes_unasked() -> None:
    problem = assemble(improbable())
    assert listed(problem, "unasked_back", "de|spent") == ["de|cars|nmc"]


def test_goods_under_way_at_the_start_come_unasked() -> None:
    """Cells that arrive in 2026 in any case."""
    arrivals = """
        site  commodity  period  quantity
        de    cell       2026    1.5
    """
    problem = assemble(changed(improbable(), arrivals=a_table("arrivals", arrivals)))
    assert given(problem, "unasked", "de|cell", "embargo|2026") == 1.5


def test_safety_stock_is_there_to_be_used() -> None:
    """In the branch that is only to be survived the least stock of 0.5 is off."""
    ended = (
        the_chain()
        .table("scenarios")
        .with_columns(probability=pl.lit(0.0), last_period=pl.lit("2026"))
    )
    problem = assemble(changed(the_chain(), scenarios=ended))
    assert given(problem, "stock_min", "de|cell", "embargo|2026") == 0.0
    assert given(problem, "stock_min", "de|cell", "2026") == 0.75


def test_nothing_lies_where_nothing_is_only_to_be_survived() -> None:
    assert assemble(the_chain()).size("lying") == 0
