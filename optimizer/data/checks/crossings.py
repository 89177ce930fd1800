"""Which trade rule applies to which shipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from optimizer.data.checks.once import Worked, once

if TYPE_CHECKING:
    from optimizer.data.checks.view import View

Mask: TypeAlias = NDArray[np.bool_]

_ROUTE = ["origin_in", "destination_in", "commodity"]


class Crossings:
    """Shipments with the countries they join, and what trade rules do to them.

    Rules are applied to the distinct ``routes`` (country, country, commodity), of which there are
    far fewer than shipments.
    """

    def __init__(self, view: View) -> None:
        self._view = view

    @property
    def worked(self) -> Worked:
        """What has been worked out from the tables."""
        return self._view.worked

    @once
    def _carried(self) -> pl.DataFrame:
        """Shipments with the sites and countries that their lanes join."""
        view = self._view
        sites = view["sites"].drop_nulls(["site", "country"]).unique("site")
        lanes = view["lanes"].drop_nulls(["lane", "origin", "destination"]).unique("lane")
        for end in ("origin", "destination"):
            country = sites.select(pl.col("site").alias(end), pl.col("country").alias(f"{end}_in"))
            lanes = lanes.join(country, on=end)
        ends = lanes.select("lane", "origin", "destination", "origin_in", "destination_in")
        carried = view["shipments"].drop_nulls(["lane", "commodity"])
        return carried.join(ends, on="lane", maintain_order="left")

    @once
    def routes(self) -> pl.DataFrame:
        """``route, origin_in, destination_in, commodity``: numbered from 0."""
        return self._carried.select(_ROUTE).unique(maintain_order=True).with_row_index("route")

    @once
    def shipments(self) -> pl.DataFrame:
        """Every shipment with its route, in the order of the table."""
        return self._carried.join(self.routes, on=_ROUTE, maintain_order="left")

    @once
    def _number(self) -> dict[str, int]:
        countries = self._view["sites"]["country"].drop_nulls().unique(maintain_order=True)
        return {country: i for i, country in enumerate(countries)}

    @once
    def _ends(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        number = self._number
        origin, destination = (
            np.array([number[c] for c in self.routes[end]], dtype=np.int64)
            for end in ("origin_in", "destination_in")
        )
        return origin, destination

    @once
    def _members(self) -> dict[str, Mask]:
        """Countries of each area, a bloc or a single country, as a mask over countries."""
        found = {country: self._only([country]) for country in self._number}
        blocs = self._view["blocs"].drop_nulls(["bloc", "country"])
        for (bloc,), rows in blocs.group_by("bloc", maintain_order=True):
            found[str(bloc)] = self._only(rows["country"].to_list())
        return found

    def _only(self, countries: list[str]) -> Mask:
        mask = np.zeros(len(self._number), dtype=bool)
        mask[[self._number[c] for c in countries if c in self._number]] = True
        return mask

    @once
    def _by_commodity(self) -> dict[str, Mask]:
        goods = self.routes["commodity"]
        return {good: (goods == good).to_numpy() for good in goods.unique()}

    @once
    def abroad(self) -> Mask:
        """Routes that cross a border."""
        origin, destination = self._ends
        return np.not_equal(origin, destination)

    def covered(self, rule: dict[str, Any]) -> Mask:
        """Routes that a row of a trade table applies to."""
        mask = self.abroad.copy()
        if rule["commodity"]:
            mask &= self._by_commodity.get(rule["commodity"], False)
        for here, there, area in zip(
            self._ends, reversed(self._ends), (rule["origin"], rule["destination"]), strict=True
        ):
            if area:
                members = self._members.get(area, self._only([]))
                mask &= members[here] & ~members[there]
        return mask

    @once
    def blocked(self) -> Mask:
        """Routes banned throughout, or that never get the permission they need."""
        blocked = np.zeros(len(self.routes), dtype=bool)
        periods = self._view.periods
        if periods.is_empty():
            return blocked
        day = {n: pl.col(n).cast(pl.Int32).cast(pl.Int64) for n in ("first_date", "last_date")}
        throughout = (day["first_date"] <= periods["start"].min()).fill_null(value=True)
        throughout &= (day["last_date"] >= periods["start"].max()).fill_null(value=True)
        for rule in self._view["bans"].filter(throughout).iter_rows(named=True):
            blocked |= self.covered(rule)
        return blocked | self.unpermitted

    @once
    def unpermitted(self) -> Mask:
        """Routes across a border that need a permission and have none."""
        goods = self._view["commodities"].filter("needs_permission")["commodity"].to_list()
        need = self.routes["commodity"].is_in(goods).to_numpy() & self.abroad
        for rule in self._view["permissions"].iter_rows(named=True):
            need &= ~self.covered(rule)
        return need
