"""What a job's own process is told, what it tells, and how it says that it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path
    from queue import SimpleQueue

    from api.jobs.states import State, Termination
    from optimizer import Progress


class Mail(Protocol):
    """The way to other jobs, through whoever started the process."""

    heard: SimpleQueue[dict[str, Any]]

    def say(self, kind: str, **data: Any) -> None:
        """Tell something that is no progress."""


@dataclass(frozen=True)
class Work:
    """One thing to do: ``source`` is the instance, ``folder`` is where results go (yet to make)."""

    request: dict[str, Any]
    source: Path
    folder: Path
    mail: Mail | None = None


@dataclass(frozen=True)
class Done:
    """How it ended; ``message`` is for people, ``details`` is plain data about what is wrong."""

    state: State
    termination: Termination
    has_solution: bool = False
    message: str | None = None
    details: Any = None
    incumbent: float | None = None
    bound: float | None = None
    gap: float | None = None


class Tell(Protocol):
    """Told of progress; answers whether to go on."""

    def __call__(self, event: Progress) -> bool:
        """Hear of progress; ``False`` asks to stop."""
