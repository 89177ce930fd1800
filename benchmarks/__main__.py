"""``python -m benchmarks``, which ``junkan bench`` runs."""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks import ledger, report, tables
from benchmarks.registry import CASES
from benchmarks.run import run

PARTS = ("ways", "phases", "commands")


def main() -> int:
    """Run what the command line asks for; 0 when all went well."""
    asked = _asked()
    if asked.smoke:
        return _smoke()
    if asked.again:
        name, found = ledger.runs()[-1]
        report.write(found)
        print(f"README.md and the plot were made from {name}")
        return 0
    chosen = tuple(asked.only or PARTS)
    found = run(
        chosen, tuple(asked.case or ()), asked.rounds, lambda words: print(words, file=sys.stderr)
    )
    print(found.write_json()) if asked.json else _print(found, chosen)
    if asked.write:
        if asked.only or asked.case:
            print("--write needs a full run: without --only and --case", file=sys.stderr)
            return 2
        name = ledger.write(found).name
        print(f"\nwritten to {name}")
        report.write(dict(ledger.runs())[name])
    return 1 if (found["phase"] == "none").any() else 0


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        prog="junkan bench", description="Benchmarks of junkan; see benchmarks/README.md."
    )
    words.add_argument(
        "--smoke", action="store_true", help="build every case in miniature, in seconds"
    )
    words.add_argument(
        "--write", action="store_true", help="add the run to the ledger and the README"
    )
    words.add_argument(
        "--again", action="store_true", help="make README and plot from the newest run"
    )
    words.add_argument("--only", choices=PARTS, action="append", help="measure this part only")
    words.add_argument(
        "--case", choices=[c.name for c in CASES], action="append", help="measure this case only"
    )
    words.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (5)")
    words.add_argument("--json", action="store_true", help="print the rows as JSON, not as tables")
    return words.parse_args()


def _smoke() -> int:
    from benchmarks.smoke import smoke

    failed = False
    began = time.perf_counter()
    for name, trouble in smoke():
        print(f"{name:16s} {trouble or 'ok'}  ({time.perf_counter() - began:.1f} s)")
        failed = failed or trouble is not None
    return int(failed)


def _print(found: object, chosen: tuple[str, ...]) -> None:
    shown = {"ways": tables.hand_over, "phases": tables.phases, "commands": tables.commands}
    for part in chosen:
        print(f"\n{part}\n\n{shown[part](found)}")  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
