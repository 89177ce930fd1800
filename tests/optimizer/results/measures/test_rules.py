"""Rules after a solve: level, slack, verdict, price."""

import polars as pl
import pytest

from optimizer.results.measures.rules import SCHEMA, rules
from optimizer.results.measures.view import View
from tests.small.chain import LIMITED, the_chain
from tests.small.instances import optimum, solved
from tests.small.law import HOME, THIRD, two_makers

pytestmark = pytest.mark.solver


def test_without_rules_there_is_a_table_without_rows() -> None:
    run = solved(two_makers())
    assert run.measures is not None
    assert run.measures.rules.is_empty()
    assert run.measures.rules.columns == list(SCHEMA)


def test_kept_binding_missed_and_idle() -> None:
    """A tenth is asked for beside two fifths, half at a price that is less than it costs."""
    run = solved(
        two_makers(
            HOME,
            HOME | {"rule": "little", "level": 0.1},
            HOME | {"rule": "much", "level": 0.5, "price": 0.25},
            HOME | {"rule": "none", "scope": "JPN"},
        )
    )
    assert run.measures is not None
    table = run.measures.rules
    assert dict(table.select("rule", "verdict").iter_rows()) == {
        "home": "binding",
        "little": "kept",
        "much": "missed",
        "none": "idle",
    }
    assert table["slack"].to_list()[:3] == pytest.approx([0.0, 0.3, -0.1])
    assert table["missed"].to_list() == pytest.approx([0.0, 0.0, 1.0, 0.0])
    # One more GWh at home costs 2 more and spares 0.25 of what is missed.
    assert table["marginal_per_unit"].to_list() == pytest.approx([1.75, 0.0, 0.25, 0.0])


@pytest.mark.parametrize("rule", [HOME, HOME | {"element": "Li"}, THIRD])
def test_the_price_of_a_point_is_what_a_point_costs(rule: dict[str, object]) -> None:
    run = solved(two_makers(rule))
    assert run.measures is not None
    row = run.measures.rules.row(0, named=True)
    way = 0.01 if row["sense"] == "least" else -0.01
    tighter = optimum(two_makers(rule | {"level": row["required"] + way}))
    assert run.outcome.objective is not None
    assert row["marginal"] == pytest.approx(tighter - run.outcome.objective)


def test_prices_are_null_where_none_are_given() -> None:
    run = solved(the_chain(), LIMITED)
    assert run.plan is not None
    table = rules(View(run.instance, run.plan))
    assert table["marginal"].null_count() == table.height
    assert run.measures is not None
    assert run.measures.rules.drop("marginal", "marginal_per_unit").equals(
        table.drop("marginal", "marginal_per_unit")
    )


def test_capacity_counts_what_stands_and_what_is_built() -> None:
    """Of 4 GWh in Kobe at 1.25 a unit, and of what is built in Germany, not ramped."""
    run = solved(the_chain(), LIMITED)
    assert run.measures is not None
    assert run.plan is not None
    own = run.measures.rules.filter(pl.col("rule") == "works")
    closed = run.plan.table("closures").height
    assert own["level"].to_list() == [pytest.approx(0.0 if closed else 3.2)]
    lines = run.measures.rules.filter(pl.col("rule") == "lines", pl.col("period") == "2026")
    assert lines["over"].to_list() == [pytest.approx(run.plan.table("builds")["added"].sum())]
