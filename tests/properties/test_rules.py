"""Rules of law in random worlds: what binds is met, what is dear is kept, prices are slopes."""

from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given

from optimizer.data.instance import Instance
from tests.small.instances import changed, optimum, solved
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow


def _but(world: Instance, **values: Any) -> Instance:
    rules = world.table("rules")
    return changed(world, rules=rules.with_columns(**values))


@examples(4)
@given(worlds())
def test_what_is_missed_is_paid_for_and_what_is_not_is_kept(world: Instance) -> None:
    assume(world.table("rules").height)
    run = solved(world)
    assert run.audit is not None
    assert run.audit.passed, run.audit.failures
    assert run.measures is not None
    for row in run.measures.rules.to_dicts():
        gap = row["over"] - row["required"] * row["under"]
        short = -gap if row["sense"] == "least" else gap
        assert row["missed"] == pytest.approx(max(short, 0.0), rel=1e-5, abs=1e-5)
        assert (row["verdict"] == "missed") == (row["missed"] > 2e-6 * (row["over"] + row["under"]))


@examples(4)
@given(worlds())
def test_a_rule_at_a_huge_price_is_hard(world: Instance) -> None:
    """Where it can be kept at all; else all that is free about it is missed."""
    assume(world.table("rules").height)
    dear = solved(_but(world, price=pl.lit(1e6)))
    hard = solved(_but(world, price=pl.lit(None, dtype=pl.Float64)))
    assert dear.plan is not None
    if dear.plan.table("breaches")["amount"].sum() > 1e-6:
        assert hard.plan is None or hard.outcome.objective >= dear.outcome.objective - 1e-3  # type: ignore[operator]
        return
    assert hard.outcome.objective == pytest.approx(dear.outcome.objective, rel=1e-6, abs=1e-5)


@examples(4)
@given(worlds(whole=False))
def test_a_price_is_what_a_little_more_costs(world: Instance) -> None:
    """To one side at least, for where the optimum has a corner there are several."""
    assume(world.table("rules").height)
    run = solved(world)
    assert run.measures is not None
    rows = run.measures.rules.filter(pl.col("marginal") > 1e-3, pl.col("verdict") == "binding")
    assume(rows.height)
    rule, step = rows["rule"][0], 1e-3
    ours = run.measures.rules.filter(pl.col("rule") == rule)
    shares = {"made_share", "bought_share", "recovery_rate", "capacity_share"}
    per_level = ours["marginal"].sum() * (100.0 if ours["kind"][0] in shares else 1.0)
    strict = 1.0 if ours["sense"][0] == "least" else -1.0
    here = run.outcome.objective
    assert here is not None
    tight, loose = (
        optimum(
            _but(
                world,
                level=pl.when(pl.col("rule") == rule)
                .then(pl.col("level") + way * strict * step)
                .otherwise("level"),
            )
        )
        for way in (1.0, -1.0)
    )
    slopes = ((here - loose) / step, (tight - here) / step)
    margin = 0.02 * max(1.0, abs(per_level))
    assert min(slopes) - margin <= per_level <= max(slopes) + margin
