"""``python -m instances.generators.cheng2024``: writes the tables that ``junkan reproduce`` reads.

From the sourced tables: the trade of cathode minerals in 2020 (table 15) and what was published of
it (table 16), shortened to what is read, each row with its source, year, licence and confidence.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from instances.generators.facts import REPOSITORY, Facts

HOME = REPOSITORY / "optimizer" / "studies" / "published" / "cheng2024"
FLOWS = (
    *("element", "origin", "origin_stage", "destination", "destination_stage", "value", "unit"),
    *("source", "year", "licence", "confidence"),
)
SHARES = ("cathode", "case", "share", "source", "year", "licence", "confidence")
_CATHODE = {"V01": "NCM", "V02": "LFP"}
_CASES = {"proportional": "value", "least": "low", "greatest": "high"}
_SOURCE = "Cheng et al. 2024"


def tables(facts: Facts) -> dict[str, str]:
    """The text of every file, by name."""
    flows = [
        {**row, "source": f"{_SOURCE}, replication repository", "licence": "MIT"}
        for row in facts.tables["15_trade_flows_2020"]
    ]
    shares = [
        {
            "cathode": _CATHODE[row["check_id"]],
            "case": case,
            "share": row[column],
            "source": _SOURCE,
            "year": row["year"],
            "licence": row["licence"],
            "confidence": row["confidence"],
        }
        for row in facts.tables["16_validation_checks"]
        if row["check_id"] in _CATHODE
        for case, column in _CASES.items()
    ]
    return {"flows.csv": _text(FLOWS, flows), "published.csv": _text(SHARES, shares)}


def _text(columns: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    page = io.StringIO()
    writer = csv.DictWriter(page, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue()


def main(home: Path = HOME) -> None:
    """Write the files into ``home``."""
    for name, text in tables(Facts()).items():
        (home / name).write_text(text, encoding="utf-8")
        print(f"wrote {home / name}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
