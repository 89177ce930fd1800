"""Rules of products and waste that do not fit together: levers that set apart or align them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged

if TYPE_CHECKING:
    from instances.generators.book import Book

TESTED = {
    "cells": ("cell_", 0.3),
    "packs": ("pack_", 0.5),
    "materials": ("cathode_", 0.05),
}
"""Goods that are tested twice, by the start of their name, and what that costs (MUSD by unit)."""
BETWEEN = (("JPN", "EU"), ("EU", "JPN"))


def write_standards(book: Book) -> None:
    """Levers: goods tested twice between Japan and the Union, and black mass as a product."""
    why = judged("Second type tests, batch tests and papers: a word on cost from the trade")
    for what, (start, amount) in TESTED.items():
        lever = f"{what}-tested-twice"
        book.add("levers", why, lever=lever, name=f"Japan and the Union each test {what}")
        step = 0
        for row in book.rows("commodities"):
            if not row["commodity"].startswith(start):
                continue
            for origin, destination in BETWEEN:
                step += 1
                name = f"second-test/{row['commodity']}/{origin.lower()}"
                values = (
                    f"tariff = {name}; origin = {origin}; destination = {destination}; "
                    f"commodity = {row['commodity']}; rate = 0; amount = {amount}"
                )
                _change(book, lever, step, "tariffs", "add", "", values)
    lever = "align-black-mass"
    book.add("levers", why, lever=lever, name="Black mass crosses as a product, not as waste")
    step = 0
    for row in book.rows("permissions"):
        if row["destination"] == "JPN" or row["origin"] == "JPN":
            step += 1
            where = f"permission = {row['permission']}"
            _change(book, lever, step, "permissions", "change", where, "cost = 0.01; days = 3")


def _change(
    book: Book, lever: str, step: int, table: str, change: str, where: str, values: str
) -> None:
    book.add(
        "lever_changes",
        judged("As the lever says"),
        lever=lever,
        step=step,
        table=table,
        change=change,
        where=where,
        set=values,
    )
