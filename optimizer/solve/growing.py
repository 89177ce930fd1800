"""A linear program in place that grows: rows come and go, and where it has no point it says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve import highs
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.data.problem import Floats, Integers

UNTRUE = 1e-6
"""An optimum that breaks the solver's own rules by more after a warm start is looked for again,
cold (HiGHS issue 3194)."""
RAY_SECONDS = 60.0


class Growing(highs.InPlace):
    """As ``InPlace``, with rows that are added and dropped, and rays."""

    def add(self, lower: Floats, rows: Sequence[tuple[Integers, Floats]]) -> None:
        """Add rows ``Σ values·x[columns] ≥ lower``, each given by its columns and values."""
        if not rows:
            return
        sizes = [columns.size for columns, _ in rows]
        self._h.addRows(
            len(rows),
            lower,
            np.full(len(rows), np.inf),
            sum(sizes),
            np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int32),
            np.concatenate([columns for columns, _ in rows]).astype(np.int32),
            np.concatenate([values for _, values in rows]),
        )

    def drop(self, rows: Integers) -> None:
        """Take rows away; those after them move up, and so do their multipliers."""
        self._h.deleteRows(rows.size, rows.astype(np.int32))
        self.multipliers = np.delete(self.multipliers, rows)

    def run(self, seconds: float) -> StopReason:
        """Solve, for at most ``seconds``; a doubtful end of a warm start is tried again, cold."""
        reason = super().run(seconds)
        doubtful = reason is StopReason.NUMERICAL_TROUBLE
        if reason is StopReason.OPTIMAL:
            info = self._h.getInfo()
            worst = max(info.max_primal_infeasibility, info.max_dual_infeasibility)
            doubtful = worst > UNTRUE
        if doubtful:
            self.forget()
            reason = super().run(seconds)
        return reason

    def ray(self) -> Floats | None:
        """Multipliers of the rows that show why nothing keeps them all; ``None`` without any.

        A program that was found infeasible before there was a basis is solved again without
        presolve.
        """
        _, found, ray = self._h.getDualRay()  # type: ignore[attr-defined]
        if not found:
            self._h.setOptionValue("presolve", "off")
            self.forget()
            highs.run_here(self._h, RAY_SECONDS)
            _, found, ray = self._h.getDualRay()  # type: ignore[attr-defined]
            self._h.setOptionValue("presolve", "choose")
        return np.array(ray, dtype=float) if found else None
