"""From a path to an instance, or to everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.data.checks import Checked, examine
from optimizer.data.instance import Instance
from optimizer.data.package import read_package
from optimizer.errors import DataError, VersionError

if TYPE_CHECKING:
    import polars as pl

    from optimizer.data.findings import Findings
    from optimizer.data.raw import RawPackage


def read(path: Path | str) -> RawPackage:
    """The text of an instance: a package folder (or its descriptor), a JSON document or a workbook."""
    path = Path(path)
    if path.name == "datapackage.json":
        return read_package(path.parent)
    return read_package(path)


def check(path: Path | str) -> Findings:
    """Everything that is wrong or suspicious about the instance at ``path``, at once."""
    return examine(read(path)).findings


def load(path: Path | str) -> Instance:
    """The instance at ``path``, checked.

    Raises ``DataError`` with all findings when there is an error among them (warnings do not
    count), ``VersionError`` when its format version cannot be read.
    """
    raw = read(path)
    checked = examine(raw)
    if checked.findings.errors:
        too_new = any(f.rule.startswith("version.") for f in checked.findings.errors)
        raise (VersionError if too_new else DataError)(checked.findings)
    return _instance(raw, checked)


def _instance(raw: RawPackage, checked: Checked) -> Instance:
    frames: dict[str, pl.DataFrame] = {n: t.frame for n, t in checked.tables.items()}
    return Instance.of(
        raw.name, frames, title=raw.title, currency=raw.currency, metadata=raw.metadata
    )
