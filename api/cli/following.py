"""How a job is watched: a bar on a terminal, lines elsewhere."""

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from optimizer.cli.told import is_terminal, say

if TYPE_CHECKING:
    from rich.progress import Progress

    from api.web.shapes import Happening, Job

FIRST_GAP = 1.0
"""Where the bar begins: a plan that may be twice as dear as need be."""

DEFAULT_GAP = 0.01


def follow(events: Iterable["Happening"], job: "Job") -> None:
    """Show events as they come, until there are no more."""
    with _shown(job) as show:
        for event in events:
            show(event)


def line(kind: str, data: dict[str, Any]) -> str:
    """An event for people: its kind, then what is known, numbers short."""
    shown = [
        f"{name} {value:.6g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in data.items()
    ]
    return "  ".join([f"{kind:<10}", *shown])


def closed(gap: float | None, wanted: float) -> float:
    """How far a gap is closed, from 0 to 1; every halving counts the same."""
    if gap is None or gap >= FIRST_GAP:
        return 0.0
    wanted = max(wanted, 1e-6)
    if gap <= wanted:
        return 1.0
    return math.log(FIRST_GAP / gap) / math.log(FIRST_GAP / wanted)


class Bar:
    """One bar: phase, how far the gap is closed, incumbent, bound, gap, time."""

    def __init__(self, progress: "Progress", wanted: float) -> None:
        self._progress = progress
        self._wanted = wanted
        self._task = progress.add_task("waiting", total=1.0, known="")
        self._known: dict[str, Any] = {}

    def __call__(self, event: "Happening") -> None:
        """Show what is known after the event."""
        if event.kind in {"queued", "started"}:
            self._known = {"phase": event.kind}
        self._known |= event.data
        gap = self._known.get("gap")
        names = ("incumbent", "bound")
        known = [f"{n} {self._known[n]:.6g}" for n in names if self._known.get(n) is not None]
        known += [] if gap is None else [f"gap {gap:.2%}"]
        self._progress.update(
            self._task,
            description=str(self._known.get("phase", event.kind)),
            completed=1.0 if event.kind == "end" else closed(gap, self._wanted),
            known="  ".join(known),
        )


@contextmanager
def _shown(job: "Job") -> Iterator[Callable[["Happening"], None]]:
    if not is_terminal():
        yield lambda event: say(line(event.kind, event.data))
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<12}"), BarColumn(), TextColumn("{task.fields[known]}"),
        TimeElapsedColumn(),
    )  # fmt: skip
    wanted = job.request.get("solve", {}).get("gap", DEFAULT_GAP)
    with Progress(*columns, console=Console(stderr=True, highlight=False)) as progress:
        yield Bar(progress, wanted)
