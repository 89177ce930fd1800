"""The pillars of an instance, with their parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from optimizer.data.instance import Instance


@dataclass(frozen=True)
class Pillar:
    """A row of ``pillars``, with the names in its rows of ``pillar_parts``, by kind, in order.

    ``share`` of demand is promised after the loss of any country; ``None``: nothing is.
    """

    name: str
    title: str
    share: float | None
    levers: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()


def pillars(instance: Instance, only: tuple[str, ...] = ()) -> tuple[Pillar, ...]:
    """Those that are named (none: all), in the order of their table.

    Raises:
        SettingsError: there are none, or none of that name.
    """
    parts: dict[tuple[str, str], list[str]] = {}
    for pillar, kind, target in (
        instance.table("pillar_parts").select("pillar", "kind", "target").iter_rows()
    ):
        parts.setdefault((pillar, kind), []).append(target)

    def of(pillar: str, kind: str) -> tuple[str, ...]:
        return tuple(parts.get((pillar, kind), ()))

    found = tuple(
        Pillar(
            name,
            title or name,
            share,
            of(name, "lever"),
            of(name, "before"),
            of(name, "policy"),
            of(name, "partner"),
            of(name, "agreement"),
        )
        for name, title, share in (
            instance.table("pillars").select("pillar", "name", "share").iter_rows()
        )
    )
    if not found:
        raise SettingsError(f"{instance.name} has no pillars; add the tables pillars, pillar_parts")
    known = [pillar.name for pillar in found]
    if unknown := [name for name in only if name not in known]:
        raise SettingsError(
            f"no pillar is called {', '.join(unknown)}; there are {', '.join(known)}"
        )
    return tuple(pillar for pillar in found if not only or pillar.name in only)
