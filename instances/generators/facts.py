"""The sourced tables, read once: every row keeps its source, year, licence and confidence."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ENVIRONMENT = "JUNKAN_SHARED"

_KNOWN = (
    # What to look for in a citation, and the short name it then gets.
    ("Mineral Commodity Summaries 2026", "usgs-mcs-2026"),
    ("EverBatt 2023", "everbatt-2023"),
    ("EverBatt: A Closed-loop", "everbatt-2019"),
    ("Busch et al.", "busch-2024"),
    ("Cheng, Fuchs", "cheng-2024"),
    ("premise (PSI/PIK)", "premise"),
    ("searoute", "searoute"),
    ("IEA, Global EV Data 2024", "iea-ev-data-2024"),
)


@dataclass(frozen=True)
class Source:
    """One row of the table of sources."""

    key: str
    citation: str
    url: str
    licence: str


@dataclass(frozen=True)
class Prov:
    """Where a row of the instance comes from."""

    source: str
    year: int | None = None
    confidence: str = "estimate"
    note: str = ""

    def but(self, confidence: str, note: str = "") -> Prov:
        """The same source with another confidence and note; what is empty stays as it was."""
        return Prov(self.source, self.year, confidence or self.confidence, note or self.note)


@dataclass(frozen=True)
class Fact:
    """A figure and where it comes from."""

    value: float
    prov: Prov
    row: dict[str, str] = field(compare=False, hash=False)


def shared_folder() -> Path:
    """The folder with the sourced tables; it may not exist."""
    root = os.environ.get(ENVIRONMENT)
    return (Path(root) if root else REPOSITORY.parent / "shared") / "data"


class Facts:
    """All tables of the data room.

    ``FileNotFoundError`` when the folder is not there. Short names of sources are given in the
    order of files and rows, so that they do not depend on what is asked first.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or shared_folder()
        files = sorted(self.folder.glob("*.csv"))
        if not files:
            raise FileNotFoundError(f"no tables in {self.folder}; set {ENVIRONMENT}")
        self.tables = {path.stem: _rows(path) for path in files}
        self.sources: dict[str, Source] = {}
        self._key: dict[tuple[str, str], str] = {}
        for rows in self.tables.values():
            for row in rows:
                self._register(row)

    def _register(self, row: dict[str, str]) -> None:
        identity = (row["source"], row["source_url"])
        if identity in self._key:
            return
        stem = _short(row["source"])
        key, n = stem, 1
        while key in self.sources:
            n += 1
            key = f"{stem}-{n}"
        self._key[identity] = key
        self.sources[key] = Source(key, row["source"], row["source_url"], row["licence"])

    def prov(self, row: dict[str, str], confidence: str = "", note: str = "") -> Prov:
        """The provenance of a row; background rows of the data room count as recalled."""
        found = row["confidence"]
        year = re.match(r"(19|20)\d\d", row["year"] or "")
        return Prov(
            self._key[(row["source"], row["source_url"])],
            int(year.group(0)) if year else None,
            confidence or found,
            note,
        )

    def rows(self, table: str, **match: str) -> list[dict[str, str]]:
        """Rows of a table (named by the start of its file name) whose cells equal ``match``."""
        name = next(n for n in self.tables if n == table or n.startswith(f"{table}_"))
        return [
            row
            for row in self.tables[name]
            if all(row[column] == value for column, value in match.items())
        ]

    def get(self, table: str, **match: str) -> Fact:
        """The first row that matches and has a value; ``KeyError`` when there is none."""
        for row in self.rows(table, **match):
            if row["value"]:
                return Fact(float(row["value"]), self.prov(row), row)
        raise KeyError(f"{table}: {match}")

    def value(self, table: str, **match: str) -> float:
        """The figure of ``get`` alone."""
        return self.get(table, **match).value


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _short(citation: str) -> str:
    for text, key in _KNOWN:
        if text in citation:
            return key
    words = re.findall(r"[a-z0-9]+", citation.lower())
    return "-".join(words[:5]) or "unnamed"
