"""The outline of an instance."""

import json
from pathlib import Path

from optimizer.cli.outline import as_lines, outline
from optimizer.data import load


def test_it_counts_rows_and_confidence(instances: Path) -> None:
    outlined = outline(load(instances / "toy-loop"))
    assert outlined["periods"] == ["2025", "2026", "2027"]
    assert outlined["days"] == 3 * 365
    assert outlined["stages"] == ["pack", "recovery"]
    assert outlined["demand"] == {"MWh": 60.0}
    assert outlined["rows"]["recipes"] == 5
    assert list(outlined["confidence"]) == ["example"]
    json.dumps(outlined)


def test_lines_fit_a_terminal(instances: Path) -> None:
    lines = list(as_lines(outline(load(instances / "toy-winter"))))
    assert lines[0] == "A frozen strait  (toy-winter)"
    assert max(map(len, lines)) <= 100
