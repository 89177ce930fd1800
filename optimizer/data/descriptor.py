"""The descriptor of a data package: names, licences, format version, and a schema per table.

Properties of our own begin with ``junkan:``, as the Data Package standard allows; those of columns
carry what the standard cannot say (units, references to one of several tables).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from optimizer.data.columns import Column, Kind, Table
from optimizer.data.findings import error
from optimizer.data.tables import FORMAT_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.raw import RawPackage

VERSION = "junkan:format_version"
CURRENCY = "junkan:currency"
_OURS = ("name", "title", "resources", "profile", VERSION, CURRENCY)

_TYPE: dict[Kind, str] = {
    Kind.ID: "string",
    Kind.TEXT: "string",
    Kind.NUMBER: "number",
    Kind.INTEGER: "integer",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
}


_PROPERTY = error("package.property", "{key} is missing or not a text", 'Write "{key}": "...".')
_NO_VERSION = error(
    "version.missing", "the format version is missing", f'Write "{VERSION}": {FORMAT_VERSION}.'
)
_NOT_VERSION = error(
    "version.unknown", "not a positive whole number", f'Write "{VERSION}": {FORMAT_VERSION}.'
)
_TOO_NEW = error(
    "version.too_new", f"this program reads versions up to {FORMAT_VERSION}", "Update the program."
)


def metadata_of(descriptor: Mapping[str, Any], package: RawPackage, file: str) -> None:
    """Takes name, title, currency, version and the rest of ``descriptor`` into ``package``."""
    package.name = _text(descriptor, "name", package, file)
    package.currency = _text(descriptor, CURRENCY, package, file)
    title = descriptor.get("title", "")
    package.title = title if isinstance(title, str) and title else package.name
    package.metadata = {k: v for k, v in descriptor.items() if k not in (*_OURS, "tables")}
    version = descriptor.get(VERSION)
    where: dict[str, Any] = {
        "column": VERSION,
        "value": "" if version is None else str(version),
        "place": file,
    }
    if version is None:
        package.note(_NO_VERSION, **where)
    elif isinstance(version, bool) or not isinstance(version, int) or version < 1:
        package.note(_NOT_VERSION, **where)
    else:
        package.version = version
        if version > FORMAT_VERSION:
            package.note(_TOO_NEW, **where)


def _text(descriptor: Mapping[str, Any], key: str, package: RawPackage, file: str) -> str:
    value = descriptor.get(key)
    if isinstance(value, str) and value.strip():
        return value
    shown = "" if value is None else str(value)
    package.note(_PROPERTY, {"key": key}, column=key, value=shown, place=file)
    return ""


def heading(instance: Instance) -> dict[str, Any]:
    """What is said about the instance as a whole, in every form in which it is written."""
    return {
        "name": instance.name,
        "title": instance.title,
        VERSION: FORMAT_VERSION,
        CURRENCY: instance.currency,
        **instance.metadata,
    }


def describe(instance: Instance, columns: Mapping[str, Sequence[str]]) -> str:
    """The descriptor as JSON text; ``columns`` says which tables and columns are written."""
    descriptor = {
        **heading(instance),
        "resources": [resource(TABLES[name], chosen, columns) for name, chosen in columns.items()],
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def resource(
    table: Table, columns: Sequence[str], written: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """One table as a tabular resource; foreign keys only point at tables that are written."""
    schema: dict[str, Any] = {"fields": [field(table.column(name)) for name in columns]}
    # The standard wants key cells filled; an optional key ("" for "any") is checked by us alone.
    if table.keys and all(table.column(key).required for key in table.keys):
        schema["primaryKey"] = list(table.keys)
    if foreign := _foreign_keys(table, columns, written):
        schema["foreignKeys"] = foreign
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "description": table.description,
        "encoding": "utf-8",
        "schema": schema,
    }


def field(column: Column) -> dict[str, Any]:
    """One column as a field of a table schema."""
    described: dict[str, Any] = {
        "name": column.name,
        "type": _TYPE[column.kind],
        "description": column.description,
    }
    if column.unit:
        described["junkan:unit"] = column.unit
    if column.reference:
        described["junkan:reference"] = list(column.reference)
    if column.kind is Kind.BOOLEAN:
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    if constraints := _constraints(column):
        described["constraints"] = constraints
    return described


def _constraints(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    for bound in ("minimum", "maximum"):
        if (value := getattr(column, bound)) is not None:
            constraints[bound] = value
    if chosen := [choice for choice in column.choices if choice]:
        constraints["enum"] = chosen
    return constraints


def _foreign_keys(
    table: Table, columns: Sequence[str], written: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    keys = []
    for name in columns:
        reference = table.column(name).reference
        if len(reference) != 1 or reference[0] not in written:
            continue
        target = TABLES[reference[0]]
        # The standard refers to the same table by an empty name.
        resource_name = "" if target is table else target.name
        keys.append(
            {
                "fields": [name],
                "reference": {"resource": resource_name, "fields": [target.keys[0]]},
            }
        )
    return keys
