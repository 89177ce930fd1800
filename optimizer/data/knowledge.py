"""What is known as a range only: instances in which it is told, or comes out in branches.

An *unknown* is low or high, independently of the others; its *ranges* are swings. Where it is told,
they are swings that all foresee. Where it is not, they come out when they begin: what is decided
once for all is decided without them, what is done later with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, product
from typing import TYPE_CHECKING, Any, Literal

from optimizer.data.tree import extended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optimizer.data.instance import Instance

End = Literal["low", "high"]
ENDS: tuple[End, End] = ("low", "high")


@dataclass(frozen=True)
class Unknown:
    """Something that is low with ``chance``, else high, and comes out at ``period`` (its number).

    ``ranges``: its rows of the table.
    """

    name: str
    title: str
    agreement: str
    chance: float
    period: int
    ranges: tuple[Mapping[str, Any], ...]

    def likely(self, end: End) -> float:
        """Chance of that end."""
        return self.chance if end == "low" else 1.0 - self.chance


def unknowns(instance: Instance) -> tuple[Unknown, ...]:
    """All that may be one thing or another, by when it comes out."""
    periods = {name: at for at, name in enumerate(instance.table("periods")["period"])}
    ranges: dict[str, list[dict[str, Any]]] = {}
    for row in instance.table("ranges").iter_rows(named=True):
        ranges.setdefault(row["unknown"], []).append(row)
    found = [
        Unknown(
            row["unknown"],
            row["name"] or row["unknown"],
            row["agreement"],
            row["chance"],
            min(periods[r["first_period"]] for r in ranges[row["unknown"]]),
            tuple(ranges[row["unknown"]]),
        )
        for row in instance.table("unknowns").iter_rows(named=True)
        if row["unknown"] in ranges and 0.0 < row["chance"] < 1.0
    ]
    return tuple(sorted(found, key=lambda u: u.period))


def outcomes(of: Iterable[Unknown]) -> Iterator[tuple[float, dict[str, End]]]:
    """Each way it may be, with its chance; one sure way where there is nothing unknown."""
    listed = list(of)
    for ends in product(ENDS, repeat=len(listed)):
        chance = 1.0
        for unknown, end in zip(listed, ends, strict=True):
            chance *= unknown.likely(end)
        yield chance, {u.name: end for u, end in zip(listed, ends, strict=True)}


def told(instance: Instance, all_: Iterable[Unknown], known: Mapping[str, End]) -> Instance:
    """The instance in which each unknown of ``known`` is as said there, and the rest comes out.

    The tree of what comes out has a branch for each way it may be, but one, which is its trunk:
    there everything is high.
    """
    listed = list(all_)
    hidden = [unknown for unknown in listed if unknown.name not in known]
    swings = [
        _swing(row, "", row[known.get(unknown.name, "high")])
        for unknown in listed
        for row in unknown.ranges
    ]
    scenarios: list[dict[str, Any]] = []
    periods = instance.table("periods")["period"]
    nodes = [""]
    for at, together in groupby(hidden, key=lambda u: u.period):
        group = list(together)
        for node in list(nodes):
            for chance, ends in outcomes(group):
                low = [unknown for unknown in group if ends[unknown.name] == "low"]
                if not low:
                    continue
                branch = "+".join([*([node] if node else []), *(u.name + "-low" for u in low)])
                nodes.append(branch)
                scenarios.append(
                    {
                        "scenario": branch,
                        "parent": node,
                        "from_period": periods[at],
                        "probability": chance,
                        "planned": True,
                    }
                )
                swings += [
                    _swing(row, branch, row["low"] / row["high"])
                    for unknown in low
                    for row in unknown.ranges
                ]
    return extended(instance, {"swings": swings, "scenarios": scenarios})


def _swing(row: Mapping[str, Any], scenario: str, factor: float) -> dict[str, Any]:
    kept = ("kind", "target", "country", "first_period", "last_period")
    name = f"{row['range']} {scenario}".strip()
    return {"swing": name, "scenario": scenario, "factor": factor} | {c: row[c] for c in kept}
