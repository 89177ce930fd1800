"""An instance on disk: a Frictionless Data Package, a folder of CSV files and a descriptor."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.data.csv_table import read_csv
from optimizer.data.descriptor import describe, metadata_of
from optimizer.data.findings import error
from optimizer.data.raw import RawPackage, cell_text
from optimizer.data.strict_json import BrokenJsonError, parse
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from optimizer.data.instance import Instance

DESCRIPTOR = "datapackage.json"

_MISSING = error(
    "package.missing", f"there is no {DESCRIPTOR}", "Name a folder that holds a data package."
)
_NOT_JSON = error("package.not_json", "not a JSON object: {reason}", "Mend its syntax.")
_NO_RESOURCES = error(
    "package.no_resources",
    "the descriptor lists no resources",
    "List each CSV file under 'resources'.",
)
_RESOURCE = error(
    "package.resource",
    "a resource without a name or a single path",
    'Write "name": "...", "path": "...".',
)
_TWICE = error("table.duplicate", "two resources have this name", "Keep one of them.")
_OUTSIDE = error("package.path", "the path leaves the folder", "Use a path within the folder.")
_GONE = error("file.missing", "the file is missing", "Restore it, or delete the resource.")
_UNLISTED = error(
    "file.unlisted",
    f"the file is not listed in {DESCRIPTOR}, so it would not be read",
    "List it under 'resources', or delete it.",
)


def read_package(folder: Path) -> RawPackage:
    """The tables in ``folder`` as text; whatever is wrong on the way is among the findings."""
    package = RawPackage()
    descriptor = _descriptor(folder, package)
    if descriptor is None:
        return package
    metadata_of(descriptor, package, DESCRIPTOR)
    listed: dict[str, str] = {}
    for index, resource in enumerate(_resources(descriptor, package)):
        _take(folder, index, resource, package, listed)
    _unlisted(folder, listed, package)
    return package


def _descriptor(folder: Path, package: RawPackage) -> dict[str, Any] | None:
    path = folder / DESCRIPTOR
    if not path.is_file():
        package.note(_MISSING, place=str(path))
        return None
    try:
        descriptor = parse(path.read_bytes())
    except (BrokenJsonError, OSError) as problem:
        package.note(_NOT_JSON, {"reason": problem}, place=DESCRIPTOR)
        return None
    if not isinstance(descriptor, dict):
        package.note(_NOT_JSON, {"reason": "it does not begin with a brace"}, place=DESCRIPTOR)
        return None
    return descriptor


def _resources(descriptor: dict[str, Any], package: RawPackage) -> list[Any]:
    resources = descriptor.get("resources")
    if isinstance(resources, list):
        package.readable = True
        return resources
    package.note(_NO_RESOURCES, column="resources", place=DESCRIPTOR)
    return []


def _take(
    folder: Path, index: int, resource: object, package: RawPackage, listed: dict[str, str]
) -> None:
    place = f"{DESCRIPTOR} resources[{index}]"
    name, file = (resource.get(k) if isinstance(resource, dict) else None for k in ("name", "path"))
    if not isinstance(name, str) or not isinstance(file, str):
        package.note(_RESOURCE, place=place)
    elif name in listed.values():
        package.note(_TWICE, table=name, value=name, place=place)
    elif not _is_inside(file):
        package.note(_OUTSIDE, table=name, value=file, place=place)
    else:
        listed[Path(file).as_posix()] = name
        if not (folder / file).is_file():
            package.note(_GONE, table=name, value=file, place=file)
            return
        table, findings = read_csv(name, folder / file, file)
        package.findings += findings
        if table is not None:
            package.tables[name] = table


def _is_inside(file: str) -> bool:
    path = Path(file)
    outside = path.is_absolute() or ".." in path.parts or "://" in file or "\\" in file
    return bool(file) and not outside and "\0" not in file


def _unlisted(folder: Path, listed: dict[str, str], package: RawPackage) -> None:
    for path in sorted(folder.glob("*.csv")):
        if path.name not in listed:
            table = path.stem if path.stem in TABLES else ""
            package.note(_UNLISTED, table=table, value=path.name, place=path.name)


def write_package(instance: Instance, folder: Path) -> None:
    """Writes the descriptor and one CSV per table that has rows; the same instance, the same bytes.

    CSV files of an earlier instance in ``folder`` that are no longer needed are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {f"{name}.csv": table_csv(instance, name) for name in written_tables(instance)}
    for name in TABLES:
        if f"{name}.csv" not in written:
            (folder / f"{name}.csv").unlink(missing_ok=True)
    for file, content in written.items():
        (folder / file).write_text(content, encoding="utf-8", newline="")
    descriptor = describe(
        instance, {name: written_columns(instance, name) for name in written_tables(instance)}
    )
    (folder / DESCRIPTOR).write_text(descriptor, encoding="utf-8", newline="")


def written_tables(instance: Instance) -> list[str]:
    """Tables that are written: those with rows, and those that may not be missing."""
    return [n for n, table in TABLES.items() if table.required or instance.table(n).height]


def written_columns(instance: Instance, table: str) -> list[str]:
    """Columns that are written: those that must be there, and those that say something."""
    frame = instance.table(table)
    return [
        c.name
        for c in TABLES[table].columns
        if c.required or c.key or not _says_nothing(frame[c.name].unique().to_list(), c.default)
    ]


def _says_nothing(values: list[Any], default: Any) -> bool:
    return all(value == default or value is None for value in values)


def table_csv(instance: Instance, table: str) -> str:
    """One table as CSV text, rows in their order, lines ending in a line feed."""
    frame = instance.table(table).select(written_columns(instance, table))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [[cell_text(value) for value in column.to_list()] for column in frame]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()
