"""Learning: who learns by what, from how much on, and how much could be made at the lower cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.bounds import bounds
from optimizer.data.network.struck import places
from optimizer.errors import FormulationError

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats

Pairs = tuple[list[int], list[int]]


def derive(b: Builder, instance: Instance, calendar: Calendar) -> None:
    """Set ``lessons`` (steps of learning curves), what each counts, and what was before a moment.

    Comes late: how much can be made at most depends on all that may enter and leave accounts.

    Raises:
        FormulationError: nothing limits what a step could save; the checker reports which.
    """
    rows = list(instance.table("learning").iter_rows(named=True))
    b.add_set("lessons", (row["step"] for row in rows), "steps of learning curves")
    taught = _taught(instance, rows)
    b.add_relation("taught_by", "lessons", "operations", taught, "operations that learn it")
    # Without lessons nobody asks; in a long and wide tree the pairs are many.
    paths = enumerate(calendar.paths) if rows else ()
    pairs = [(n, before) for n, path in paths for before in path[:-1]]
    b.add_relation(
        "earlier",
        "moments",
        "moments",
        ([n for n, _ in pairs], [before for _, before in pairs]),
        "all moments before it, in its course",
    )
    b.add_parameter(
        "lesson_threshold", "lessons", [r["threshold"] for r in rows], "amount", "made before it"
    )
    b.add_parameter(
        "lesson_saving", "lessons", [r["saving"] for r in rows], "money/amount", "saved by it"
    )
    most = _most(b, taught, len(rows))
    if endless := [rows[x]["step"] for x in np.flatnonzero(np.isinf(most).any(axis=1))]:
        raise FormulationError(f"nothing limits what learns {', '.join(endless)}")
    b.add_parameter(
        "lesson_most", ("lessons", "moments"), most, "amount", "most that can be made in the moment"
    )


def _taught(instance: Instance, rows: list[dict[str, Any]]) -> Pairs:
    """Steps and the operations that learn them: of their rung or process, in their area."""
    where = places(instance)
    site = dict(pairs_of(instance.table("facilities"), "facility", "site"))
    rung = dict(pairs_of(instance.table("processes"), "process", "rung"))
    pairs = [
        (x, o)
        for x, row in enumerate(rows)
        for o, (facility, process) in enumerate(
            pairs_of(instance.table("operations"), "facility", "process")
        )
        if (process == row["process"] or (row["rung"] and rung[process] == row["rung"]))
        and where.within(where.country_of_site[site[facility]], row["area"])
    ]
    return [x for x, _ in pairs], [o for _, o in pairs]


def _most(b: Builder, taught: Pairs, size: int) -> Floats:
    """Throughput that the operations of a step can have at a moment, on the grounds of the data."""
    most = np.zeros((size, len(b.sets["moments"])))
    if size:
        problem = b.freeze()
        through = problem.values("throughput")[taught[1], None]
        activity = bounds(problem).activity[taught[1]]
        np.add.at(most, taught[0], np.where(through > 0, through * activity, 0.0))
    return most
