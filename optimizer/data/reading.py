"""From a path to an instance, or to everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.data.checks.examine import examine
from optimizer.data.checks.pulling import alone
from optimizer.data.document import parse_document, read_document
from optimizer.data.findings import Findings
from optimizer.data.instance import Instance
from optimizer.data.memory import as_text
from optimizer.data.migrate import migrate
from optimizer.data.package import DESCRIPTOR, read_package
from optimizer.data.workbook import read_workbook
from optimizer.errors import DataError, VersionError

if TYPE_CHECKING:
    from optimizer.data.checks.examine import Checked
    from optimizer.data.raw import RawPackage


def read(source: Path | str | bytes | Instance) -> RawPackage:
    """The text of an instance, of the current version, whatever form it has.

    ``source`` is the path of a package folder (or of its descriptor), of a JSON document or of a
    workbook; the bytes of a JSON document; or an instance in memory.
    """
    package = _read(source)
    migrate(package)
    return package


def _read(source: Path | str | bytes | Instance) -> RawPackage:
    if isinstance(source, Instance):
        return as_text(source)
    if isinstance(source, bytes):
        return parse_document(source)
    path = Path(source)
    if path.name == DESCRIPTOR:
        return read_package(path.parent)
    forms = {".json": read_document, ".xlsx": read_workbook}
    return forms.get(path.suffix.lower(), read_package)(path)


def check(source: Path | str | bytes | Instance) -> Findings:
    """Everything that is wrong or suspicious about an instance, at once; ``read`` says of what.

    Where nothing is wrong, each lever is pulled alone and what comes out is checked as well.
    """
    package = read(source)
    checked = examine(package)
    if checked.findings.errors or "levers" not in checked.tables:
        return checked.findings
    pulled = alone(_instance(package, checked), checked.tables["levers"].raw)
    return Findings([*checked.findings, *pulled])


def load(source: Path | str | bytes) -> Instance:
    """The instance at a path or in the bytes of a JSON document, checked.

    Raises:
        VersionError: its format version is missing or cannot be read.
        DataError: something else is wrong. Both carry all findings; warnings alone do not raise.
    """
    package = read(source)
    checked = examine(package)
    errors = checked.findings.errors
    if any(finding.rule.startswith("version.") for finding in errors):
        raise VersionError(checked.findings)
    if errors:
        raise DataError(checked.findings)
    return _instance(package, checked)


def _instance(package: RawPackage, checked: Checked) -> Instance:
    frames = {name: table.frame for name, table in checked.tables.items()}
    return Instance.of(
        package.name,
        frames,
        title=package.title,
        currency=package.currency,
        metadata=package.metadata,
    )
