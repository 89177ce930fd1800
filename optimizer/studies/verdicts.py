"""What the audit says of a plan, and the checker of an instance, as studies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data import check
from optimizer.results.figures import percent
from optimizer.results.record import own_build, versions
from optimizer.studies.study import Shown, Study, StudyTable
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.results.write import Results


def audit_study(instance: Instance, results: Results, tolerance: float = 1e-6) -> Study:
    """Every rule that a plan keeps or breaks, recomputed from the tables alone.

    ``instance``: the one that was solved, before its levers were pulled and its scenarios chosen;
    the plan's own record says which. Tables: ``checks`` (a row by rule, broken ones first),
    ``costs`` (present money by term, recomputed), ``balance`` (worst relative error by commodity).

    Raises:
        SettingsError: the record names what the instance does not have.
    """
    build, record = own_build(results.plan), results.plan.record
    report = verdict(
        instance, results.plan, results.measures, build, record.get("objective"), tolerance
    )
    document = report.as_json()
    broken = [check for check in report.checks if not check.passed]
    return Study(
        kind="audit",
        title=f"Audit of a plan: {instance.title or instance.name}",
        sentences=(
            f"The audit {'passes' if report.passed else 'REJECTS'} the plan: "
            f"{len(report.checks) - len(broken)} of {len(report.checks)} rules are kept.",
            f"Recomputed, it costs {report.objective:,.6g} {instance.currency}; the worst relative "
            f"error of a balance is {max(report.mass_balance.values(), default=0.0):.1e}.",
            *(str(check) for check in broken[:5]),
        ),
        tables={
            "checks": _checks(document["checks"]),
            "costs": _pairs("Cost recomputed", "term", "present", document["costs"], "money"),
            "balance": _pairs(
                "Worst relative error of balances", "commodity", "error", document["mass_balance"]
            ),
        },
        record={
            "passed": report.passed,
            "tolerance": tolerance,
            "instance": {"name": instance.name, "digest": instance.digest},
            "plan": dict(record),
            "versions": versions(),
        },
    )


def _checks(checks: list[dict[str, Any]]) -> StudyTable:
    kinds = {
        "family": pl.String, "rule": pl.String, "compares": pl.String, "rows": pl.Int64,
        "violated": pl.Int64, "absolute": pl.Float64, "relative": pl.Float64,
        "where": pl.String, "passed": pl.Boolean,
    }  # fmt: skip
    rows = [{**check, **_finite(check)} for check in checks]
    frame = pl.DataFrame(rows, schema=kinds).sort("passed", maintain_order=True)
    shown = {
        "family": Shown("family", "text"),
        "rule": Shown("rule", "text"),
        "rows": Shown("rows", "count"),
        "violated": Shown("broken", "count"),
        "where": Shown("worst at", "text"),
    }
    return StudyTable("Rules", frame, shown, most=60)


def _finite(check: dict[str, Any]) -> dict[str, float | None]:
    """Violations as numbers; an infinite one, which stands as text in the report, as none."""
    named = {name: check[name] for name in ("absolute", "relative")}
    return {n: None if isinstance(value, str) else float(value) for n, value in named.items()}


def _pairs(
    title: str, key: str, value: str, pairs: dict[str, float], form: str = "number"
) -> StudyTable:
    frame = pl.DataFrame(
        {key: list(pairs), value: [float(each) for each in pairs.values()]},
        schema={key: pl.String, value: pl.Float64},
    ).sort(pl.col(value).abs(), descending=True)
    return StudyTable(title, frame, {key: Shown(key, "text"), value: Shown(value, form)}, most=40)


def check_study(instance: Instance) -> Study:
    """What the checker finds in an instance that can be used: each finding at its cell.

    Table ``findings``: severity, rule, message, mend, table, row, column, value, place.
    """
    found = check(instance)
    frame = found.as_table().with_columns(pl.col("severity").cast(pl.String))
    full = sum(table.height > 0 for table in instance.tables.values())
    filled = percent(full / max(len(instance.tables), 1))
    return Study(
        kind="check",
        title=f"Check of an instance: {instance.title or instance.name}",
        sentences=(
            f"{len(found.errors)} errors and {len(found.warnings)} warnings; "
            f"{full} of {len(instance.tables)} tables have rows ({filled}).",
        ),
        tables={
            "findings": StudyTable(
                "Findings",
                frame,
                {
                    "severity": Shown("", "text"),
                    "place": Shown("where", "text"),
                    "value": Shown("value", "text"),
                    "message": Shown("what", "text"),
                    "mend": Shown("mend", "text"),
                },
                most=100,
            )
        },
        record={
            "instance": {"name": instance.name, "digest": instance.digest},
            "versions": versions(),
        },
    )
