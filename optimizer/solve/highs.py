"""The only file that knows HiGHS: arrays in, outcome out.

HiGHS runs in a thread of its own. It is asked to stop through its callbacks, which it polls only in
some phases; so a stop that is not obeyed within ``GRACE`` seconds is answered with the best point
that the callbacks have delivered, and the thread is left behind.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from highspy import HighsModelStatus as Status

from optimizer.errors import SolverError
from optimizer.solve.bounds import dual_bound
from optimizer.solve.outcome import Outcome, PointQuality, StopReason, relative_gap
from optimizer.solve.watch import Progress, Watch, unwatched

if TYPE_CHECKING:
    from optimizer.data.problem import Floats, Integers
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays

KEPT = 1e-6
"""A first point that breaks no row by more is one to fall back on."""
LARGE = 10_000
"""Columns from which an interior point method is the faster beginning."""
DEVEX = 1
GRACE = 3.0
POLL = 0.1

VERSION: str = highspy.Highs().version()  # type: ignore[no-untyped-call]


@dataclass
class _State:
    """What callbacks report and the waiting thread reads."""

    stop: bool = False
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    nodes: int = 0
    values: Floats | None = None
    failed: list[BaseException] = field(default_factory=list)


def loaded(arrays: Arrays, settings: SolveSettings, *, relax: bool = False) -> highspy.Highs:
    """A HiGHS object that holds the problem.

    Raises:
        SolverError: HiGHS refuses the problem.
    """
    h = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, Any] = {
        # Not silent(), under which HiGHS would report no bound either.
        "log_to_console": settings.log,
        "time_limit": settings.time_limit,
        "mip_rel_gap": settings.gap,
        "threads": settings.threads,
        "random_seed": settings.seed,
    }
    if settings.method != "choose":
        options["solver"] = settings.method
    for name, value in options.items():
        h.setOptionValue(name, value)
    rows, columns, nonzeros = arrays.shape
    data = (
        arrays.cost,
        arrays.lower,
        arrays.upper,
        arrays.row_lower,
        arrays.row_upper,
        arrays.starts,
        arrays.columns_of,
        arrays.values,
    )
    by_rows, minimise = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize)
    whole = np.zeros_like(arrays.integer) if relax else arrays.integer
    status = h.passModel(
        columns, rows, nonzeros, by_rows, minimise, arrays.offset, *data, whole.astype(np.int32)
    )
    if status == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refused the problem")
    return h


def solve(
    arrays: Arrays,
    settings: SolveSettings,
    *,
    watch: Watch = unwatched,
    start: Floats | None = None,
    bound: float | None = None,
    began: float | None = None,
    relax: bool = False,
) -> Outcome:
    """Minimise; ``start`` (a value per column, NaN where open) is tried as a first point.

    ``bound`` is one already proven; it is kept where HiGHS finds no better one. ``began`` is when
    the search began, by ``time.perf_counter()``, if it was before now.

    Raises:
        SolverError: HiGHS refuses the problem or fails.
    """
    h = loaded(arrays, settings, relax=relax)
    state = _State(bound=bound)
    if start is not None:
        _offer(h, start)
    if start is not None and np.isfinite(start).all() and arrays.violation(start) <= KEPT:
        state.objective = float(arrays.cost @ start) + arrays.offset
        state.values = start
    _listen(h, state)
    began = time.perf_counter() if began is None else began
    ended = _run(h, state, watch, began)
    seconds = time.perf_counter() - began
    if not ended:
        return _left_behind(state, seconds)
    outcome = _outcome(h, state, seconds, bool(arrays.integer.any()) and not relax)
    if relax and outcome.reason is StopReason.OPTIMAL and outcome.objective is not None:
        outcome = replace(outcome, bound=_recomputed(h, arrays, outcome.objective))
    return _at_least(outcome, state, bound)


def _recomputed(h: highspy.Highs, arrays: Arrays, objective: float) -> float:
    """What the multipliers of a linear program prove; what HiGHS claims, where that is nothing."""
    proved = dual_bound(arrays, np.array(h.getSolution().row_dual, dtype=float))
    return min(proved, objective) if np.isfinite(proved) else objective


def _at_least(outcome: Outcome, state: _State, bound: float | None) -> Outcome:
    """Nothing that was known before is lost: neither the first point nor the bound."""
    if outcome.values is None and state.values is not None and outcome.reason in _BOUNDED:
        outcome = replace(
            outcome, point=PointQuality.FEASIBLE, objective=state.objective, values=state.values
        )
    if bound is not None and outcome.values is not None:
        outcome = replace(outcome, bound=max(bound, outcome.bound or bound))
    return outcome


class LinearProgram:
    """A linear program that stays loaded, is changed in place and solved again from where it was.

    Whole numbers are let be fractions. ``objective``, ``values`` and ``multipliers`` (one by row)
    are those of the last run that ended optimal.
    """

    def __init__(self, arrays: Arrays, settings: SolveSettings) -> None:
        self._h = loaded(arrays, settings, relax=True)
        self._state = _State()
        _listen(self._h, self._state)
        self.objective = np.nan
        self.values: Floats = np.zeros(0)
        self.multipliers: Floats = np.zeros(0)

    def limit(self, columns: Integers, lower: Floats, upper: Floats) -> None:
        """Set the bounds of some columns."""
        self._h.changeColsBounds(columns.size, columns.astype(np.int32), lower, upper)

    def use(self, method: str) -> None:
        """Choose ``simplex``, ``ipx`` or ``interior``.

        ``simplex`` goes on from the last basis, ``ipx`` starts anew and ends at a vertex;
        ``interior`` starts anew and does not: it leaves no basis, and takes much less time where
        vertices are dear.
        """
        vertex = method != "interior"
        self._h.setOptionValue("run_crossover", "on" if vertex else "off")
        self._h.setOptionValue("solver", method if vertex else "hipo")

    def run(
        self, until: float, began: float, watch: Watch, bound: float | None = None
    ) -> StopReason:
        """Solve, at most until ``time.perf_counter()`` shows ``until``.

        The watch is told of the seconds since ``began`` and of the ``bound`` of the whole search.
        """
        self._state.bound = bound
        # HiGHS counts the time of all runs together.
        left = max(until - time.perf_counter(), 0.01)
        self._h.setOptionValue("time_limit", self._h.getRunTime() + left)
        if not _run(self._h, self._state, watch, began):
            return StopReason.CANCELLED
        reason = _REASONS.get(self._h.getModelStatus(), StopReason.NUMERICAL_TROUBLE)
        if reason is StopReason.OPTIMAL:
            self.objective = float(self._h.getInfo().objective_function_value)
            solution = self._h.getSolution()
            self.values = np.array(solution.col_value, dtype=float)
            self.multipliers = np.array(solution.row_dual, dtype=float)
        return reason


class InPlace:
    """A linear program that is changed in place and solved again, unwatched, by the simplex method.

    From nothing, a large one is solved by ipx, with a basis at the end.
    It runs in the calling thread, so several may run side by side, each in its own. ``objective``,
    ``values`` and ``multipliers`` (one by row) are those of the last run that ended optimal.
    """

    def __init__(self, arrays: Arrays, settings: SolveSettings) -> None:
        self._h = loaded(arrays, settings, relax=True)
        # Steepest edges would be computed anew after every return to a basis.
        self._h.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
        self._cold = "ipx" if arrays.cost.size >= LARGE else "simplex"
        self._h.setOptionValue("solver", self._cold)
        self._mark: highspy.HighsBasis | None = None
        self.objective = np.nan
        self.values: Floats = np.zeros(0)
        self.multipliers: Floats = np.zeros(0)

    def columns(self, columns: Integers, lower: Floats, upper: Floats) -> None:
        """Set the bounds of some columns."""
        if columns.size:
            self._h.changeColsBounds(columns.size, columns.astype(np.int32), lower, upper)

    def rows(self, rows: Integers, lower: Floats, upper: Floats) -> None:
        """Set the sides of some rows."""
        if rows.size:
            at = rows.astype(np.int32)
            self._h.changeRowsBounds(rows.size, at, lower, upper)  # type: ignore[attr-defined]

    def price(self, cost: Floats) -> None:
        """Set the cost of all columns."""
        self._h.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)

    def mark(self) -> None:
        """Remember the basis as it is."""
        self._mark = self._h.getBasis()

    def begin_like(self, other: InPlace) -> None:
        """Go on from where another with the same rows and columns is."""
        self._h.setOptionValue("solver", "simplex")
        self._h.setBasis(other._h.getBasis())

    def back(self) -> None:
        """Go on from the basis that was marked."""
        if self._mark is not None:
            self._h.setBasis(self._mark)

    def forget(self) -> None:
        """Go on from nothing: the next run is cold."""
        self._h.clearSolver()
        self._h.setOptionValue("solver", self._cold)

    def run(self, seconds: float) -> StopReason:
        """Solve, for at most ``seconds``."""
        reason = run_here(self._h, seconds)
        self._h.setOptionValue("solver", "simplex")
        if reason is StopReason.OPTIMAL:
            self.objective = float(self._h.getInfo().objective_function_value)
            solution = self._h.getSolution()
            self.values = np.array(solution.col_value, dtype=float)
            self.multipliers = np.array(solution.row_dual, dtype=float)
        return reason


def run_here(h: highspy.Highs, seconds: float) -> StopReason:
    """Run a loaded problem in the calling thread, unwatched, for at most ``seconds``."""
    h.setOptionValue("time_limit", h.getRunTime() + max(seconds, 0.01))
    if highspy._core._Highs.run(h) == highspy.HighsStatus.kError:
        # This thread has run HiGHS before, with another number of threads for its scheduler.
        highspy.Highs.resetGlobalScheduler(True)
        highspy._core._Highs.run(h)
    return _REASONS.get(h.getModelStatus(), StopReason.NUMERICAL_TROUBLE)


def _offer(h: highspy.Highs, start: Floats) -> None:
    known = np.flatnonzero(np.isfinite(start)).astype(np.int32)
    h.setSolution(known.size, known, start[known])


def _listen(h: highspy.Highs, state: _State) -> None:
    def improved(event: highspy.highs.HighsCallbackEvent) -> None:
        state.values = np.array(event.data_out.mip_solution, dtype=float)
        state.objective = float(event.data_out.objective_function_value)

    def logged(event: highspy.highs.HighsCallbackEvent) -> None:
        out = event.data_out
        state.bound = _finite(out.mip_dual_bound)
        state.gap = _finite(out.mip_gap)
        state.nodes = int(out.mip_node_count)

    def asked(event: highspy.highs.HighsCallbackEvent) -> None:
        if state.stop:
            event.interrupt()

    h.cbMipImprovingSolution.subscribe(improved)
    h.cbMipLogging.subscribe(logged)
    for callback in (h.cbMipInterrupt, h.cbSimplexInterrupt, h.cbIpmInterrupt):
        callback.subscribe(asked)


def _run(h: highspy.Highs, state: _State, watch: Watch, began: float) -> bool:
    """Run HiGHS; whether it has ended (``False``: it was told to stop and did not)."""

    def work() -> None:
        try:
            highspy._core._Highs.run(h)
        except BaseException as error:  # handed to the waiting thread
            state.failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    deadline: float | None = None
    while True:
        go_on = _waited(thread, state, watch, began, told=deadline is None)
        if not thread.is_alive():
            if state.failed:
                raise SolverError(f"HiGHS failed: {state.failed[0]}") from state.failed[0]
            return True
        now = time.perf_counter()
        if deadline is not None and now > deadline:
            return False
        if deadline is None and not go_on:
            state.stop, deadline = True, now + GRACE


def _waited(
    thread: threading.Thread, state: _State, watch: Watch, began: float, *, told: bool
) -> bool:
    """Wait a little and tell the watch; Ctrl-C meanwhile means the same as a watch that says no."""
    try:
        thread.join(POLL)
        # What is found between two looks is told, too.
        if not told or (state.objective is None and not thread.is_alive()):
            return True
        seconds = time.perf_counter() - began
        return watch(Progress("solve", seconds, state.objective, state.bound, _relative(state)))
    except KeyboardInterrupt:
        return False


def _relative(state: _State) -> float | None:
    if state.objective is None or state.bound is None:
        return None
    return relative_gap(state.objective, state.bound)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _left_behind(state: _State, seconds: float) -> Outcome:
    point = PointQuality.NONE if state.values is None else PointQuality.FEASIBLE
    return Outcome(
        StopReason.CANCELLED,
        point,
        state.objective,
        state.bound,
        seconds,
        state.nodes,
        state.values,
    )


_REASONS: dict[Status, StopReason] = {
    Status.kOptimal: StopReason.OPTIMAL,
    Status.kModelEmpty: StopReason.OPTIMAL,
    Status.kInfeasible: StopReason.INFEASIBLE,
    Status.kUnbounded: StopReason.UNBOUNDED,
    Status.kUnboundedOrInfeasible: StopReason.INFEASIBLE_OR_UNBOUNDED,
    Status.kTimeLimit: StopReason.TIME_LIMIT,
    Status.kInterrupt: StopReason.CANCELLED,
    Status.kMemoryLimit: StopReason.MEMORY_LIMIT,
}


def _outcome(h: highspy.Highs, state: _State, seconds: float, whole: bool) -> Outcome:
    reason = _REASONS.get(h.getModelStatus(), StopReason.NUMERICAL_TROUBLE)
    info = h.getInfo()
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    values: Floats | None = None
    objective: float | None = None
    bound: float | None = None
    if feasible or reason is StopReason.OPTIMAL:
        values = np.array(h.getSolution().col_value, dtype=float)
        # HiGHS forgets the offset of a problem without columns.
        objective = float(info.objective_function_value if values.size else h.getLp().offset_)
    if whole:
        bound = _finite(info.mip_dual_bound)
    elif reason is StopReason.OPTIMAL:
        bound = objective
    point = PointQuality.NONE
    if values is not None:
        point = PointQuality.OPTIMAL if reason is StopReason.OPTIMAL else PointQuality.FEASIBLE
    if values is None:
        bound = bound if reason in _BOUNDED else None
    return Outcome(
        reason, point, objective, bound, seconds, max(int(info.mip_node_count), 0), values
    )


_BOUNDED = frozenset({StopReason.TIME_LIMIT, StopReason.CANCELLED, StopReason.MEMORY_LIMIT})
