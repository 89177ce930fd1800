"""How a solve is watched: one line that changes on a terminal, lines otherwise, or JSON lines.

Everything goes to standard error. Ctrl-C asks the solver to stop and keep what it has; a second one
ends the process at once.
"""

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal

from optimizer.cli.told import is_terminal, say

if TYPE_CHECKING:
    from rich.status import Status

    from optimizer.solve.watch import Progress, Watch

Style = Literal["auto", "rich", "plain", "json", "none"]

EVERY = 5.0
"""Seconds between plain lines while bounds move."""

SELDOM = 60.0
"""Seconds between plain lines, in the end, while nothing moves: so much as to show life."""


class Stopper:
    """Remembers that someone pressed Ctrl-C."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        """Handle SIGINT: the first asks, the second no longer does."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        say("\nstopping; the best plan so far is kept (Ctrl-C again to leave at once)")


def described(event: "Progress") -> str:
    """One line: time, phase, incumbent, bound, gap."""
    parts = [f"{event.seconds:7.1f} s", f"{event.phase:<10}"]
    if event.incumbent is not None:
        parts.append(f"incumbent {event.incumbent:.6g}")
    if event.bound is not None:
        parts.append(f"bound {event.bound:.6g}")
    if event.gap is not None:
        parts.append(f"gap {event.gap:.2%}")
    if event.message:
        parts.append(event.message)
    return "  ".join(parts).rstrip()


class Plain:
    """A line for each new phase and incumbent; in between ever more seldom, unless bounds move."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: tuple[str, float | None] | None = None
        self._bound: float | None = None
        self._at = 0.0
        self._wait = EVERY

    def __call__(self, event: "Progress") -> None:
        """Print the event, unless it says nothing new."""
        news = (event.phase, event.incumbent)
        now = self._clock()
        if news != self._last or now - self._at >= self._wait:
            say(described(event))
            moves = news != self._last or event.bound != self._bound
            self._wait = EVERY if moves else min(2 * self._wait, SELDOM)
            self._last, self._bound, self._at = news, event.bound, now


class JsonLines:
    """One JSON object per event and line."""

    def __call__(self, event: "Progress") -> None:
        """Print the event."""
        known = {name: value for name, value in asdict(event).items() if value is not None}
        say(json.dumps(known))


class Rich:
    """One line that is rewritten in place."""

    def __init__(self, status: "Status") -> None:
        self._status = status

    def __call__(self, event: "Progress") -> None:
        """Show the event in place of the one before."""
        self._status.update(described(event))


@contextmanager
def watching(style: Style) -> Iterator["Watch"]:
    """A ``Watch`` in that style; while it is open, Ctrl-C asks the solver to stop."""
    with _stoppable() as stopper, _shown(style) as show:

        def watch(event: "Progress") -> bool:
            show(event)
            return not stopper.asked

        yield watch


@contextmanager
def _stoppable() -> Iterator[Stopper]:
    stopper = Stopper()
    if threading.current_thread() is not threading.main_thread():
        yield stopper  # only the main thread is told of signals
        return
    before = signal.signal(signal.SIGINT, stopper)
    try:
        yield stopper
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _shown(style: Style) -> Iterator[Callable[[Any], None]]:
    if style == "auto":
        style = "rich" if is_terminal() else "plain"
    if style == "rich":
        from rich.console import Console

        console = Console(file=sys.stderr, highlight=False)
        with console.status("starting") as status:
            yield Rich(status)
    else:
        shows: dict[str, Callable[[Any], None]] = {"plain": Plain(), "json": JsonLines()}
        yield shows.get(style, lambda _: None)
