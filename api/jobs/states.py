"""The life of a job: where it is, which steps there are, and why it ended.

::

    queued ──▶ running ──▶ stopping ──▶ succeeded | failed | cancelled
      │           ├──────────┴─────▶ cancelling ──▶ cancelled
      ▼           └──▶ queued (it was killed, or its worker died or closed)
    cancelled

The state says how the machinery fared, the termination why the solve ended, and ``has_solution``
whether there is a plan: a proof that no plan exists is a success without one.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    """Stored, and waiting for a worker."""
    RUNNING = "running"
    """A worker is at it."""
    STOPPING = "stopping"
    """Asked to end soon with the best plan so far."""
    CANCELLING = "cancelling"
    """Asked to end at once, without a result."""
    SUCCEEDED = "succeeded"
    """It ended by itself or when asked to stop; ``termination`` says with what."""
    FAILED = "failed"
    """It could not be carried out; ``message`` says why."""
    CANCELLED = "cancelled"
    """It was cancelled; there is no result."""


class Termination(StrEnum):
    """Why a job ended: the solver's reasons, and the service's own."""

    OPTIMAL = "optimal_within_gap"
    COMPLETE = "complete"
    """A study came to its end; what each of its plans is worth stands in it."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    INFEASIBLE_OR_UNBOUNDED = "infeasible_or_unbounded"
    TIME_LIMIT = "time_limit"
    STOPPED = "stopped"
    """Someone asked to stop."""
    MEMORY_LIMIT = "memory_limit"
    NUMERICAL_TROUBLE = "numerical_trouble"
    CANCELLED = "cancelled"
    """Someone asked to cancel."""
    OVERDUE = "overdue"
    """It ran on beyond its time and was killed."""
    LOST = "lost"
    """It, or its worker, was killed as often as a job may be begun."""
    ERROR = "error"
    """The request does not fit the instance, or the solve failed."""


ENDED = frozenset({State.SUCCEEDED, State.FAILED, State.CANCELLED})
"""States that nothing leaves."""

ACTIVE = frozenset(State) - ENDED

WORKED = frozenset({State.RUNNING, State.STOPPING, State.CANCELLING})
"""States in which a worker has the job."""

STEPS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.CANCELLED, State.FAILED}),
    State.RUNNING: frozenset(State) - {State.RUNNING},
    State.STOPPING: ENDED | {State.CANCELLING},
    State.CANCELLING: frozenset({State.CANCELLED}),
    State.SUCCEEDED: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""From each state, those that may follow it."""


def sources(target: State) -> list[str]:
    """The states from which ``target`` may be reached."""
    return [state.value for state, following in STEPS.items() if target in following]
