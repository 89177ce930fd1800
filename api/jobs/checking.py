"""Checking an instance, as a process of its own does it; no kind of job, but done like one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.jobs.instancing import instance_of, require_watched
from api.jobs.states import State, Termination
from api.jobs.work import Done
from api.unpacking import unpacked
from optimizer import check, write_document, write_package, write_workbook

if TYPE_CHECKING:
    from api.jobs.work import Tell, Work
    from optimizer import Instance


def run(work: Work, tell: Tell) -> Done:
    """Load the instance (a zip is unpacked first), try the settings on it, and say what it is.

    ``changes`` of the request are made first; then it is the changed one. With ``keep`` the
    instance is written to ``instance.json`` in the folder, with ``workbook`` to ``instance.xlsx``,
    with ``package`` as CSV tables to its folder ``package``.
    """
    source = work.source
    if source.suffix == ".zip":
        source = unpacked(source, work.folder, work.request["unpacked"], work.request["files"])
    instance = instance_of(replace(work, source=source))
    if "build" in work.request:
        _try_settings(instance, work.request["build"])
    if work.request.get("keep"):
        write_document(instance, Path(work.folder) / "instance.json")
    if work.request.get("workbook"):
        write_workbook(instance, Path(work.folder) / "instance.xlsx")
    if work.request.get("package"):
        write_package(instance, Path(work.folder) / "package")
    found = {
        "name": instance.name,
        "title": instance.title,
        "digest": instance.digest,
        "rows": {name: table.height for name, table in instance.tables.items() if table.height},
        "findings": check(instance if work.request.get("changes") else source).as_json(),
    }
    return Done(State.SUCCEEDED, Termination.OPTIMAL, details=found)


def _try_settings(instance: Instance, given: dict[str, Any]) -> None:
    """Raise ``SettingsError`` where the settings do not fit the instance."""
    from optimizer import BuildSettings, formulated  # not before it is needed: it brings Pyomo

    build = BuildSettings.from_dict(given)
    require_watched(instance, build)
    formulated(instance, build)
