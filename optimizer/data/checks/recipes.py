"""Recipes that obey the conservation of mass and of elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import error, warning
from optimizer.data.units import dimension, factor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

TOLERANCE = 1e-6
"""Relative excess of what is made over what is used that still counts as rounding."""

_ROUNDING = 1e-3
"""An element's excess up to this is a matter of rounded coefficients, and only suspicious."""

_NO_RECIPE = error("process.no_recipe", "uses and makes nothing", "Add its rows to recipes.")
_ZERO = warning("recipe.zero", "a coefficient of zero says nothing", "Delete the row.")
_MASS = error(
    "recipe.creates_mass",
    "{process} makes {made} t from {used} t per unit of activity",
    "Check coefficients and units, add what is missing among the inputs, or set "
    "draws_from_nature for a mine.",
)
_ELEMENT = error(
    "recipe.creates_element",
    "{process} makes {made} t of {element} from {used} t per unit of activity",
    "Check coefficients and contents.",
)
_ELEMENT_ROUNDED = warning(
    "recipe.element_rounding",
    "{process} makes {made} t of {element} from {used} t per unit of activity",
    "State coefficients and contents with more digits.",
)
_EOL_MASS = warning(
    "chemistry.creates_mass",
    "what comes back weighs {back} t per unit of energy, what was sold {sold} t",
    "Check eol_per_energy and energy_per_unit.",
)


def empty(view: View) -> Iterator[Finding]:
    """Every process uses or makes something."""
    rows = view["recipes"]
    named = rows["process"].drop_nulls().to_list()
    without = view["processes"].filter(~pl.col("process").is_in(named))
    yield from view.say(_NO_RECIPE, "processes", without, "process")
    yield from view.say(_ZERO, "recipes", rows.filter(pl.col("coefficient") == 0), "coefficient")


def tonnes(view: View) -> pl.DataFrame:
    """``commodity, tonnes`` per unit; null where the mass is not known."""
    rows = view["commodities"].drop_nulls("commodity").unique("commodity")
    known = {u: factor(u, "t") for u in rows["unit"].drop_nulls() if dimension(u) == "mass"}
    by_unit = pl.col("unit").replace_strict(known, default=None, return_dtype=pl.Float64)
    return rows.select("commodity", tonnes=pl.coalesce("tonnes_per_unit", by_unit))


def _bound(view: View) -> pl.DataFrame:
    """Recipe rows of processes that take nothing from nature, with the tonnes of each row."""
    free = view["processes"].filter(~pl.col("draws_from_nature")).unique("process")
    rows = view["recipes"].drop_nulls(["process", "commodity", "coefficient"])
    rows = rows.join(free.select("process"), on="process", how="semi")
    return rows.join(tonnes(view), on="commodity", how="left").sort(ROW)


def mass(view: View) -> Iterator[Finding]:
    """What is made weighs no more than what is used, where the mass of every input is known."""
    rows = _bound(view).with_columns(amount=pl.col("coefficient") * pl.col("tonnes"))
    unknown = (pl.col("tonnes").is_null() & (pl.col("coefficient") < 0)).any()
    made, used = _made_and_used()
    total = rows.group_by("process").agg(made, used, unknown=unknown)
    excess = pl.col("made") > pl.col("used") * (1 + TOLERANCE)
    wrong = total.filter(~pl.col("unknown"), excess)
    yield from view.say(_MASS, "recipes", _heaviest(rows, wrong, ["process"]), "coefficient")


def _made_and_used() -> tuple[pl.Expr, pl.Expr]:
    amount = pl.col("amount")
    return amount.filter(amount > 0).sum().alias("made"), -amount.filter(amount < 0).sum().alias(
        "used"
    )


def _heaviest(rows: pl.DataFrame, wrong: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """For each wrong process the row that makes most of it: the likeliest to be mistaken."""
    largest = (
        rows.sort("amount", descending=True, nulls_last=True, maintain_order=True)
        .unique(keys, keep="first", maintain_order=True)
        .join(wrong, on=keys)
    )
    return largest.sort(ROW)


def elements(view: View) -> Iterator[Finding]:
    """No element comes from nowhere."""
    contents = view["contents"].drop_nulls(["commodity", "element", "tonnes"])
    contents = contents.unique(["commodity", "element"])
    rows = _bound(view).drop("tonnes")
    # An input of unknown composition may bring anything.
    known = contents["commodity"].unique().to_list()
    weighs = tonnes(view).filter(pl.col("tonnes") > 0)["commodity"].to_list()
    obscure = rows.filter(
        pl.col("coefficient") < 0,
        ~pl.col("commodity").is_in(known),
        pl.col("commodity").is_in(weighs),
    )
    rows = rows.filter(~pl.col("process").is_in(obscure["process"].to_list()))
    parts = rows.join(
        contents.select("commodity", "element", "tonnes"), on="commodity"
    ).with_columns(amount=pl.col("coefficient") * pl.col("tonnes"))
    keys = ["process", "element"]
    total = parts.group_by(keys).agg(*_made_and_used())
    excess = pl.col("made") - pl.col("used")
    far = total.filter(excess > pl.col("used") * _ROUNDING)
    yield from view.say(_ELEMENT, "recipes", _heaviest(parts, far, keys), "coefficient")
    near = total.filter(excess > pl.col("used") * TOLERANCE, excess <= pl.col("used") * _ROUNDING)
    yield from view.say(_ELEMENT_ROUNDED, "recipes", _heaviest(parts, near, keys), "coefficient")


def returns(view: View) -> Iterator[Finding]:
    """What comes back at the end of life weighs no more than what was sold."""
    weights = tonnes(view)
    rows = (
        view["chemistries"]
        .join(weights.rename({"tonnes": "sold"}), on="commodity", maintain_order="left")
        .join(
            weights.select(eol_commodity="commodity", back="tonnes"),
            on="eol_commodity",
            maintain_order="left",
        )
        .filter(pl.col("energy_per_unit") > 0)
        .with_columns(
            sold=pl.col("sold") / pl.col("energy_per_unit"),
            back=pl.col("back") * pl.col("eol_per_energy"),
        )
    )
    heavier = rows.filter(pl.col("back") > pl.col("sold") * (1 + TOLERANCE))
    yield from view.say(_EOL_MASS, "chemistries", heavier, "eol_per_energy")
