"""How one rule is judged on all its rows at once.

Tolerances. A row may miss its rule by ``tolerance · (size + scale / 10)``: ``size`` is the sum of
the magnitudes of the terms in the row, ``scale`` (at least 1, unless a rule says otherwise) the
greatest size among comparable rows. With the usual tolerance of 1e-6 that is one millionth of the
row, plus 1e-7 of the scale for what a solver's feasibility tolerance leaves behind. The relative
violation of a row is its violation divided by ``size + scale / 10``, so a rule passes exactly if
its worst relative violation is at most the tolerance. Whole numbers are judged absolutely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.report import Check

if TYPE_CHECKING:
    from collections.abc import Sequence

_FLOOR = 1.0
_SHARE_OF_SCALE = 0.1


@dataclass(frozen=True)
class Judge:
    """Compares whole tables under one tolerance and speaks for one family of rules."""

    family: str
    tolerance: float

    def at_most(
        self,
        rule: str,
        compares: str,
        rows: pl.DataFrame,
        keys: Sequence[str],
        left: pl.Expr,
        right: pl.Expr,
        *,
        size: pl.Expr | None = None,
        scale: pl.Expr | None = None,
    ) -> Check:
        """Judges ``left <= right`` on every row; a null ``right`` is no limit.

        ``size`` defaults to ``|left| + |right|``, ``scale`` to 1.
        """
        if rows.is_empty():
            return self._kept(rule, compares, 0)
        frame = rows.with_columns(left.alias("_left"), right.alias("_right")).filter(
            pl.col("_right").is_not_null()
        )
        return self._judge(
            rule, compares, frame, keys, pl.col("_left") - pl.col("_right"), size, scale
        )

    def equal(
        self,
        rule: str,
        compares: str,
        rows: pl.DataFrame,
        keys: Sequence[str],
        left: pl.Expr,
        right: pl.Expr,
        *,
        size: pl.Expr | None = None,
        scale: pl.Expr | None = None,
    ) -> Check:
        """Judges ``left = right`` on every row."""
        if rows.is_empty():
            return self._kept(rule, compares, 0)
        frame = rows.with_columns(left.alias("_left"), right.alias("_right"))
        gap = (pl.col("_left") - pl.col("_right")).abs()
        return self._judge(rule, compares, frame, keys, gap, size, scale)

    def whole(
        self, rule: str, compares: str, rows: pl.DataFrame, keys: Sequence[str], value: pl.Expr
    ) -> Check:
        """Judges that ``value`` is a whole number, within the tolerance, absolutely."""
        frame = rows.with_columns(value.alias("_left"), value.round().alias("_right"))
        gap = (pl.col("_left") - pl.col("_right")).abs()
        return self._judge(rule, compares, frame, keys, gap, pl.lit(1.0), pl.lit(0.0))

    def none(
        self,
        rule: str,
        compares: str,
        rows: pl.DataFrame,
        culprits: pl.DataFrame,
        keys: Sequence[str],
    ) -> Check:
        """Judges that no ``culprits`` are among ``rows``; each counts as one whole violation."""
        if culprits.is_empty():
            return self._kept(rule, compares, rows.height)
        frame = culprits.with_columns(_left=pl.lit(1.0), _right=pl.lit(0.0))
        check = self._judge(rule, compares, frame, keys, pl.col("_left"), pl.lit(1.0), pl.lit(0.0))
        return check.among(rows.height)

    def _kept(self, rule: str, compares: str, rows: int) -> Check:
        return Check(self.family, rule, compares, rows, 0, 0.0, 0.0, "", passed=True)

    def _judge(
        self,
        rule: str,
        compares: str,
        frame: pl.DataFrame,
        keys: Sequence[str],
        gap: pl.Expr,
        size: pl.Expr | None,
        scale: pl.Expr | None,
    ) -> Check:
        if frame.is_empty():
            return self._kept(rule, compares, 0)
        size = pl.col("_left").abs() + pl.col("_right").abs() if size is None else size
        scale = pl.lit(_FLOOR) if scale is None else scale
        judged = frame.with_columns(
            _gap=gap, _allowance=size + _SHARE_OF_SCALE * scale
        ).with_columns(
            _relative=_certain(pl.col("_gap") / pl.col("_allowance")), _gap=_certain(pl.col("_gap"))
        )
        broken = judged.filter(pl.col("_relative") > self.tolerance)
        worst = judged.sort("_relative", descending=True).head(1)
        relative = max(0.0, float(worst["_relative"][0]))
        return Check(
            family=self.family,
            rule=rule,
            compares=compares,
            rows=frame.height,
            violated=broken.height,
            absolute=max(0.0, float(worst["_gap"][0])),
            relative=relative,
            where=_words(worst.row(0, named=True), keys) if broken.height else "",
            passed=broken.is_empty(),
        )


def _certain(gap: pl.Expr) -> pl.Expr:
    """What cannot be computed is as wrong as can be; it never passes."""
    return pl.when(gap.is_nan() | gap.is_null()).then(float("inf")).otherwise(gap)


def _words(row: dict[str, object], keys: Sequence[str]) -> str:
    """The key of a row in words: ``facility kobe, period 2027: 12.3 against 10``."""
    named = [f"{key} {row[key]}" for key in keys if row[key] not in {"", None}]
    return (
        f"{', '.join(named) or 'in all'}: {_figure(row['_left'])} against {_figure(row['_right'])}"
    )


def _figure(value: object) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def greatest(expression: pl.Expr, *group: str) -> pl.Expr:
    """The scale of comparable rows: the greatest ``expression`` in ``group``, at least 1."""
    top = expression.max().over(group) if group else expression.max()
    return pl.max_horizontal(top, pl.lit(_FLOOR))
