"""Scenarios sampled from the rates at which what fails: a tree in which nobody foresees an outage.

Outages begin on the first day of a period, independently of each other and of the past, each with
the chance ``1 − (1 − annual_probability) ** years``; while one is under way it cannot begin again.
What it leaves in a period is the mean over the days of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.moments import TRUNK, Calendar
from optimizer.data.tree import extended, reckoned
from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from optimizer.data.instance import Instance

Begun = tuple[tuple[int, ...], ...]
"""For each period, the positions of the outages that begin in it."""


@dataclass(frozen=True)
class Rates:
    """The rows of ``outage_rates`` by name, and the periods in which they may begin.

    ``chances``: of beginning, by period × outage, if it is not under way.
    """

    rows: tuple[dict[str, Any], ...]
    periods: tuple[str, ...]
    days: tuple[int, ...]
    chances: NDArray[np.float64]

    @classmethod
    def of(cls, instance: Instance) -> Rates:
        """The rates of an instance.

        Raises:
            SettingsError: it has none, so nothing can be sampled.
        """
        rows = tuple(instance.table("outage_rates").sort("outage").iter_rows(named=True))
        if not rows:
            raise SettingsError(
                f"{instance.name} has no outage_rates to sample from; add rows to that table"
            )
        calendar = Calendar(reckoned(instance, "none"))
        yearly = np.array([row["annual_probability"] for row in rows])
        chances = 1.0 - (1.0 - yearly[None, :]) ** calendar.years[:, None]
        return cls(rows, calendar.periods, calendar.days, chances)

    def drawn(self, count: int, seed: int) -> list[Begun]:
        """What begins when, in each of ``count`` samples.

        The same seed gives the same samples on every machine; fewer of them are the first of more.
        """
        periods, outages = self.chances.shape
        chosen = np.random.default_rng(seed).random((count, periods, outages)) < self.chances
        return [self._begun(one) for one in chosen]

    def _begun(self, chosen: NDArray[np.bool_]) -> Begun:
        """Those chosen that are not under way: ``free`` counts days from the start."""
        starts = np.concatenate([[0], np.cumsum(self.days)])
        free = [0] * len(self.rows)
        begun: list[tuple[int, ...]] = []
        for at, row in enumerate(chosen):
            now = tuple(int(o) for o in np.flatnonzero(row) if free[o] <= starts[at])
            for o in now:
                free[o] = int(starts[at]) + self.rows[o]["days"]
            begun.append(now)
        return tuple(begun)

    def struck(self, scenario: str, outage: int, first: int) -> Iterator[dict[str, Any]]:
        """Rows of ``disruptions`` of an outage that begins in a period, one for each it strikes."""
        row = self.rows[outage]
        left = row["days"]
        for at in range(first, len(self.periods)):
            share = min(left, self.days[at]) / self.days[at]
            if share <= 0 or row["remaining"] >= 1:
                return
            yield {
                "disruption": f"{scenario}/{row['outage']}/{self.periods[at]}",
                "scenario": scenario,
                **{name: row[name] for name in ("kind", "target", "country", "commodity")},
                "first_period": self.periods[at],
                "last_period": self.periods[at],
                "remaining": 1.0 - (1.0 - row["remaining"]) * share,
                "confidence": "computed",
                "note": f"sampled from outage_rates, {row['outage']}",
            }
            left -= self.days[at]


def sampled(instance: Instance, count: int, seed: int) -> Instance:
    """The instance with ``count`` equally likely samples as its scenarios, and no others.

    Samples share a branch for as long as the same has happened in them, so that nobody foresees an
    outage; those without any stay in the trunk. Sampling once more gives the same instance.

    Raises:
        SettingsError: there are no rates, or ``count`` is below 1.
    """
    if count < 1:
        raise SettingsError(f"samples = {count}: must be at least 1")
    rates = Rates.of(instance)
    scenarios, disruptions = _grown(rates, rates.drawn(count, seed))
    rows = {"scenarios": scenarios, "disruptions": disruptions}
    return extended(reckoned(instance, "none"), rows)


def apart(instance: Instance, courses: Iterable[Begun], known: int | None = None) -> Instance:
    """The instance with each course as an equally likely branch of its own, named ``course-1``, ...

    It leaves the trunk in the period of its first outage, or ``known`` periods from the start if
    that is earlier, and holds no surprise from then on. Courses that never leave have no branch.
    """
    rates, listed = Rates.of(instance), list(courses)
    last = len(rates.periods) if known is None else known
    first = [min(last, _first_outage(begun)) for begun in listed]
    scenarios: list[dict[str, Any]] = []
    disruptions: list[dict[str, Any]] = []
    staying = len(listed)
    for since in range(len(rates.periods)):
        leaving = [n for n in range(len(listed)) if first[n] == since]
        for n in leaving:
            name = f"course-{n + 1}"
            scenarios.append(_branch(rates, name, TRUNK, since, 1.0 / staying))
            for at, now in enumerate(listed[n]):
                disruptions += [row for outage in now for row in rates.struck(name, outage, at)]
        staying -= len(leaving)
    rows = {"scenarios": scenarios, "disruptions": disruptions}
    return extended(reckoned(instance, "none"), rows)


def _first_outage(begun: Begun) -> int:
    """The period in which something first begins; their number, if nothing does."""
    return next((at for at, now in enumerate(begun) if now), len(begun))


def _grown(rates: Rates, samples: list[Begun]) -> tuple[list[Any], list[Any]]:
    """Rows of ``scenarios`` and ``disruptions``: samples branch where they first differ."""
    scenarios: list[dict[str, Any]] = []
    disruptions: list[dict[str, Any]] = []
    together: dict[str, list[Begun]] = {TRUNK: samples}
    for at in range(len(rates.periods)):
        for parent, members in list(together.items()):
            groups: dict[tuple[int, ...], list[Begun]] = {}
            for begun in members:
                groups.setdefault(begun[at], []).append(begun)
            together[parent] = groups.pop((), [])
            for now in sorted(groups):
                name = f"sample-{len(scenarios) + 1}"
                together[name] = groups[now]
                chance = len(groups[now]) / len(members)
                scenarios.append(_branch(rates, name, parent, at, chance))
                disruptions += [row for o in now for row in rates.struck(name, o, at)]
    return scenarios, disruptions


def _branch(rates: Rates, name: str, parent: str, at: int, chance: float) -> dict[str, Any]:
    return {
        "scenario": name,
        "parent": parent,
        "from_period": rates.periods[at],
        "probability": chance,
        "name": name,
    }
