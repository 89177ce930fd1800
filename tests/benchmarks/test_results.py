"""From measurements to ledger, tables, plot and README."""

import re
from xml.etree import ElementTree

import polars as pl
import pytest

from benchmarks import ledger, report, tables
from benchmarks import run as runs
from benchmarks.measure import taken
from benchmarks.plot import plot
from benchmarks.worker import measured


def a_run() -> pl.DataFrame:
    said = {"date": "2026-11-01 10:00", "commit": "abc1234+", "machine": "m", "versions": "v"}
    rows = []
    spent = {"raw": 0.1, "junkan": 0.12, "linopy": 1.2, "pyomo-solver": 36.0, "pyomo-appsi": 30.0}
    for case, size in (("network-1e5", 100_000), ("network-1e6", 1_000_000)):
        for way, cpu in spent.items():
            for number, noise in enumerate((1.0, 1.1, 5.0)):
                for phase, part in (("build", 0.75), ("hand-over", 0.25), ("again", 0.5)):
                    if phase == "again" and way.startswith("pyomo"):
                        continue
                    rows.append(
                        {
                            **said,
                            "case": case,
                            "seed": 0,
                            "round": number,
                            "way": way,
                            "phase": phase,
                            "cpu_s": cpu * part * noise,
                            "wall_s": 2 * cpu * part,
                            "peak_mib": 100.0,
                            "nonzeros": size,
                        }
                    )
    for seed, wall in enumerate((1.0, 3.0, 7.0)):
        rows += [
            {
                **said,
                "case": "network-1e4",
                "seed": seed,
                "round": seed,
                "way": "pipeline",
                "phase": phase,
                "wall_s": wall,
                "cpu_s": wall,
                "peak_mib": 1.0,
                "nonzeros": 10,
                "integers": 2,
                "gap": 0.005,
                "status": "optimal_within_gap",
                "audit": "passed",
            }
            for phase in tables.PHASES
        ]
    rows.append(
        {
            **said,
            "case": "commands",
            "round": 0,
            "way": "command",
            "phase": "junkan --help",
            "wall_s": 0.3,
            "cpu_s": 0.2,
        }
    )
    return ledger.frame(rows)


def test_shifted_geometric_mean_by_hand() -> None:
    # (1+1)(3+1)(7+1) = 64, whose cube root is 4, less 1.
    assert tables.shifted_geometric_mean([1.0, 3.0, 7.0]) == pytest.approx(3.0)


def test_medians_add_up_phases_of_a_round_and_pass_over_outliers() -> None:
    table = tables.by_way(a_run()).filter(pl.col("case") == "network-1e6")
    assert table["way"].to_list() == ["raw", "junkan", "linopy", "pyomo-solver", "pyomo-appsi"]
    ours = table.row(1, named=True)
    assert ours["cpu_s"] == pytest.approx(0.12 * 1.1)
    assert ours["again_s"] == pytest.approx(0.12 * 0.5 * 1.1)


def test_targets_are_ratios_at_a_million() -> None:
    said = tables.targets(a_run())
    assert "| ours, in raw arrays | 1.20 | at most 1.5 |" in said
    assert "| pyomo-solver, in ours | 300 | at least 50 |" in said


def test_seeds_and_phases_become_rows() -> None:
    assert "| network-1e4 | 3 | 3 | 1 | 7 | 0.50 % | 3 of 3 |" in tables.seeds(a_run())
    assert tables.phases(a_run()).splitlines()[2].startswith("| network-1e4 | 10 | 2 |")
    assert "`junkan --help`" in tables.commands(a_run())


def test_the_ledger_reads_what_it_wrote_and_overwrites_nothing(tmp_path) -> None:
    first, second = ledger.write(a_run(), tmp_path), ledger.write(a_run(), tmp_path)
    assert first.name == "2026-11-01-abc1234.csv"
    assert second.name == "2026-11-01-abc1234-2.csv"
    assert [name for name, _ in ledger.runs(tmp_path)] == [second.name, first.name]
    read = dict(ledger.runs(tmp_path))[first.name]
    assert read.select("case", "way", "status").equals(a_run().select("case", "way", "status"))


def test_the_plot_is_well_formed_and_names_every_line() -> None:
    lines = {"junkan": [(1e4, 0.02), (1e6, 0.1)], "raw": [(1e4, 0.002), (1e6, 0.1)]}
    root = ElementTree.fromstring(plot(lines, "non-zeros", "seconds"))
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"junkan", "raw", "non-zeros", "seconds", "1e4", "1e6"} <= set(words)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 4


def test_parts_fill_their_places() -> None:
    text = "a\n<!-- begin: x -->\nold\n<!-- end -->\nb\n<!-- begin: y -->\n<!-- end -->\n"
    filled = report.filled(text, {"x": r"new \1", "y": "more"})
    assert filled == (
        "a\n<!-- begin: x -->\nnew \\1\n<!-- end -->\nb\n<!-- begin: y -->\nmore\n<!-- end -->\n"
    )
    with pytest.raises(ValueError, match="no place for z"):
        report.filled(text, {"z": ""})


def test_the_readme_has_a_place_for_everything_and_the_newest_run_in_it(root) -> None:
    text = (root / "benchmarks" / "README.md").read_text(encoding="utf-8")
    places = set(re.findall(r"<!-- begin: ([\w-]+) -->", text))
    assert places == {
        "run",
        "targets",
        "hand-over",
        "phases",
        "shipped",
        "seeds",
        "commands",
        "ledger",
    }
    if ledger.runs():
        name, newest = ledger.runs()[-1]
        assert name in text
        assert tables.hand_over(newest) in text, "stale: run `junkan bench -- --again`"


def test_measuring_sees_time_and_memory() -> None:
    with taken() as spent:
        held = bytearray(64 * 1024 * 1024)
        held[::4096] = b"x" * len(held[::4096])
    assert spent.wall > 0
    assert spent.cpu >= 0
    assert spent.peak > 64


@pytest.mark.filterwarnings("ignore")
def test_a_worker_measures_a_way_and_says_the_size() -> None:
    found = measured({"task": "way", "case": "network-1e4", "seed": 0, "way": "raw", "small": True})
    assert set(found["phases"]) == {"build", "hand-over", "again"}
    assert found["facts"]["nonzeros"] > 1000


def test_a_run_is_rows_of_the_ledger(monkeypatch) -> None:
    monkeypatch.setattr(runs, "COMMANDS", runs.COMMANDS[:2])
    found = runs.run(("commands",), (), 1, lambda words: None)
    assert found.columns == list(ledger.COLUMNS)
    assert found["phase"].to_list()[:2] == ["python itself", "junkan --help"]
    assert (found["wall_s"] > 0).all()
