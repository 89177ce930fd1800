"""What the run record says of a valid plan, and the limits that it was to keep."""

from typing import Any

import polars as pl
import pytest

from optimizer.audit import AuditReport, Claims, Limit, audit
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]


def broken(report: AuditReport) -> set[tuple[str, str]]:
    return {(check.family, check.rule) for check in report.failures}


CLAIMS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "objective": ({"objective": 633.2}, ("costs", "claimed objective")),
    "a term": ({"costs": {"capex": 1.0}}, ("costs", "claimed terms")),
    "a term there is not": ({"costs": {"gifts": 1.0}}, ("costs", "claimed terms")),
    "exposure": ({"exposure": 0.66}, ("dependence", "claimed exposure")),
    "watched countries": (
        {"exposure": 17.74 / 26.5, "watched": frozenset({"JPN"})},
        ("dependence", "claimed exposure"),
    ),
    "stage share": ({"stage_share": {"celling": 0.67}}, ("dependence", "claimed stage shares")),
    "share of a rung there is not": (
        {"stage_share": {"mining": 0.0}},
        ("dependence", "claimed stage shares"),
    ),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_false_claim_is_caught(chain: Instance, plan: Tables, name: str) -> None:
    claims, rule = CLAIMS[name]
    assert broken(audit(chain, plan, claims=Claims(**claims))) == {rule}


def test_true_claims_pass(chain: Instance, plan: Tables, present_by_hand: dict[str, float]) -> None:
    claims = Claims(
        objective=sum(present_by_hand.values()),
        costs=present_by_hand,
        exposure=17.74 / 26.5,
        stage_share={"celling": 17.74 / 26.09, "recovering": 0.0},
    )
    assert audit(chain, plan, claims=claims).passed


CHINA, EU = frozenset({"CHN"}), frozenset({"EU"})
LIMITS = {
    # Exposure: 17.74 of 26.5 over the horizon; 7 of 7.5, 6.24 of 9, 4.5 of 10 by year.
    "exposure kept": (Limit("exposure", CHINA, 0.67), True),
    "exposure broken": (Limit("exposure", CHINA, 0.669), False),
    "exposure from 2026 kept": (Limit("exposure", CHINA, 0.6934, "2026"), True),
    "exposure from 2026 broken": (Limit("exposure", CHINA, 0.6932, "2026"), False),
    # Stage share: 17.74 of 26.09 over the horizon; 7 of 9, 6.24 of 10.24, 4.5 of 6.85 by year.
    "stage share kept": (Limit("stage_share", CHINA, 0.68), True),
    "stage share broken": (Limit("stage_share", CHINA, 0.6799), False),
    "stage share from 2026 kept": (Limit("stage_share", CHINA, 0.657, "2026"), True),
    "stage share from 2026 broken": (Limit("stage_share", CHINA, 0.656, "2026"), False),
    "other rung": (Limit("stage_share", CHINA, 0.0, None, "recovering"), True),
    "own rung": (Limit("stage_share", CHINA, 0.5, None, "celling"), False),
    "a bloc is watched": (Limit("stage_share", EU, 0.9), False),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_on_dependence(chain: Instance, plan: Tables, name: str) -> None:
    limit, kept = LIMITS[name]
    report = audit(chain, plan, limits=[limit])
    assert report.passed == kept
    assert {check.family for check in report.failures} <= {"dependence"}


def test_shortfall_may_be_forbidden_whatever_its_price(chain: Instance, plan: Tables) -> None:
    rule = ("serving", "no shortfall where none is allowed")
    assert broken(audit(chain, plan, shortfall_forbidden=True)) == {rule}
