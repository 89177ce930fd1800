"""The data dictionary."""

import runpy
import sys
from pathlib import Path

import pytest

from optimizer.data.dictionary import dictionary
from optimizer.data.tables import TABLES


def test_the_page_in_the_docs_is_fresh(root: Path) -> None:
    """``python -m optimizer.data.dictionary docs/dictionary.md`` writes it anew."""
    assert (root / "docs" / "dictionary.md").read_text("utf-8") == dictionary()


def test_every_table_and_column_has_its_line() -> None:
    sections = {part.split("\n", 1)[0]: part for part in dictionary().split("\n## ")}
    provenance = sections["Provenance"]
    for name, table in TABLES.items():
        for column in table.columns:
            line = f"| **{column.name}** |" if column.key else f"| {column.name} |"
            assert line in sections[name] or line in provenance


def test_a_line_says_kind_bounds_unit_default_and_reference() -> None:
    page = dictionary()
    assert "| subsidy | number, 0 to 1 | 1 | 0 | fraction of capex that others pay |" in page
    assert "→ [countries](#countries) or [blocs](#blocs)" in page
    assert "one of `discount_rate`, `in_transit_rate`" in page
    assert "*Required.*" in page


def test_it_is_written_by_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["dictionary", str(tmp_path / "page.md")])
    monkeypatch.delitem(sys.modules, "optimizer.data.dictionary", raising=False)
    runpy.run_module("optimizer.data.dictionary", run_name="__main__")
    assert (tmp_path / "page.md").read_text("utf-8") == dictionary()
