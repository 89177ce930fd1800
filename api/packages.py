"""What a data package holds, read row by row as text: nothing here grows with its size."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from api.errors import Problem

if TYPE_CHECKING:
    from pathlib import Path

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True)
class Package:
    """A folder that holds a sound data package."""

    folder: Path

    def described(self) -> dict[str, Any]:
        """Name, title, description, currency and tables; of each its columns and number of rows."""
        descriptor = self._descriptor()
        told = {name: str(descriptor.get(name, "")) for name in ("name", "title", "description")}
        told["currency"] = str(descriptor.get("junkan:currency", ""))
        return {**told, "tables": [self._table(each) for each in descriptor["resources"]]}

    def rows(self, table: str, offset: int, limit: int) -> dict[str, Any]:
        """``limit`` rows of a table from ``offset`` on, each a list of texts.

        Raises:
            Problem: 404 when there is no such table.
        """
        found = [each for each in self._descriptor()["resources"] if each["name"] == table]
        if not found:
            raise Problem(404, "no-such-table", f"the instance has no table {table[:60]!r}")
        path = self.folder / found[0]["path"]
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            columns = next(lines, [])
            rows = list(islice(lines, offset, offset + limit))
        total = _height(path, path.stat().st_mtime_ns)
        return {"table": table, "columns": columns, "offset": offset, "total": total, "rows": rows}

    def _table(self, resource: dict[str, Any]) -> dict[str, Any]:
        path = self.folder / resource["path"]
        return {
            "name": resource["name"],
            "says": resource.get("description", ""),
            "rows": _height(path, path.stat().st_mtime_ns),
            "columns": [
                {
                    "name": field["name"],
                    "type": field["type"],
                    "unit": field.get("junkan:unit", ""),
                    "says": field.get("description", ""),
                }
                for field in resource["schema"]["fields"]
            ],
        }

    def _descriptor(self) -> dict[str, Any]:
        text = (self.folder / DESCRIPTOR).read_text(encoding="utf-8")
        descriptor: dict[str, Any] = json.loads(text)
        return descriptor


@lru_cache(maxsize=1000)
def _height(path: Path, changed: int) -> int:
    """Rows of a CSV file below its heading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return max(sum(1 for _ in csv.reader(file)) - 1, 0)
