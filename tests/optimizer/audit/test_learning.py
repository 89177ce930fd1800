"""Learning judged, by hand in the chain."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from optimizer.audit import learning
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]


def test_what_was_made_before_it_cost_less(chain: Instance, plan: Tables, make_case: Any) -> None:
    """All make 9 in 2025 and 10.24 in 2026; Berlin makes 2 in 2026."""
    rows = learning.learnt(make_case(chain, plan)).select(
        "step", "period", "made", "before", "quantity"
    )
    found = {(step, t): numbers for step, t, *numbers in rows.iter_rows()}
    assert found["hands", "2027"] == pytest.approx([2.35, 2.0, 2.35])
    assert found["craft", "2026"] == pytest.approx([10.24, 9.0, 10.24])
    assert found["craft", "2027"] == pytest.approx([6.85, 19.24, 6.85])
    assert len(found) == 3


@pytest.mark.parametrize(
    ("hands", "broken"),
    [
        (("hands", "celling", "", "EU", 2.0, 0.5), []),
        (("hands", "celling", "", "EU", 2.1, 0.5), ["lower cost once it is learnt"]),
        (("hands", "", "make", "DEU", 2.0, 0.5), []),
        (
            ("hands", "celling", "", "JPN", 2.0, 0.5),
            # Kobe made 4 before, and is closed.
            ["lower cost for what is made"],
        ),
        (
            ("hands", "", "recover", "EU", 2.5, 0.5),
            ["lower cost for what is made", "lower cost once it is learnt"],
        ),
    ],
)
def test_what_saves_too_soon_or_too_much_is_found(
    changed_chain: Callable[..., Instance],
    plan: Tables,
    make_case: Callable[..., Case],
    hands: Any,
    broken: list[str],
) -> None:
    craft = ("craft", "", "make", "", 8.0, 0.25)
    columns = "step rung process area threshold saving"
    instance = changed_chain(learning=(columns, [hands, craft]))
    checks = list(learning.checks(make_case(instance, plan)))
    assert [check.rule for check in checks if not check.passed] == broken


def test_what_is_saved(chain: Instance, plan: Tables, make_case: Any) -> None:
    (rows,) = learning.charges(make_case(chain, plan))
    by_period = dict(rows.group_by("period").agg(pl.col("amount").sum()).iter_rows())
    assert by_period == pytest.approx({"2026": -10.24 * 0.25, "2027": -6.85 * 0.25 - 2.35 * 0.5})
