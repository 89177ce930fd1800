"""From the rows of a run to the tables of the README."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.registry import CASES
from benchmarks.ways import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHIFT = 1.0
"""Seconds added before a geometric mean is taken and taken off after: blinks count little."""

PHASES = (
    "check",
    "assemble",
    "declare",
    "compile",
    "hand-over",
    "solve",
    "extract",
    "audit",
)


def shifted_geometric_mean(seconds: Sequence[float], shift: float = SHIFT) -> float:
    """exp(mean(log(x + shift))) − shift."""
    return math.exp(sum(math.log(s + shift) for s in seconds) / len(seconds)) - shift


def by_way(run: pl.DataFrame) -> pl.DataFrame:
    """CPU seconds, wall seconds and peak memory by case and way: medians over rounds.

    ``cpu_s`` is build and hand-over, first time in a fresh process; ``again_s`` the same in a
    process that has done it before.
    """
    rows = run.filter(pl.col("way").is_in(NAMES), pl.col("phase") != "none")
    first = (
        rows.filter(pl.col("phase") != "again")
        .group_by("case", "way", "round")
        .agg(
            cpu=pl.col("cpu_s").sum(),
            wall=pl.col("wall_s").sum(),
            peak=pl.col("peak_mib").max(),
            nonzeros=pl.col("nonzeros").max(),
        )
    )
    again = (
        rows.filter(pl.col("phase") == "again")
        .group_by("case", "way")
        .agg(again_s=pl.col("cpu_s").median())
    )
    medians = first.group_by("case", "way").agg(
        cpu_s=pl.col("cpu").median(),
        wall_s=pl.col("wall").median(),
        peak_mib=pl.col("peak").median(),
        nonzeros=pl.col("nonzeros").max(),
        rounds=pl.len(),
    )
    size = medians.group_by("case").agg(size=pl.col("nonzeros").max())
    joined = (
        medians.drop("nonzeros").join(again, on=["case", "way"], how="left").join(size, on="case")
    )
    return joined.sort(_place("case", [c.name for c in CASES]), _place("way", NAMES))


def hand_over(run: pl.DataFrame) -> str:
    """Build and hand-over: seconds, memory and ratios to ours, side by side."""
    table = by_way(run)
    lines = []
    for row in table.iter_rows(named=True):
        ours = table.filter(pl.col("case") == row["case"], pl.col("way") == "junkan")
        own_cpu, own_again = ours["cpu_s"][0], ours["again_s"][0]
        again = row["again_s"]
        lines.append(
            (
                row["case"],
                number(row["size"]),
                row["way"],
                seconds(row["cpu_s"]),
                ratio(row["cpu_s"], own_cpu),
                seconds(again),
                ratio(again, own_again),
                seconds(row["wall_s"]),
                f"{row['peak_mib']:.0f}",
                str(row["rounds"]),
            )
        )
    head = (
        "case",
        "non-zeros",
        "way",
        "CPU s",
        "× ours",
        "again CPU s",
        "× ours",
        "wall s",
        "peak MiB",
        "rounds",
    )
    return markdown(head, lines, left=(0, 2))


def targets(run: pl.DataFrame) -> str:
    """What was promised at a million non-zeros, and what was measured."""
    table = by_way(run).filter(pl.col("case") == "network-1e6")
    cpu = dict(table.select("way", "cpu_s").iter_rows())
    again = dict(table.select("way", "again_s").iter_rows())
    ours = cpu["junkan"]
    promised = [("ours, in raw arrays", ours / cpu["raw"], "at most 1.5")]
    if again.get("raw") and again.get("junkan"):
        promised.append(("the same, memory in hand", again["junkan"] / again["raw"], "at most 1.5"))
    promised += [
        (f"{way}, in ours", cpu[way] / ours, "at least " + least)
        for way, least in (("linopy", "5"), ("pyomo-solver", "50"), ("pyomo-appsi", "50"))
        if way in cpu
    ]
    lines = [
        (what, f"{found:.2f}" if found < 10 else f"{found:.0f}", goal)
        for what, found, goal in promised
    ]
    return markdown(
        ("ratio of CPU seconds at 1e6 non-zeros", "measured", "wanted"), lines, left=(0, 2)
    )


def phases(run: pl.DataFrame) -> str:
    """CPU seconds by phase, wall seconds of the solve (medians over seeds), and what came of it."""
    lines = []
    for case, rows in _cases(run.filter(pl.col("way") == "pipeline")):
        spent = pl.when(pl.col("phase") == "solve").then("wall_s").otherwise("cpu_s")
        took = dict(rows.group_by("phase").agg(spent.median()).iter_rows())
        fact = rows.row(0, named=True)
        lines.append(
            (
                case,
                number(fact["nonzeros"]),
                number(fact["integers"]),
                *(seconds(took.get(phase)) for phase in PHASES),
                f"{max(rows['peak_mib'].to_list()):.0f}",
                _gap(rows["gap"].max()),
                fact["audit"] or "",
            )
        )
    return markdown(
        ("case", "non-zeros", "integers", *PHASES, "peak MiB", "gap", "audit"), lines, left=(0,)
    )


def before_solve(run: pl.DataFrame) -> str:
    """Check to hand-over of shipped instances in one number."""
    lines = []
    before = PHASES[: PHASES.index("solve")]
    for case in (c.name for c in CASES if c.kind == "shipped"):
        rows = run.filter(pl.col("way") == "pipeline", pl.col("case") == case)
        if rows.height:
            ready = rows.filter(pl.col("phase").is_in(before))
            solve = rows.filter(pl.col("phase") == "solve")["wall_s"]
            lines.append(
                (
                    case,
                    seconds(ready["wall_s"].sum()),
                    seconds(ready["cpu_s"].sum()),
                    seconds(solve[0] if solve.len() else None),
                    _gap(rows["gap"][0]),
                    rows["status"][0] or "",
                )
            )
    return markdown(
        ("instance", "check to hand-over, wall s", "CPU s", "solve to 1 %, wall s", "gap", "ended"),
        lines,
        left=(0, 5),
    )


def seeds(run: pl.DataFrame) -> str:
    """Shifted geometric means of the solve where there are several seeds."""
    solves = run.filter(pl.col("way") == "pipeline", pl.col("phase") == "solve")
    lines = []
    for case, rows in _cases(solves):
        if rows.height > 1:
            wall = rows["wall_s"].to_list()
            lines.append(
                (
                    case,
                    str(rows.height),
                    seconds(shifted_geometric_mean(wall)),
                    seconds(min(wall)),
                    seconds(max(wall)),
                    _gap(rows["gap"].max()),
                    f"{(rows['audit'] == 'passed').sum()} of {rows.height}",
                )
            )
    return markdown(
        (
            "case",
            "seeds",
            "shifted geometric mean, s",
            "least",
            "most",
            "worst gap",
            "audits passed",
        ),
        lines,
        left=(0,),
    )


def commands(run: pl.DataFrame) -> str:
    """Start-up of commands."""
    rows = run.filter(pl.col("way") == "command")
    table = rows.group_by("phase", maintain_order=True).agg(
        cpu=pl.col("cpu_s").median(), wall=pl.col("wall_s").median(), least=pl.col("wall_s").min()
    )
    lines = [
        (f"`{r['phase']}`", seconds(r["cpu"]), seconds(r["wall"]), seconds(r["least"]))
        for r in table.iter_rows(named=True)
    ]
    return markdown(("command", "CPU s", "wall s", "least wall s"), lines, left=(0,))


def _cases(rows: pl.DataFrame) -> Iterable[tuple[str, pl.DataFrame]]:
    for case in CASES:
        mine = rows.filter(pl.col("case") == case.name, pl.col("phase") != "none")
        if mine.height:
            yield case.name, mine


def _place(column: str, order: Sequence[str]) -> pl.Expr:
    places = {name: at for at, name in enumerate(order)}
    return pl.col(column).replace_strict(places, return_dtype=pl.Int64)


def markdown(head: Sequence[str], lines: Iterable[Sequence[str]], left: Sequence[int] = ()) -> str:
    """A table; columns in ``left`` hold words, the others numbers."""
    rule = ["---" if at in left else "---:" for at in range(len(head))]
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *lines))


def seconds(value: Any) -> str:
    """Three digits, or a dash."""
    return "–" if value is None else f"{value:.3f}" if value < 1 else f"{value:.3g}"


def ratio(value: float | None, base: float | None) -> str:
    """Two or three digits."""
    if not value or not base:
        return "–"
    return f"{value / base:.2f}" if value / base < 10 else f"{value / base:.0f}"


def number(value: int | None) -> str:
    """With thin groups of thousands."""
    return "–" if value is None else f"{value:,}".replace(",", " ")


def _gap(value: Any) -> str:
    return "–" if value is None else f"{100 * value:.2f} %"
