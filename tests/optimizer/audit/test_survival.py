"""Guarantees, recomputed from what a plan serves."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pytest

from optimizer.audit import survival
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Making = Callable[..., Instance]
HEAD = "guarantee scenario area share first_period last_period"


@pytest.fixture
def judged(
    changed_chain: Making,
    plan: Tables,
    make_case: Callable[[Instance, Mapping[str, pl.DataFrame]], Case],
) -> Callable[..., Any]:
    def judge(*row: object) -> Any:
        (check,) = survival.checks(make_case(changed_chain(guarantees=(HEAD, [row])), plan))
        return check

    return judge


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        # 7.5 of 8, 9 of 9 and 10 of 10 are served, all in Berlin.
        (("g", "", "", 26.5 / 27, "", ""), True),
        (("g", "", "", 0.99, "", ""), False),
        (("g", "", "DEU", 7.5 / 8, "2025", "2025"), True),
        (("g", "", "EU", 0.94, "2025", "2025"), False),
        (("g", "", "EU", 1.0, "2026", ""), True),
        (("g", "", "JPN", 1.0, "", ""), True),
    ],
)
def test_what_is_served_is_held_against_the_share(
    judged: Callable[..., Any], row: tuple[object, ...], kept: bool
) -> None:
    assert judged(*row).passed is kept


def test_a_broken_guarantee_is_named(judged: Callable[..., Any]) -> None:
    check = judged("steady", "", "", 0.99, "2025", "2025")
    assert check.rule == "guaranteed service"
    assert check.where == "guarantee steady: 7.92 against 7.5"


def test_every_guarantee_is_judged_by_itself(
    changed_chain: Making,
    plan: Tables,
    make_case: Callable[[Instance, Mapping[str, pl.DataFrame]], Case],
) -> None:
    """What the first of them has to spare makes up for no other."""
    rows = [("easy", "", "", 0.1, "", ""), ("hard", "", "", 0.99, "2025", "2025")]
    (check,) = survival.checks(make_case(changed_chain(guarantees=(HEAD, rows)), plan))
    assert (check.rows, check.violated) == (2, 1)
    assert check.where.startswith("guarantee hard")


def test_no_guarantee_asks_for_nothing(
    chain: Instance,
    plan: Tables,
    make_case: Callable[[Instance, Mapping[str, pl.DataFrame]], Case],
) -> None:
    (check,) = survival.checks(make_case(chain, plan))
    assert check.passed
    assert check.rows == 0
