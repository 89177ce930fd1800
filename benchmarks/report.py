"""Writes the tables and the plot of the newest run into ``README.md``, between its marks."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from benchmarks import ledger, tables
from benchmarks.plot import plot

HERE = Path(__file__).resolve().parent
README, PICTURE = HERE / "README.md", HERE / "hand-over.svg"


def write(run: pl.DataFrame) -> None:
    """Refresh the README and the picture from a full run; the ledger table lists all runs."""
    parts = {
        "run": f"{run['date'][0]} UTC, commit `{run['commit'][0]}`, on {run['machine'][0]}; "
        f"{run['versions'][0]}.",
        "targets": tables.targets(run),
        "hand-over": tables.hand_over(run),
        "phases": tables.phases(run),
        "shipped": tables.before_solve(run),
        "seeds": tables.seeds(run),
        "commands": tables.commands(run),
        "ledger": _ledger(),
    }
    README.write_text(filled(README.read_text(encoding="utf-8"), parts), encoding="utf-8")
    PICTURE.write_text(_picture(run), encoding="utf-8")


def filled(text: str, parts: dict[str, str]) -> str:
    """Replace what stands between ``<!-- begin: name -->`` and ``<!-- end -->``.

    Raises:
        ValueError: a part has no place in the text.
    """
    for name, part in parts.items():
        mark = re.compile(rf"(<!-- begin: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        found = mark.search(text)
        if found is None:
            raise ValueError(f"README.md has no place for {name}")
        text = text[: found.end(1)] + part + "\n" + text[found.start(2) :]
    return text


def _picture(run: pl.DataFrame) -> str:
    table = tables.by_way(run).filter(pl.col("case").str.starts_with("network-"))
    lines = {
        way: list(zip(rows["size"], rows["cpu_s"], strict=True))
        for (way,), rows in table.group_by("way", maintain_order=True)
    }
    return plot(lines, "non-zeros of the matrix", "CPU seconds, build and hand-over")


def _ledger() -> str:
    """One line per run: the ratios that were promised, and the real instance."""
    lines = []
    for name, run in ledger.runs():
        by_way = tables.by_way(run).filter(pl.col("case") == "network-1e6")
        cpu = dict(by_way.select("way", "cpu_s").iter_rows())
        real = run.filter(pl.col("case") == "japan-eu", pl.col("phase") == "solve")
        lines.append(
            (
                f"[{name}](results/{name})",
                run["commit"][0],
                tables.seconds(cpu.get("junkan")),
                tables.ratio(cpu.get("junkan"), cpu.get("raw")),
                tables.ratio(cpu.get("linopy"), cpu.get("junkan")),
                tables.ratio(cpu.get("pyomo-solver"), cpu.get("junkan")),
                tables.seconds(real["wall_s"][0] if real.height else None),
            )
        )
    head = (
        "run",
        "commit",
        "ours at 1e6, CPU s",
        "in raw",
        "linopy in ours",
        "Pyomo's HiGHS in ours",
        "japan-eu to 1 %, s",
    )
    return tables.markdown(head, lines, left=(0, 1))
