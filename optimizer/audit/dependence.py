"""Twin of dependence: throughput of rungs in watched countries, exposure, stage shares, limits.

Over the whole horizon moments weigh by their probability; from a named period on, a limit holds in
every moment by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case
from optimizer.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.audit.report import Check, Claims, DependenceLimit

FAMILY = "dependence"


def throughput(case: Case, watched: frozenset[str]) -> pl.DataFrame:
    """Every rung × moment with activity: ``whole``, ``watched``, ``index``, ``probability``."""
    seen = case.areas().filter(pl.col("area").is_in(sorted(watched)))["country"].unique()
    placed = case.table("facilities").select("facility", "site").join(case.placed(), on="site")
    processes = case.table("processes").filter(pl.col("rung") != "")
    rows = (
        case.decided("activity")
        .join(processes.select("process", "rung", "throughput"), on="process")
        .join(placed, on="facility")
        .with_columns(
            whole=pl.col("throughput") * pl.col("activity"),
            inside=pl.col("country").is_in(seen.implode()),
        )
    )
    return (
        rows.group_by("rung", *MOMENT)
        .agg(pl.col("whole").sum(), watched=pl.col("whole").filter("inside").sum())
        .join(case.moments.table.select(*MOMENT, "index", "probability"), on=MOMENT)
    )


def stage_shares(case: Case, watched: frozenset[str]) -> dict[str, float | None]:
    """Watched share of every rung's throughput over the whole horizon; ``None`` if idle."""
    weight = pl.col("probability")
    sums = (
        throughput(case, watched)
        .group_by("rung")
        .agg((pl.col("whole") * weight).sum(), (pl.col("watched") * weight).sum())
    )
    shares = {rung: part / whole for rung, whole, part in sums.iter_rows() if whole > 0.0}
    return {rung: shares.get(rung) for rung in case.table("rungs")["rung"]}


def exposure(case: Case, watched: frozenset[str]) -> float | None:
    """Exposure over the whole horizon; ``None`` when nothing is served or no rung counts."""
    rows = _exposed(case, watched)
    weighed = rows.select((pl.col("part", "full") * pl.col("probability")).sum())
    part, full = weighed.row(0)
    return float(part / full) if full > 0.0 else None


def checks(case: Case, claims: Claims, limits: Sequence[DependenceLimit]) -> Iterator[Check]:
    """Every limit that was asked for, and what the record claims."""
    for limit in limits:
        if limit.measure != "pass_through":
            yield _kept(case, limit)
    yield from _claimed(case, claims)


def _kept(case: Case, limit: DependenceLimit) -> Check:
    if limit.measure not in {"exposure", "stage_share"}:
        raise AuditError(f"no measure of dependence is called {limit.measure}")
    rows, keys = _exposed(case, limit.watched), []
    if limit.measure == "stage_share":
        rows = throughput(case, limit.watched).rename({"whole": "full", "watched": "part"})
        rows, keys = rows.filter(pl.col("full") > 0.0), ["rung"]
        if limit.rung is not None:
            rows = rows.filter(pl.col("rung") == limit.rung)
    if limit.from_period is None:
        weighed = pl.col("part", "full") * pl.col("probability")
        rows = (
            rows.with_columns(scenario=pl.lit(""), period=pl.lit(""))
            .group_by(*keys, *MOMENT)
            .agg(weighed.sum())
        )
    else:
        rows = rows.filter(pl.col("index") >= _place(case, limit.from_period))
    whose = "+".join(sorted(limit.watched))
    words = f"watched ({whose}) with {limit.limit:g} of all"
    since = f" from {limit.from_period} on" if limit.from_period else ""
    return case.judge(FAMILY).at_most(
        f"limit on {limit.measure}{since}",
        words,
        rows,
        [*keys, *MOMENT],
        pl.col("part"),
        limit.limit * pl.col("full"),
        size=pl.col("full"),
    )


def _exposed(case: Case, watched: frozenset[str]) -> pl.DataFrame:
    """Every moment: ``part`` (weighed watched energy) and ``full`` (weights · served)."""
    rungs = case.table("rungs").filter(pl.col("weight") > 0.0)
    energy = pl.col("weight") * pl.col("energy_per_unit") * pl.col("watched")
    seen = throughput(case, watched).join(rungs, on="rung").group_by(MOMENT).agg(part=energy.sum())
    served = case.decided("served").group_by(MOMENT).agg(served=pl.col("energy").sum())
    return (
        case.moments.table.select(*MOMENT, "index", "probability")
        .join(seen, on=MOMENT, how="left")
        .join(served, on=MOMENT, how="left")
        .with_columns(pl.col("part", "served").fill_null(0.0))
        .with_columns(full=pl.col("served") * float(rungs["weight"].sum()))
        .select(*MOMENT, "index", "probability", "part", "full")
    )


def _place(case: Case, period: str) -> int:
    found = case.calendar.periods.filter(pl.col("period") == period)
    if found.is_empty():
        raise AuditError(f"a limit on dependence begins at {period}, which is no period")
    return int(found["index"][0])


def _claimed(case: Case, claims: Claims) -> Iterator[Check]:
    judge, watched = case.judge(FAMILY), claims.watched
    exact = {"size": pl.lit(1.0), "scale": pl.lit(0.0)}
    if claims.exposure is not None:
        rows = _pairs([("", claims.exposure, exposure(case, watched))])
        yield judge.equal(
            "claimed exposure",
            "exposure in the run record with the one computed",
            rows,
            [],
            pl.col("claimed"),
            pl.col("found"),
            **exact,
        )
    if claims.stage_share:
        shares = stage_shares(case, watched)
        rows = _pairs(
            [(rung, share, shares.get(rung, -1.0)) for rung, share in claims.stage_share.items()]
        )
        yield judge.equal(
            "claimed stage shares",
            "share in the run record with the one computed",
            rows,
            ["rung"],
            pl.col("claimed"),
            pl.col("found"),
            **exact,
        )


def _pairs(rows: list[tuple[str, float | None, float | None]]) -> pl.DataFrame:
    """Claims beside findings; an idle rung has no share, which reads 0."""
    schema = {"rung": pl.String, "claimed": pl.Float64, "found": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.col("claimed", "found").fill_null(0.0)
    )
