"""The benchmarks of studies, in miniature."""

import pytest

from benchmarks.studies.decomposed import HEADINGS, main, table
from benchmarks.studies.decomposed import measured as decomposed
from optimizer.data import load
from optimizer.settings import SolveSettings
from tests.conftest import ROOT

pytestmark = pytest.mark.solver


def test_both_ways_find_plans_within_the_gap_of_each_other() -> None:
    mini = load(ROOT / "instances" / "japan-eu-mini")
    rows = list(decomposed(mini, "sample:3:1", SolveSettings(gap=0.02, threads=1)))
    assert [row.way for row in rows] == ["whole", "branches"]
    one, other = rows
    assert one.branches == other.branches > 1
    assert one.objective == pytest.approx(other.objective, rel=0.02)
    assert all(row.violation is not None and row.violation < 1e-6 for row in rows)
    assert all(row.gap is not None and row.gap <= 0.02 for row in rows)
    lines = table(rows).splitlines()
    assert len(lines) == 4
    assert all(line.count("|") == len(HEADINGS) + 1 for line in lines)


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--scenarios", "sample:2:1", "--ways", "branches", "--threads", "1", "--gap", "0.5"])
    out = capsys.readouterr().out
    assert "sample:2:1" in out
    assert "optimal_within_gap" in out
