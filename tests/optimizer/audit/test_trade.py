"""Bans, quotas, permissions and duties."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from optimizer.audit import trade
from optimizer.audit.case import Case
from optimizer.audit.report import Check
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]
Verdict = Callable[..., Check]


def test_nothing_that_needs_a_permission_crosses_without_one(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        permissions=("permission origin last_date", [("old", "FRA", date(2025, 12, 31))])
    )
    flow = [("truck", "spent", "", "2025", 1.0), ("truck", "spent", "", "2026", 1.0)]
    check = check_of(trade.checks(make_case(chain, make_plan(flow=flow))), "permission")
    assert (check.violated, check.where) == (
        1,
        "lane truck, commodity spent, period 2026: 1 against 0",
    )


def test_no_permission_is_needed_at_home(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        permissions=("permission", []),
        sites=("site country", [("paris", "DEU"), ("berlin", "DEU")]),
    )
    flow = [("truck", "spent", "", "2025", 1.0)]
    assert check_of(trade.checks(make_case(chain, make_plan(flow=flow))), "permission").passed


@pytest.mark.parametrize(("extra", "kept"), [(0.0, True), (0.1, False)])
def test_a_quota_counts_all_lanes_and_commodities_that_it_covers(
    changed_chain: Changed,
    make_plan: Planned,
    make_case: Cased,
    check_of: Verdict,
    extra: float,
    kept: bool,
) -> None:
    chain = changed_chain(quotas=("quota origin quantity", [("all", "CHN", 9.0)]))
    flow = [
        ("sea", "cell", "", "2025", 3.0),
        ("slow", "cell", "", "2025", 2.0),
        ("sea", "ore", "", "2025", 4.0 + extra),
        ("polar", "cell", "", "2025", 50.0),
        ("sea", "cell", "", "2026", 9.0),
    ]
    check = check_of(trade.checks(make_case(chain, make_plan(flow=flow))), "quota")
    assert (check.passed, check.rows) == (kept, 2)


def test_duties_add_up(changed_chain: Changed, make_plan: Planned, make_case: Cased) -> None:
    chain = changed_chain(
        tariffs=(
            "tariff origin destination commodity rate amount",
            [
                ("base", "", "EU", "", 0.1, 0.0),
                ("extra", "CHN", "", "cell", 0.2, 1.0),
                ("other", "JPN", "", "", 0.5, 0.0),
            ],
        )
    )
    flow = [("sea", "cell", "", "2025", 2.0), ("sea", "ore", "", "2025", 3.0)]
    charged = pl.concat(trade.charges(make_case(chain, make_plan(flow=flow))))
    duties = charged.filter(pl.col("term") == "tariff")["amount"].sum()
    assert duties == pytest.approx(2 * (10 + 20 + 1) + 3 * 1)
