"""Looking at an instance in memory, and again once some of its tables have changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.data.checks.examine import examine
from optimizer.data.memory import as_text

if TYPE_CHECKING:
    from optimizer.data.checks.examine import Checked
    from optimizer.data.instance import Instance


@dataclass(frozen=True)
class Look:
    """An instance in memory and what was found in it."""

    instance: Instance
    checked: Checked


def look(instance: Instance, before: Look | None = None) -> Look:
    """Everything that is wrong with an instance in memory, but for its levers, found at once.

    ``before``: a look at an instance with which it shares tables, as the same objects. What hangs
    on those alone is taken from there; the findings are the same as without.
    """
    same = {}
    if before is not None:
        same = {
            name: table.raw
            for name, table in before.checked.tables.items()
            if instance.table(name) is before.instance.table(name)
        }
    known = before.checked if before else None
    return Look(instance, examine(as_text(instance, same), levers=False, before=known))
