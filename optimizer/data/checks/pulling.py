"""Levers pulled alone: each must leave an instance with which nothing is wrong.

That means a check for each lever, so it is done when somebody asks what is wrong with an
instance, not whenever one is loaded; pulling a lever checks what comes out in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.data.checks.looking import look
from optimizer.data.findings import error
from optimizer.data.levers import pulled
from optimizer.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.findings import Finding
    from optimizer.data.instance import Instance
    from optimizer.data.raw import RawTable

_SHOWN = 3

_UNSOUND = error(
    "lever.unsound",
    "pulled alone, it leaves an instance with {count} error(s): {first}",
    "Mend its changes.",
)


def alone(instance: Instance, levers: RawTable) -> Iterator[Finding]:
    """What is wrong with the instance once a lever is pulled, at the row of that lever."""
    rows = instance.table("levers").select("lever", "pulled").rows()
    before = None if all(done for _, done in rows) else look(instance)
    for at, (lever, done) in enumerate(rows):
        if done:
            continue
        try:
            pulled(instance, [lever], before)
        except DataError as problem:
            errors = [str(finding) for finding in problem.findings if finding.severity == "error"]
            words = {"count": len(errors), "first": " ".join(errors[:_SHOWN])}
            yield levers.finding(_UNSOUND, words, row=at, column="lever")
