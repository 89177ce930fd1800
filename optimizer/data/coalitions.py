"""The instance of a coalition: what its members want, and what they have to serve it with.

A coalition's members bring their own demand, plants, projects, contracts and stocks, and plan them
as one. From third countries they have a share of what is on offer that is in proportion to their
demand; the tables state what the *home* partners, those without a lever, are offered together, so
the coalition of all of these is the instance as it is. A home partner outside the coalition serves
itself with what it has; nothing of it is offered. Another partner outside is a third country. Who
plans for fewer customers need not keep plants as busy: least uses shrink with demand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.levers import pulled
from optimizer.data.tree import replaced
from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.data.instance import Instance

_AT_SITE = {
    # Tables of things that lie at a place, by the column that says where.
    "contracts": "site",
    "storages": "site",
    "sales": "site",
    "arrivals": "site",
}
_AMOUNTS = {
    # What of them is an amount, of which a coalition has its share.
    "contracts": ("fee", "minimum", "maximum"),
    "storages": ("capacity", "minimum", "initial", "final_minimum", "expansion_max"),
    "sales": ("quantity",),
    "arrivals": ("quantity",),
}
_TRADE = ("tariffs", "quotas", "bans")


@dataclass(frozen=True)
class Partner:
    """A row of ``partners``, with its countries."""

    name: str
    title: str
    countries: frozenset[str]
    lever: str

    @property
    def at_home(self) -> bool:
        """Whether its demand is in the tables without any lever."""
        return not self.lever


def partners(instance: Instance) -> tuple[Partner, ...]:
    """The partners of an instance, in the order of their table.

    Raises:
        SettingsError: it has none.
    """
    blocs: dict[str, set[str]] = {}
    for bloc, country in instance.table("blocs").select("bloc", "country").iter_rows():
        blocs.setdefault(bloc, set()).add(country)
    rows = instance.table("partners").iter_rows(named=True)
    found = tuple(
        Partner(
            row["partner"],
            row["name"] or row["partner"],
            frozenset(blocs.get(row["area"], {row["area"]})),
            row["lever"],
        )
        for row in rows
    )
    if not found:
        raise SettingsError(f"{instance.name} has no partners; add the table partners")
    return found


def coalition(instance: Instance, members: Iterable[str]) -> Instance:
    """The instance that partners plan together.

    Raises:
        SettingsError: no partner has that name, there is none at all, or what third countries
            offer differs by scenario.
        DataError: the levers of the members make the instance invalid.
    """
    known = {partner.name: partner for partner in partners(instance)}
    wanted = list(dict.fromkeys(members))
    if unknown := [name for name in wanted if name not in known]:
        raise SettingsError(
            f"no partner is called {', '.join(unknown)}; there are {', '.join(known)}"
        )
    inside = [known[name] for name in wanted]
    whole = pulled(instance, [p.lever for p in inside if p.lever])
    making = _Coalition(instance, whole, tuple(known.values()), tuple(inside))
    if {p.name for p in inside} == {p.name for p in known.values() if p.at_home}:
        return replaced(whole, {name: making.between(name) for name in _TRADE})
    return making.made()


class _Coalition:
    """``before``: the instance without levers; ``whole``: with those of the members."""

    def __init__(
        self,
        before: Instance,
        whole: Instance,
        known: tuple[Partner, ...],
        inside: tuple[Partner, ...],
    ) -> None:
        self.whole = whole
        self.members = frozenset[str]().union(*(p.countries for p in inside))
        home = frozenset[str]().union(*(p.countries for p in known if p.at_home))
        self.away = home - self.members
        """Countries of home partners that are not in it."""
        self.country = dict(whole.table("sites").select("site", "country").iter_rows())
        wanted, all_ = _wanted(whole, self.members), _wanted(before, home)
        self.periods = whole.table("periods").sort("start")["period"].to_list()
        self.offered = {
            t: wanted.get(t, 0.0) / all_[t] if all_.get(t) else 1.0 for t in self.periods
        }
        """By period, the part of what the tables offer that the coalition has."""
        self.mean = sum(wanted.values()) / sum(all_.values())

    def made(self) -> Instance:
        """The coalition's instance."""
        tables = {name: self._at_sites(name) for name in _AT_SITE}
        tables["demands"] = self._wanting("demands")
        tables["past_returns"] = self._wanting("past_returns")
        plants = dict(self.whole.table("facilities").select("facility", "site").iter_rows())
        supplies = dict(self.whole.table("supplies").select("supply", "site").iter_rows())
        tables["capacities"] = self._by_period("capacities", "facility", "capacity", plants)
        tables["supply_terms"] = self._by_period("supply_terms", "supply", "quantity", supplies)
        tables["facilities"] = self._scaled("facilities", "site", ("closing_cost",)).with_columns(
            pl.col("minimum_use") * min(1.0, *self.offered.values())
        )
        tables["expansions"] = self._projects(plants)
        tables["lanes"] = self._ways("lanes", "capacity_t")
        tables["shipments"] = self._ways("shipments", "capacity")
        tables |= {name: self.between(name) for name in _TRADE}
        return replaced(self.whole, tables)

    def _part(self, sites: pl.Series) -> pl.Series:
        """What of the things at these places the coalition has: all, its share, or nothing."""
        return pl.Series([self._part_of(self.country[site], self.mean) for site in sites])

    def _part_of(self, country: str, share: float) -> float:
        if country in self.members:
            return 1.0
        return 0.0 if country in self.away else share

    def _at_sites(self, name: str) -> pl.DataFrame:
        return self._scaled(name, _AT_SITE[name], _AMOUNTS[name])

    def _scaled(self, name: str, site: str, columns: tuple[str, ...]) -> pl.DataFrame:
        rows = self.whole.table(name)
        part = self._part(rows[site]) if rows.height else pl.Series([], dtype=pl.Float64)
        rows = rows.with_columns(**{column: rows[column] * part for column in columns})
        # A contract or a shelf that is not there is not there.
        return rows.filter(part > 0.0) if name in {"contracts", "arrivals"} else rows

    def _wanting(self, name: str) -> pl.DataFrame:
        """Members want what they want, others nothing."""
        rows = self.whole.table(name)
        own = pl.Series([self.country[market] in self.members for market in rows["market"]])
        kept = own.cast(pl.Float64) if rows.height else pl.Series([], dtype=pl.Float64)
        return rows.with_columns(energy=rows["energy"] * kept)

    def _by_period(
        self, name: str, key: str, amount: str, sites: Mapping[str, str]
    ) -> pl.DataFrame:
        """A step table, its amounts the coalition's in every period.

        What third countries offer gets a row in every period from its first on, as the share in it
        changes with demand.
        """
        rows = self.whole.table(name)
        if not rows.height:
            return rows
        at = [self.country[sites[thing]] for thing in rows[key]]
        third = pl.Series([c not in self.members | self.away for c in at])
        away = pl.Series([c in self.away for c in at])
        kept = rows.filter(~third & ~away)
        gone = rows.filter(away).with_columns(pl.lit(0.0).alias(amount))
        offered = rows.filter(third)
        if offered.filter(pl.col("scenario") != "").height:
            raise SettingsError(
                f"{name}: what third countries offer differs by scenario, which coalitions do not "
                "reckon with; write it as disruptions"
            )
        return pl.concat([kept, gone, self._every_period(offered, key, amount)])

    def _every_period(self, rows: pl.DataFrame, key: str, amount: str) -> pl.DataFrame:
        order = {period: t for t, period in enumerate(self.periods)}
        shares = pl.DataFrame(
            {"at": range(len(order)), "every": self.periods, "share": list(self.offered.values())},
            schema={"at": pl.Int64, "every": pl.String, "share": pl.Float64},
        )
        timed = rows.with_columns(
            since=pl.col("period").replace_strict(order, return_dtype=pl.Int64)
        ).sort(key, "since")
        timed = timed.with_columns(until=pl.col("since").shift(-1).over(key).fill_null(len(order)))
        spread = timed.join(shares, how="cross").filter(
            pl.col("at") >= pl.col("since"), pl.col("at") < pl.col("until")
        )
        spread = spread.with_columns(pl.col(amount) * pl.col("share"), period=pl.col("every"))
        return spread.select(rows.columns)

    def _projects(self, plants: Mapping[str, str]) -> pl.DataFrame:
        """Ways to build: abroad a part of each project, with that part of its cost."""
        rows = self.whole.table("expansions")
        if not rows.height:
            return rows
        part = self._part(pl.Series([plants[facility] for facility in rows["facility"]]))
        scaled = {name: rows[name] * part for name in ("size_min", "size_max", "fixed_capex")}
        return rows.with_columns(**scaled).filter(part > 0.0)

    def _ways(self, name: str, amount: str) -> pl.DataFrame:
        """Lanes that touch a third country carry the coalition's share."""
        rows, lanes = self.whole.table(name), self.whole.table("lanes")
        ends = {
            lane: (self.country[origin], self.country[destination])
            for lane, origin, destination in lanes.select(
                "lane", "origin", "destination"
            ).iter_rows()
        }
        if not rows.height:
            return rows
        part = [
            min(self._part_of(c, self.mean) for c in ends[lane])
            if {*ends[lane]} - self.members
            else 1.0
            for lane in rows["lane"]
        ]
        return rows.with_columns(rows[amount] * pl.Series(part))

    def between(self, name: str) -> pl.DataFrame:
        """Rules of trade: none between members; of a quota abroad, the coalition's share."""
        rows = self.whole.table(name)
        areas: dict[str, set[str]] = {c: {c} for c in self.whole.table("countries")["country"]}
        for bloc, country in self.whole.table("blocs").select("bloc", "country").iter_rows():
            areas.setdefault(bloc, set()).add(country)
        inside = [
            bool(origin) and bool(end) and areas[origin] | areas[end] <= self.members
            for origin, end in rows.select("origin", "destination").iter_rows()
        ]
        rows = rows.filter(~pl.Series(inside, dtype=pl.Boolean))
        if name != "quotas":
            return rows
        own = [bool(origin) and areas[origin] <= self.members for origin in rows["origin"]]
        part = pl.Series([1.0 if here else self.mean for here in own], dtype=pl.Float64)
        return rows.with_columns(rows["quantity"] * part)


def _wanted(instance: Instance, countries: frozenset[str]) -> dict[str, float]:
    """Energy wanted by period in these countries, whatever comes."""
    country = dict(instance.table("sites").select("site", "country").iter_rows())
    rows = instance.table("demands").filter(pl.col("scenario") == "")
    found: dict[str, float] = {}
    for market, period, energy in rows.select("market", "period", "energy").iter_rows():
        if country[market] in countries:
            found[period] = found.get(period, 0.0) + energy
    return found
