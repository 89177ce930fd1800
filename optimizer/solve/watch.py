"""How a solve is watched and stopped from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Progress:
    """Where a run is.

    ``phase``: ``assemble``, ``build``, ``solve``, ``extract`` or ``audit``; ``seconds`` since the
    phase began; ``incumbent``, ``bound`` and ``gap`` (relative) as far as known. Of what consists
    of many: ``done`` of ``count``; ``point``: what is newly known of one of them, plain and finite.
    """

    phase: str
    seconds: float
    incumbent: float | None = None
    bound: float | None = None
    gap: float | None = None
    message: str | None = None
    done: int | None = None
    count: int | None = None
    point: Mapping[str, float | None] | None = None


class Watch(Protocol):
    """Told of progress a few times a second; answering ``False`` asks to stop and keep the best."""

    def __call__(self, event: Progress) -> bool:
        """Hear of progress; ``False`` asks to stop."""


def unwatched(event: Progress) -> bool:
    """A watch that never stops anything."""
    return True
