"""Twin of passthrough: the clean stream that a plan states, judged as a plan of its own.

Clean amounts are parts of the plan's, lie outside watched countries, and come from nothing but
clean amounts: at every account outside, no more leaves clean than enters clean, by the same recipes
and lags. Whoever states such amounts has proved how much of the energy is clean at least.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case
from optimizer.audit.judging import greatest
from optimizer.audit.twins import MOVEMENTS
from optimizer.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.audit.calendar import Calendar
    from optimizer.audit.report import Check, Claims, DependenceLimit

FAMILY = "passthrough"
_PARTS = {
    "activity": ("activity", ("facility", "process")),
    "flow": ("quantity", ("lane", "commodity")),
    "stock": ("quantity", ("site", "commodity")),
    "served": ("energy", ("market", "segment", "chemistry")),
}
"""Tables that have a clean part: the amount and the names of its thing."""
_ACCOUNT = ("site", "commodity", *MOMENT)


def checks(case: Case, claims: Claims, limits: Sequence[DependenceLimit]) -> Iterator[Check]:
    """The rules of every stream, every limit that was asked for, and what the record claims."""
    asked = [limit for limit in limits if limit.measure == "pass_through"]
    for stream in _streams(case):
        inside = _inside(case, stream)
        for name in _PARTS:
            yield _within(case, stream, name)
            yield _outside(case, stream, name, inside)
        yield _balance(case, stream, inside)
    for limit in asked:
        yield _kept(case, limit)
    if claims.pass_through is not None:
        yield _claimed(case, claims)


def share(case: Case, watched: frozenset[str]) -> float | None:
    """Pass-through that a plan proves over the horizon; ``None`` where it keeps no stream.

    So it is, too, where nothing is served.
    """
    stream = _named(watched)
    served = _energy(case, case.decided("served"))
    if stream not in _streams(case) or served <= 0.0:
        return None
    return 1.0 - _energy(case, _of(case, "served", stream)) / served


def _named(watched: frozenset[str]) -> str:
    return "+".join(sorted(watched))


def _streams(case: Case) -> list[str]:
    names = [case.decided(f"clean_{name}")["watched"] for name in _PARTS]
    return sorted(pl.concat(names).unique())


def _inside(case: Case, stream: str) -> pl.DataFrame:
    """Sites in the countries that a stream avoids."""
    areas = case.areas().filter(pl.col("area").is_in(stream.split("+")))
    return case.placed().join(areas.select("country").unique(), on="country").select("site")


def _of(case: Case, name: str, stream: str) -> pl.DataFrame:
    """The clean part of a table of the plan, in the form of that table."""
    return case.decided(f"clean_{name}").filter(pl.col("watched") == stream).drop("watched")


def _within(case: Case, stream: str, name: str) -> Check:
    amount, keys = _PARTS[name]
    on = [*keys, *MOMENT]
    whole = case.decided(name).group_by(on).agg(whole=pl.col(amount).sum())
    part = _of(case, name, stream).group_by(on).agg(part=pl.col(amount).sum())
    rows = part.join(whole, on=on, how="left").with_columns(pl.col("whole").fill_null(0.0))
    rule = f"clean part of {name} ({stream})"
    return case.judge(FAMILY).at_most(
        rule, "clean part with the whole", rows, on, pl.col("part"), pl.col("whole")
    )


def _outside(case: Case, stream: str, name: str, inside: pl.DataFrame) -> Check:
    amount, keys = _PARTS[name]
    rows = _of(case, name, stream)
    facilities = case.table("facilities").select("facility", "site")
    lanes = case.table("lanes")
    places = {
        "activity": [("facility", facilities.join(inside, on="site").select("facility"))],
        "flow": [
            ("lane", lanes.join(inside, left_on=end, right_on="site").select("lane"))
            for end in ("origin", "destination")
        ],
        "stock": [("site", inside)],
        "served": [("market", inside.rename({"site": "market"}))],
    }
    strange = [rows.join(found.unique(), on=key, how="semi") for key, found in places[name]]
    return (
        case.judge(FAMILY)
        .at_most(
            f"no clean {name} in watched countries ({stream})",
            "clean part with 0",
            pl.concat(strange).unique(),
            [*keys, *MOMENT],
            pl.col(amount),
            pl.lit(0.0),
        )
        .among(rows.height)
    )


def _balance(case: Case, stream: str, inside: pl.DataFrame) -> Check:
    """What enters the system outside is clean; what is made, moved and kept is as stated."""
    nothing = {name: case.decided(name).clear() for name in ("disposed", "sold")}
    stated = {name: _of(case, name, stream) for name in _PARTS}
    alone = replace(case, plan={**case.plan, **nothing, **stated}, _derived={}, _read={})
    amount = pl.col("amount")
    rows = (
        pl.concat([frame for movements in MOVEMENTS for frame in movements(alone)])
        .join(inside, on="site", how="anti")
        .group_by(_ACCOUNT)
        .agg(
            entered=amount.filter(~(amount < 0.0)).sum(),
            left=-amount.filter(amount < 0.0).sum(),
        )
        .with_columns(gross=pl.col("entered") + pl.col("left"))
        .with_columns(scale=greatest(pl.col("gross"), "commodity"))
    )
    return case.judge(FAMILY).at_most(
        f"clean balance ({stream})",
        "what leaves clean with what enters clean",
        rows,
        _ACCOUNT,
        pl.col("left"),
        pl.col("entered"),
        size=pl.col("gross"),
        scale=pl.col("scale"),
    )


def _kept(case: Case, limit: DependenceLimit) -> Check:
    stream = _named(limit.watched)
    rows = (
        case.moments.table.select(*MOMENT, "index", "probability")
        .join(_by_moment(case.decided("served"), "all"), on=MOMENT, how="left")
        .join(_by_moment(_of(case, "served", stream), "clean"), on=MOMENT, how="left")
        .with_columns(pl.col("all", "clean").fill_null(0.0))
    )
    if limit.from_period is None:
        weighed = pl.col("all", "clean") * pl.col("probability")
        rows = rows.select(weighed.sum()).with_columns(scenario=pl.lit(""), period=pl.lit(""))
    else:
        rows = rows.filter(pl.col("index") >= _place(case.calendar, limit.from_period))
    since = f" from {limit.from_period} on" if limit.from_period else ""
    return case.judge(FAMILY).at_most(
        f"limit on pass_through{since}",
        f"energy not clean of {stream} with {limit.limit:g} of all",
        rows,
        MOMENT,
        pl.col("all") - pl.col("clean"),
        limit.limit * pl.col("all"),
        size=pl.col("all"),
    )


def _claimed(case: Case, claims: Claims) -> Check:
    served = _energy(case, case.decided("served"))
    clean = _energy(case, _of(case, "served", _named(claims.watched)))
    found = 1.0 - clean / served if served > 0.0 else 0.0
    rows = pl.DataFrame({"claimed": [claims.pass_through], "found": [found]})
    return case.judge(FAMILY).equal(
        "claimed pass-through",
        "pass-through in the run record with the one computed",
        rows,
        [],
        pl.col("claimed"),
        pl.col("found"),
        size=pl.lit(1.0),
        scale=pl.lit(0.0),
    )


def _by_moment(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.group_by(MOMENT).agg(pl.col("energy").sum().alias(name))


def _energy(case: Case, rows: pl.DataFrame) -> float:
    weighed = rows.join(case.moments.table.select(*MOMENT, "probability"), on=MOMENT)
    return float((weighed["energy"] * weighed["probability"]).sum())


def _place(calendar: Calendar, period: str) -> int:
    found = calendar.periods.filter(pl.col("period") == period)
    if found.is_empty():
        raise AuditError(f"a limit on pass-through begins at {period}, which is no period")
    return int(found["index"][0])
