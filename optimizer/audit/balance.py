"""The commodity account of every site in every moment: what enters equals what leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case
from optimizer.audit.judging import Judge, greatest
from optimizer.audit.twins import MOVEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "balance"
_ACCOUNT = ("site", "commodity", *MOMENT)


def accounts(case: Case) -> pl.DataFrame:
    """Per site × commodity × moment: ``entered``, ``left``, their sum ``gross`` and its ``scale``.

    ``scale`` is the greatest gross flow of the commodity at any site in any moment, at least 1.
    """
    frames = [frame for movements in MOVEMENTS for frame in movements(case)]
    amount = pl.col("amount")
    return (
        pl.concat(frames)
        .group_by(_ACCOUNT)
        .agg(
            entered=amount.filter(~(amount < 0.0)).sum(),
            left=-amount.filter(amount < 0.0).sum(),
        )
        .with_columns(gross=pl.col("entered") + pl.col("left"))
        .with_columns(scale=greatest(pl.col("gross"), "commodity"))
    )


def checks(case: Case) -> Iterator[Check]:
    """The balance closes to one millionth of the row's gross flow plus 1e-7 of its commodity's."""
    yield case.judge(FAMILY).equal(
        "balance",
        "what enters with what leaves",
        case.once(accounts),
        _ACCOUNT,
        pl.col("entered"),
        pl.col("left"),
        size=pl.col("gross"),
        scale=pl.col("scale"),
    )


def errors(case: Case) -> dict[str, float]:
    """Worst relative error of the balance by commodity, measured as in ``judging``."""
    rows = case.once(accounts)
    return {
        str(name): Judge(FAMILY, case.tolerance)
        .equal(
            "balance",
            "",
            of_one,
            _ACCOUNT,
            pl.col("entered"),
            pl.col("left"),
            size=pl.col("gross"),
            scale=pl.col("scale"),
        )
        .relative
        for (name,), of_one in rows.sort("commodity").group_by("commodity", maintain_order=True)
    }
