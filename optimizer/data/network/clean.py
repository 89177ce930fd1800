"""The clean stream: what of every amount never was in a watched country; empty unless asked for.

Each set here is a part of another: the clean operations are the operations outside the watched
countries, and so on; ``whole_...`` leads back. A stream belongs to one set of watched countries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.accounts import label, pairs_of
from optimizer.data.network.dependence import inside_sites, windows
from optimizer.data.network.shipping import carried

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.network.dependence import Limit
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder


def name_of(watched: frozenset[str]) -> str:
    """Name of the stream that avoids these countries or blocs: ``CHN+RUS``."""
    return "+".join(sorted(watched))


def derive(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    limits: Sequence[Limit],
    measured: frozenset[str] | None,
) -> None:
    """Clean parts of all sets, a stream for ``measured`` and for each limit's watched countries.

    Raises:
        SettingsError: a limit names a country, bloc or period that is not there.
    """
    asked = [limit for limit in limits if limit.measure == "pass_through"]
    wanted = [*([] if measured is None else [measured]), *(limit.watched for limit in asked)]
    streams = {name_of(watched): watched for watched in wanted}
    for limit in asked:
        inside_sites(instance, limit.watched)
    known = set(instance.table("countries")["country"]) | set(instance.table("blocs")["bloc"])
    inside = {name: inside_sites(instance, watched & known) for name, watched in streams.items()}
    _Streams(b, instance, inside).derive()
    names = [name_of(measured)] if measured is not None else []
    b.add_set("measured", names, "the stream whose pass-through is measured")
    _servings_of(b, "measured", names, "clean deliveries of the stream")
    _limits(b, calendar, asked)


@dataclass
class _Streams:
    """Adds, stream by stream, the part of each set that lies outside its watched countries."""

    b: Builder
    instance: Instance
    inside: Mapping[str, Mapping[str, bool]]

    def derive(self) -> None:
        """All sets and relations of clean parts."""
        at = dict(pairs_of(self.instance.table("facilities"), "facility", "site"))
        lanes = carried(self.instance)
        self._part("accounts", "account", self._first("accounts"))
        self._part("operations", "operation", [at[f] for f in self._first("operations")])
        self._part("entries", "entry", [at[f] for f in self._first("entries")])
        self._part("shipments", "shipment", lanes["origin"], lanes["destination"])
        self._part("storages", "storage", self._first("storages"))
        self._part("servings", "serving", self._first("servings"))
        self._at("clean_entries_of", "entries", "entries_of", "what clean operations make and use")
        self._made_by()
        self._at("clean_leaving", "shipments", "leaving", "clean shipments that leave")
        self._at("clean_arriving", "shipments", "arriving", "that arrive in the same period")
        self._at("clean_arriving_late", "shipments", "arriving_late", "that arrive later")
        self._at("clean_kept_in", "storages", "kept_in", "the clean part of its holding")
        self._at("clean_delivered_from", "servings", "delivered_from", "clean deliveries from it")

    def _first(self, of: str) -> list[str]:
        """The first of the names that make a label: a site, market or facility."""
        return [name.partition("|")[0] for name in self.b.sets[of].labels]

    def _part(self, of: str, one: str, *ends: Iterable[str]) -> None:
        """Set ``clean_<of>``: members of ``of`` of which every end lies outside; the way back."""
        labels, places = self.b.sets[of].labels, list(zip(*ends, strict=True))
        names, whole = [], []
        for stream, inside in self.inside.items():
            for at, sites in enumerate(places):
                if not any(inside[site] for site in sites):
                    names.append(label(stream, labels[at]))
                    whole.append(at)
        self.b.add_set(f"clean_{of}", names, f"{of} outside watched countries, by stream")
        self.b.add_relation(
            f"whole_{one}",
            f"clean_{of}",
            of,
            (np.arange(len(whole)), whole),
            f"the {one} of which it is the clean part",
        )

    def _at(self, name: str, of: str, relation: str, doc: str) -> None:
        """A relation of accounts, again for their clean parts."""
        found = self.b.relations[relation]
        accounts = np.repeat(np.arange(found.pointers.size - 1), np.diff(found.pointers))
        keys, members = self.b.sets["clean_accounts"].position, self.b.sets[f"clean_{of}"].position
        account_names, member_names = self.b.sets["accounts"].labels, self.b.sets[of].labels
        pairs = [
            (keys[account], members[member])
            for stream in self.inside
            for account, member in (
                (label(stream, account_names[k]), label(stream, member_names[v]))
                for k, v in zip(accounts, found.members, strict=True)
            )
            if account in keys and member in members
        ]
        self.b.add_relation(name, "clean_accounts", f"clean_{of}", _apart(pairs), doc)

    def _made_by(self) -> None:
        operation = self.b.relations["operation_of"].members
        whole = self.b.relations["whole_entry"].members
        position, names = self.b.sets["clean_operations"].position, self.b.sets["operations"].labels
        streams = self._first("clean_entries")
        pairs = [
            (at, position[label(stream, names[operation[entry]])])
            for at, (stream, entry) in enumerate(zip(streams, whole, strict=True))
        ]
        self.b.add_relation(
            "clean_operation_of",
            "clean_entries",
            "clean_operations",
            _apart(pairs),
            "the clean operation that makes or uses",
        )


def _apart(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _servings_of(b: Builder, keys: str, streams: list[str], doc: str) -> None:
    """Relation ``<keys>_servings``: the clean servings of the stream of each key."""
    of: dict[str, list[int]] = {}
    for at, name in enumerate(b.sets["clean_servings"].labels):
        of.setdefault(name.partition("|")[0], []).append(at)
    pairs = [(key, at) for key, stream in enumerate(streams) for at in of.get(stream, ())]
    b.add_relation(f"{keys}_servings", keys, "clean_servings", _apart(pairs), doc)


def _limits(b: Builder, calendar: Calendar, limits: list[Limit]) -> None:
    """Set ``clean_limits``, a row each: what is served clean is at least its part of all."""
    chance = np.array([m.probability for m in calendar.moments])
    rows = {
        f"{name_of(limit.watched)}<={limit.limit:.12g}{window}": (limit, weight)
        for limit in limits
        for window, weight in windows(calendar, limit, chance)
    }
    b.add_set("clean_limits", rows, "limits on pass-through")
    weights = np.array([w for _, w in rows.values()]).reshape(len(rows), len(calendar.moments))
    b.add_parameter(
        "clean_weight", ("clean_limits", "moments"), weights, "1", "whether the moment counts"
    )
    share = [1.0 - limit.limit for limit, _ in rows.values()]
    b.add_parameter("clean_share", "clean_limits", share, "1", "least clean part of what is served")
    limit_at, moment_at = np.nonzero(weights)
    b.add_relation(
        "clean_limit_moments",
        "clean_limits",
        "moments",
        (limit_at.tolist(), moment_at.tolist()),
        "moments that count",
    )
    streams = [name_of(limit.watched) for limit, _ in rows.values()]
    _servings_of(b, "clean_limits", streams, "clean deliveries that count")
