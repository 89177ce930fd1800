"""Instances: tables on disk, checked and typed. Knows no solver and no modelling language."""

from __future__ import annotations

from optimizer.data.document import write_document
from optimizer.data.findings import Finding, Findings, Severity
from optimizer.data.instance import Instance
from optimizer.data.package import write_package
from optimizer.data.reading import check, load
from optimizer.data.scaffold import new
from optimizer.data.workbook import write_workbook

__all__ = [
    "Finding",
    "Findings",
    "Instance",
    "Severity",
    "check",
    "load",
    "new",
    "write_document",
    "write_package",
    "write_workbook",
]
