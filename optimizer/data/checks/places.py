"""Sites that lie where they should, and lanes that lead from somewhere to somewhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_EARTH_KM = 6371.0
_FAR_KM = 5_000.0
"""Further than this from the middle of its country's sites, and a site is suspicious."""
_SHORT = 0.9
"""A lane shorter than this times the great circle is suspicious; coordinates are approximate."""
_NEAR_KM = 200.0
"""Below this, the two ends may lie anywhere in their cities and ports."""
_FAST_KM_PER_DAY = 20_000.0

_NOWHERE = error("lane.nowhere", "leads from {origin} to itself", "Name another destination.")
_EMPTY = warning("lane.no_shipments", "carries nothing", "Add rows to shipments, or delete it.")
_TOO_SHORT = warning(
    "lane.too_short",
    "shorter than the great circle of {direct} km",
    "Check distance_km and the coordinates of {origin} and {destination}.",
)
_TOO_FAST = warning("lane.too_fast", "{distance_km} km in {days} day(s)", "Check days.")
_HALF = warning("site.half_position", "a latitude without a longitude, or the reverse", "Add it.")
_NULL = warning("site.null_island", "in the Gulf of Guinea, at 0, 0", "Write its position.")
_SWAPPED = warning(
    "site.swapped",
    "{far} km from the other sites of {country}, but {swapped} km if swapped",
    "Swap latitude and longitude.",
)
_REMOTE = warning(
    "site.far", "{far} km from the other sites of {country}", "Check position and country."
)
_ISOLATED = warning("site.isolated", "nothing happens at it", "Delete it, or connect it.")
_CODE = warning("country.code", "not an ISO 3166 alpha-3 code", "Write three capitals, as JPN.")


def lanes(view: View) -> Iterator[Finding]:
    """A lane leads somewhere else, carries something and is no shorter than the earth allows."""
    rows = view["lanes"]
    itself = rows.filter(pl.col("origin") == pl.col("destination"))
    yield from view.say(_NOWHERE, "lanes", itself, "destination")
    carrying = view["shipments"]["lane"].drop_nulls().to_list()
    empty = rows.filter(~pl.col("lane").is_in(carrying))
    yield from view.say(_EMPTY, "lanes", empty, "lane")
    for end in ("origin", "destination"):
        place = _positions(view).select(
            pl.col("site").alias(end), pl.col("latitude", "longitude").name.prefix(f"{end}_")
        )
        rows = rows.join(place, on=end, how="left", maintain_order="left")
    rows = rows.with_columns(direct=_great_circle("origin_", "destination_"))
    short = rows.filter(
        pl.col("distance_km") > 0,
        pl.col("direct") > _NEAR_KM,
        pl.col("distance_km") < pl.col("direct") * _SHORT,
    )
    yield from view.say(_TOO_SHORT, "lanes", short, "distance_km")
    fast = pl.col("distance_km") > pl.col("days") * _FAST_KM_PER_DAY
    yield from view.say(_TOO_FAST, "lanes", rows.filter(pl.col("days") > 0, fast), "days")


def _positions(view: View) -> pl.DataFrame:
    rows = view["sites"].drop_nulls(["site", "latitude", "longitude"]).unique("site")
    known = rows.filter(pl.col("latitude").is_between(-90, 90))
    return known.filter((pl.col("latitude") != 0) | (pl.col("longitude") != 0))


def _great_circle(a: str, b: str) -> pl.Expr:
    """Haversine distance in km between ``<a>latitude, <a>longitude`` and those of ``b``."""
    here, there = (pl.col(f"{p}latitude").radians() for p in (a, b))
    north = (there - here) / 2
    east = (pl.col(f"{b}longitude") - pl.col(f"{a}longitude")).radians() / 2
    haversine = north.sin() ** 2 + here.cos() * there.cos() * east.sin() ** 2
    return 2 * _EARTH_KM * haversine.clip(0, 1).sqrt().arcsin()


def sites(view: View) -> Iterator[Finding]:
    """Sites lie near the other sites of their country, and something happens at them."""
    rows = view["sites"]
    half = pl.col("latitude").is_null() != pl.col("longitude").is_null()
    yield from view.say(_HALF, "sites", rows.filter(half), "latitude")
    null = rows.filter(pl.col("latitude") == 0, pl.col("longitude") == 0)
    yield from view.say(_NULL, "sites", null, "latitude")
    placed = _positions(view).with_columns(
        mid_latitude=pl.col("latitude").median().over("country"),
        mid_longitude=pl.col("longitude").median().over("country"),
        turned_latitude="longitude",
        turned_longitude="latitude",
    )
    placed = placed.with_columns(
        far=_great_circle("", "mid_"), swapped=_great_circle("turned_", "mid_")
    )
    remote = placed.filter(pl.col("far") > _FAR_KM).sort(ROW)
    turned = (pl.col("swapped") < pl.col("far") / 3) & pl.col("longitude").is_between(-90, 90)
    yield from view.say(_SWAPPED, "sites", remote.filter(turned), "latitude")
    yield from view.say(_REMOTE, "sites", remote.filter(~turned), "latitude")
    alive = [view[table][column] for table, column in _HAPPENINGS]
    busy = {name for column in alive for name in column if name}
    isolated = rows.filter(~pl.col("site").is_in(sorted(busy)))
    yield from view.say(_ISOLATED, "sites", isolated, "site")


_HAPPENINGS = (
    ("facilities", "site"),
    ("supplies", "site"),
    ("contracts", "site"),
    ("lanes", "origin"),
    ("lanes", "destination"),
    ("demands", "market"),
    ("past_returns", "market"),
)


def countries(view: View) -> Iterator[Finding]:
    """Countries have their three-letter codes."""
    rows = view["countries"].filter(~pl.col("country").str.contains(r"^[A-Z]{3}$"))
    yield from view.say(_CODE, "countries", rows, "country")
