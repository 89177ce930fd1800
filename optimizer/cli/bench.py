"""``junkan bench``: the benchmarks of the repository."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.told import UsageError, told

REPOSITORY = Path(__file__).resolve().parents[2]


@told
def bench(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS",
            help="Handed on to the benchmarks; `junkan bench -- --help` lists them.",
            show_default=False,
        ),
    ] = None,
    smoke: Annotated[
        bool, typer.Option("--smoke", help="Build every case in miniature, in seconds.")
    ] = False,
    write: Annotated[
        bool,
        typer.Option("--write", help="Take a full run into benchmarks/README.md."),
    ] = False,
) -> Exit:
    r"""Time check, assembly, build, hand-over, solve, extraction and audit, phase by phase.

    Networks are made by a seeded generator; the same problem also goes to HiGHS through raw arrays,
    linopy and plain Pyomo. Needs a checkout of the repository and the extra `bench`.

    \b
    Examples:
      junkan bench --smoke
      junkan bench --write
      junkan bench -- --only ways --case network-1e6
      junkan bench -- --help
    """
    if not (REPOSITORY / "benchmarks" / "__main__.py").is_file():
        raise UsageError("the benchmarks come with the repository, not with the installed package")
    chosen = ["--smoke"] * smoke + ["--write"] * write
    command = [sys.executable, "-m", "benchmarks", *chosen, *(words or [])]
    ended = subprocess.run(command, cwd=REPOSITORY, check=False)  # noqa: S603
    return Exit.OK if ended.returncode == 0 else Exit.FAILED
