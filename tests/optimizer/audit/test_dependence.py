"""Exposure and stage shares over branches; what is no limit."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from optimizer.audit import Limit, dependence
from optimizer.audit.case import Case
from optimizer.audit.report import Claims
from optimizer.data.instance import Instance
from optimizer.errors import AuditError

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]

CHINA = frozenset({"CHN"})


@pytest.fixture
def branching(changed_chain: Changed, make_plan: Planned, make_case: Cased) -> Case:
    """One year; with probability 0.25 all is made in Kobe, else all in Ningbo."""
    chain = changed_chain(
        periods=("period start days", [("2025", date(2025, 1, 1), 365)]),
        scenarios=("scenario from_period probability", [("calm", "2025", 0.75)]),
        disruptions=("disruption kind target first_period last_period remaining", []),
    )
    plan = make_plan(
        activity=[
            ("ningbo-works", "make", "calm", "2025", 4.0),
            ("kobe-works", "make", "", "2025", 2.0),
        ],
        served=[
            ("berlin", "cars", "nmc", "calm", "2025", 4.0),
            ("berlin", "cars", "nmc", "", "2025", 2.0),
        ],
    )
    return make_case(chain, plan)


def test_over_the_horizon_moments_weigh_by_probability(branching: Case) -> None:
    share = 0.75 * 4 / (0.75 * 4 + 0.25 * 2)
    assert dependence.exposure(branching, CHINA) == pytest.approx(share)
    assert dependence.stage_shares(branching, CHINA)["celling"] == pytest.approx(share)


@pytest.mark.parametrize(("measure", "keys"), [("exposure", ""), ("stage_share", "rung celling, ")])
def test_by_period_each_branch_is_judged_by_itself(
    branching: Case, measure: str, keys: str
) -> None:
    limit = Limit(measure, CHINA, 0.9, "2025")
    (check,) = dependence.checks(branching, Claims(), [limit])
    assert not check.passed
    assert check.where == f"{keys}scenario calm, period 2025: 4 against 3.6"


def test_an_idle_rung_has_no_share(chain: Instance, make_plan: Planned, make_case: Cased) -> None:
    case = make_case(chain, make_plan())
    assert dependence.stage_shares(case, CHINA) == {"celling": None, "recovering": None}
    assert dependence.exposure(case, CHINA) is None
    limits = [Limit("stage_share", CHINA, 0.0), Limit("exposure", CHINA, 0.0)]
    assert all(check.passed for check in dependence.checks(case, Claims(), limits))


def test_a_rung_of_no_weight_does_not_count(
    changed_chain: Changed, plan: Tables, make_case: Cased
) -> None:
    chain = changed_chain(
        rungs=(
            "rung stage energy_per_unit weight",
            [("celling", "cell", 0.5, 3.0), ("recovering", "recovery", 9.0, 1.0)],
        )
    )
    case = make_case(chain, plan)
    assert dependence.exposure(case, CHINA) == pytest.approx(3 * 0.5 * 17.74 / (4 * 26.5))
    germany = frozenset({"DEU"})
    assert dependence.exposure(case, germany) == pytest.approx(
        (3 * 0.5 * 4.35 + 9.0 * 2.6) / (4 * 26.5)
    )


@pytest.mark.parametrize(
    "limit", [Limit("hunger", CHINA, 0.5), Limit("exposure", CHINA, 0.5, "2030")]
)
def test_what_is_no_limit_is_an_error(
    chain: Instance, plan: Tables, make_case: Cased, limit: Limit
) -> None:
    with pytest.raises(AuditError):
        list(dependence.checks(make_case(chain, plan), Claims(), [limit]))
