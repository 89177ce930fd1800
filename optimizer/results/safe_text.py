"""Text that no spreadsheet takes for a formula.

A cell of text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end may be run as a
formula. In the CSV files and workbooks that we write such text carries an apostrophe in front. Text
that begins with an apostrophe gets one more, so that taking one leading apostrophe away gives back
every text exactly. Numbers are never touched: a negative one is a number, not text. Parquet and
JSON hold the text as it is.
"""

from __future__ import annotations

import polars as pl

_RISKY = r"^['=+\-@\t\r\n]"


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with an apostrophe before every text that a spreadsheet might run."""
    text = pl.col(pl.String)
    return frame.with_columns(
        pl.when(text.str.contains(_RISKY)).then("'" + text).otherwise(text).name.keep()
    )


def unguarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The reverse of ``guarded``."""
    return frame.with_columns(pl.col(pl.String).str.strip_prefix("'"))


def guarded_text(text: str) -> str:
    """One text, as ``guarded`` writes it."""
    return f"'{text}" if text[:1] in {"'", "=", "+", "-", "@", "\t", "\r", "\n"} and text else text
