"""The instance that a job is about: as it lies there, with the changes that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer import WATCHED, SettingsError, changed, load

if TYPE_CHECKING:
    from api.jobs.work import Work
    from optimizer import BuildSettings, Instance


def instance_of(work: Work) -> Instance:
    """The instance of ``work.source`` after ``changes``.

    Raises:
        DataError: a change cannot be made, or what comes out is no valid instance.
        SettingsError: something is no change at all.
    """
    instance = load(work.source)
    changes = work.request.get("changes") or []
    return changed(instance, changes) if changes else instance


def require_watched(instance: Instance, build: BuildSettings) -> None:
    """Refuse to watch what is not there, unless nobody asked for it by name.

    Raises:
        SettingsError: a watched country or bloc is not in the instance.
    """
    known = {*instance.table("countries")["country"], *instance.table("blocs")["bloc"]}
    unknown = build.watched - known
    if unknown and build.watched != WATCHED:
        raise SettingsError(
            f"no country or bloc of the instance is called {', '.join(sorted(unknown))}"
        )
