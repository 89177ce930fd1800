"""What a plan is to reach, as rows that may be there or not; and what is paid for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.data.network.moments import Calendar
from optimizer.data.network.struck import places
from optimizer.data.network.subsidies import Scope
from optimizer.data.tables.subsidies import PER
from optimizer.errors import SettingsError
from optimizer.solve.arrays import Family

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats, Problem
    from optimizer.solve.arrays import Arrays

LIMITS = ("dependence_limit", "pass_through_limit")
GUARANTEES = "guaranteed_service"
_DOMESTIC = re.compile(
    r"(?P<areas>[A-Za-z][\w.-]*(?:\+[A-Za-z][\w.-]*)*):(?P<what>[^\s=@]+)="
    r"(?P<share>\d*\.?\d+)(?:@(?P<period>\S+))?"
)
_PAY = re.compile(
    r"(?P<per>[a-z]+)(?::(?P<what>[^\s=@]+))?(?:@(?P<areas>[A-Za-z][\w.+-]*))?(?:=(?P<weight>\d*\.?\d+))?"
)


@dataclass(frozen=True)
class Domestic:
    """At least ``share`` of the energy served in some areas is supported by what is run there.

    ``areas``: countries or blocs; ``what``: a stage or a rung, whose rungs count by their weight;
    ``period``: from that one on (empty: the whole horizon), all periods together.
    """

    areas: tuple[str, ...]
    what: str
    share: float
    period: str = ""

    @classmethod
    def parse(cls, text: str) -> Domestic:
        """Read ``JP+EU:cell=0.5`` or ``EU:refining-lithium=0.4@2030``.

        Raises:
            SettingsError: it looks otherwise, or the share is above 1.
        """
        match = _DOMESTIC.fullmatch(text.strip())
        if match is None or not 0.0 <= float(match["share"]) <= 1.0:
            raise SettingsError(
                f"domestic = {text!r}: must look like JP+EU:cell=0.5 or EU:cell=0.4@2030, with a "
                "share from 0 to 1"
            )
        areas = tuple(match["areas"].split("+"))
        return cls(areas, match["what"], float(match["share"]), match["period"] or "")

    def __str__(self) -> str:
        """The spelling that ``parse`` reads."""
        period = f"@{self.period}" if self.period else ""
        return f"{'+'.join(self.areas)}:{self.what}={self.share:g}{period}"

    def parts(self, problem: Problem, arrays: Arrays) -> tuple[Floats, Floats]:
        """Energy supported at home and energy served there, each a number by column.

        Raises:
            SettingsError: the instance has no such area, stage, rung or period.
        """
        instance = problem.instance
        inside, counts = _within(instance, self.areas), self._rungs(instance)
        chance = problem.values("chance") * self._since(instance)
        scope = Scope(instance)
        through = dict(instance.table("processes").select("process", "throughput").iter_rows())
        each = np.array(
            [
                through[p] * counts.get(scope.rung[p], 0.0) * (scope.site[f] in inside)
                for f, p in scope.operations
            ],
            dtype=float,
        )
        made, served = np.zeros(arrays.cost.size), np.zeros(arrays.cost.size)
        run, sold = arrays.decisions["activity"], arrays.decisions["served"]
        made[run.span] = np.outer(each, chance).ravel()
        here = [label.split("|")[0] in inside for label in sold.over[0].labels]
        served[sold.span] = np.outer(np.array(here, dtype=float), chance).ravel()
        return made, served

    def row(self, problem: Problem, arrays: Arrays) -> Arrays:
        """The problem with this as one more row, ``domestic``."""
        made, served = self.parts(problem, arrays)
        line = self.share * served - made
        columns = np.flatnonzero(line)
        name = f"domestic_{sum(n.startswith('domestic_') for n in arrays.constraints) + 1}"
        return replace(
            arrays,
            row_lower=np.append(arrays.row_lower, -np.inf),
            row_upper=np.append(arrays.row_upper, 0.0),
            starts=np.append(arrays.starts, arrays.starts[-1] + columns.size).astype(np.int32),
            columns_of=np.append(arrays.columns_of, columns).astype(np.int32),
            values=np.append(arrays.values, line[columns]),
            constraints=arrays.constraints | {name: Family(name, (), arrays.row_lower.size)},
        )

    def _since(self, instance: Instance) -> Floats:
        calendar = Calendar(instance)
        if self.period and self.period not in calendar.position:
            raise SettingsError(f"domestic = {self}: no period is called {self.period}")
        low = calendar.position[self.period] if self.period else 0
        return np.array([float(at >= low) for at in calendar.period_of])

    def _rungs(self, instance: Instance) -> dict[str, float]:
        """Energy that counts for a unit of throughput, by rung."""
        rows = [
            (r, e, w)
            for r, s, e, w in instance.table("rungs")
            .select("rung", "stage", "energy_per_unit", "weight")
            .iter_rows()
            if self.what in {r, s}
        ]
        if not rows:
            raise SettingsError(f"domestic = {self}: no stage or rung is called {self.what}")
        weighed = sum(w for *_, w in rows)
        return {r: e * (w / weighed if weighed else 1.0 / len(rows)) for r, e, w in rows}


def _within(instance: Instance, areas: tuple[str, ...]) -> set[str]:
    """Sites in any of the areas.

    Raises:
        SettingsError: no country or bloc has that name.
    """
    known = {*instance.table("countries")["country"], *instance.table("blocs")["bloc"]}
    if unknown := [area for area in areas if area not in known]:
        raise SettingsError(f"no country or bloc is called {', '.join(unknown)}")
    where = places(instance)
    return {s for s, c in where.country_of_site.items() if any(where.within(c, a) for a in areas)}


@dataclass(frozen=True)
class Pay:
    """What is paid for: ``per`` as in the table ``subsidies``; rates keep the ratio of weights.

    Energy without a rung, a process or a facility is paid for on every rung that has a weight in
    exposure, at the rate times that weight.
    """

    per: str
    what: str = ""
    areas: tuple[str, ...] = ("",)
    weight: float = 1.0

    @classmethod
    def parse(cls, text: str) -> Pay:
        """Read ``energy:cell@JP+EU``, ``capex:recovery``, ``activity:hydro-811@EU=2``.

        Raises:
            SettingsError: it looks otherwise.
        """
        match = _PAY.fullmatch(text.strip())
        if match is None or match["per"] not in PER or float(match["weight"] or 1.0) <= 0.0:
            raise SettingsError(
                f"pay = {text!r}: must look like energy:cell@JP+EU, capex:recovery or "
                f"activity:hydro-811@EU=2; it is paid per {', '.join(PER)}"
            )
        areas = tuple(match["areas"].split("+")) if match["areas"] else ("",)
        return cls(match["per"], match["what"] or "", areas, float(match["weight"] or 1.0))

    def rows(self, instance: Instance, first: int) -> list[dict[str, Any]]:
        """Rows of ``subsidies`` with the weight as their rate; named ``asked-<first>`` and so on.

        Raises:
            SettingsError: the instance has no such area, stage, rung, process or facility.
        """
        if named := tuple(area for area in self.areas if area):
            _within(instance, named)
        row: dict[str, Any] = {"programme": ASKED, "per": self.per, "rate": self.weight}
        if self.what:
            row[_column(instance, self.what)] = self.what
        kinds = [row | extra for extra in self._by_rung(instance, row)]
        each = [kind | {"area": area} for area in self.areas for kind in kinds]
        return [one | {"subsidy": f"{ASKED}-{first + at}"} for at, one in enumerate(each)]

    def _by_rung(self, instance: Instance, row: dict[str, Any]) -> list[dict[str, Any]]:
        """Energy is paid for on each rung by its weight, so that a stage counts it once."""
        if self.per != "energy" or (self.what and "stage" not in row):
            return [{}]
        rungs = instance.table("rungs").filter(pl.col("weight") > 0.0)
        mine = rungs.filter(pl.col("stage") == row["stage"]) if self.what else rungs
        return [
            {"rung": rung, "rate": self.weight * weight}
            for rung, weight in mine.select("rung", "weight").iter_rows()
        ] or [{}]


ASKED = "asked"
"""Programme of the subsidies whose least rate is sought."""


def _column(instance: Instance, what: str) -> str:
    """The kind of thing that a name is."""
    kinds = (
        ("stage", "stages"),
        ("rung", "rungs"),
        ("process", "processes"),
        ("facility", "facilities"),
    )
    for column, table in kinds:
        if what in set(instance.table(table)[column]):
            return column
    raise SettingsError(f"pay: no stage, rung, process or facility is called {what}")


def opened(arrays: Arrays, families: tuple[str, ...]) -> Arrays:
    """The same, with the rows of some families left open."""
    low, high = arrays.row_lower.copy(), arrays.row_upper.copy()
    for name in families:
        if name in arrays.constraints:
            low[arrays.constraints[name].span] = -np.inf
            high[arrays.constraints[name].span] = np.inf
    return replace(arrays, row_lower=low, row_upper=high)
