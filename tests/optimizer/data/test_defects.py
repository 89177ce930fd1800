"""Seeded defects, each reported at its cell: one at a time, and all of them in one go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from optimizer.data import Findings, load
from optimizer.errors import DataError

Spoil = Callable[[Any], int | None]


@dataclass(frozen=True)
class Defect:
    """What is done to a copy, and the cell and severity at which it must be reported."""

    label: str
    spoil: Spoil
    """Spoils a copy; says the line at which the finding must be, ``None`` for a whole table."""
    table: str
    column: str
    severity: str = "error"

    def is_reported(self, findings: Findings, line: int | None) -> bool:
        """Whether some finding names table, line and column, with the severity."""
        wanted = (self.table, line, self.column, self.severity)
        return any(wanted == (f.table, f.row, f.column, f.severity) for f in findings)


def sets(table: str, keys: str, column: str, value: str) -> Spoil:
    """Writes ``value`` into a cell."""
    return lambda copy: copy.set(table, tuple(keys.split()), column, value)


def adds(table: str, **cells: str) -> Spoil:
    """Appends a row."""
    return lambda copy: copy.add(table, **cells)


def replaces(file: str, old: bytes, new: bytes) -> Spoil:
    """Replaces bytes."""
    return lambda copy: copy.replace(file, old, new)


def drops(table: str, keys: str, *, reported: tuple[str, str]) -> Spoil:
    """Deletes rows; the finding is at another row, in another table."""

    def spoil(copy: Any) -> int:
        copy.drop(table, *keys.split())
        return copy.line(reported[0], *reported[1].split())

    return spoil


def elsewhere(table: str, keys: str, column: str, value: str, reported: tuple[str, str]) -> Spoil:
    """Writes into a cell what contradicts another, at which it is reported."""

    def spoil(copy: Any) -> int:
        copy.set(table, tuple(keys.split()), column, value)
        return copy.line(reported[0], *reported[1].split())

    return spoil


def _renames(table: str, old: str, new: str) -> Spoil:
    def spoil(copy: Any) -> None:
        rows = copy.read(table)
        rows[0][rows[0].index(old)] = new
        copy.write(table, rows)

    return spoil


def _deletes(file: str) -> Spoil:
    return lambda copy: (copy.folder / file).unlink()


def _stranded(copy: Any) -> int:
    copy.drop("disposals", "tokyo", "used")
    copy.drop("shipments", "tokyo-kobe", "used")
    return copy.line("collections", "tokyo")


def _unknown_table(copy: Any) -> None:
    copy.replace("datapackage.json", b'"name": "sales"', b'"name": "plants"')


def _shadow(copy: Any) -> None:
    (copy.folder / "wishes.csv").write_text("wish\nsubsidy\n")


# Deletions come first: they move the lines below, at which later defects are counted.
TOGETHER = (
    Defect("by-product with no outlet", drops("disposals", "chongqing waste",
           reported=("operations", "chongqing-works refine")), "operations", "process"),
    Defect("collected, and nobody takes it", _stranded, "collections", "market"),
    Defect("market that nothing reaches", drops("shipments", "kobe-tokyo cell",
           reported=("demands", "tokyo grid 2025")), "demands", "market"),
    Defect("commodity that nobody makes", drops("operations", "pilbara-mine",
           reported=("commodities", "ore")), "commodities", "commodity"),
    Defect("facility that can run nothing", drops("operations", "hamburg-works",
           reported=("facilities", "hamburg-works")), "facilities", "facility", "warning"),
    Defect("permission that is missing", drops("permissions", "basel",
           reported=("commodities", "mass")), "commodities", "needs_permission", "warning"),
    Defect("not a number", sets("facilities", "kobe-plant", "fixed_cost", "nan"),
           "facilities", "fixed_cost"),
    Defect("infinity", sets("expansions", "plant-2", "unit_capex", "inf"),
           "expansions", "unit_capex"),
    Defect("overflow", sets("lanes", "kobe-tokyo", "distance_km", "1e400"), "lanes", "distance_km"),
    Defect("absurd magnitude", sets("commodities", "other", "value_per_unit", "9e15"),
           "commodities", "value_per_unit"),
    Defect("other unit than its fellows", sets("demands", "tokyo cars 2030", "energy", "2250000"),
           "demands", "energy", "warning"),
    Defect("negative", sets("modes", "road", "handling_per_t", "-5"), "modes", "handling_per_t"),
    Defect("percentage for fraction", sets("collections", "tokyo", "rate", "60"),
           "collections", "rate"),
    Defect("thousands separators", sets("supply_terms", "other-kobe", "price", "9,000,000"),
           "supply_terms", "price"),
    Defect("decimal comma", sets("tariffs", "cells-eu", "rate", "0,013"), "tariffs", "rate"),
    Defect("percent sign", sets("expansions", "plant-2", "subsidy", "20%"),
           "expansions", "subsidy"),
    Defect("number with unit", sets("lanes", "chongqing-kobe", "days", "12 days"), "lanes", "days"),
    Defect("formula as number", sets("demands", "tokyo cars 2026", "energy", "=1+2"),
           "demands", "energy"),
    Defect("formula as text", sets("sites", "pilbara", "name", "=SUM(A1:A2)"), "sites", "name"),
    Defect("words for a number", sets("expansions", "leach-a", "lead_days", "two years"),
           "expansions", "lead_days"),
    Defect("fraction for a whole number", sets("stages", "refining", "order", "2.5"),
           "stages", "order"),
    Defect("yes for true", sets("facilities", "kobe-plant", "closable", "yes"),
           "facilities", "closable"),
    Defect("date with slashes", sets("tariffs", "lithium-jp", "last_date", "31/12/2027"),
           "tariffs", "last_date"),
    Defect("no such day", sets("bans", "ore-ban", "last_date", "2029-02-30"), "bans", "last_date"),
    Defect("day number", sets("quotas", "lithium-cap", "first_date", "46023"),
           "quotas", "first_date"),
    Defect("date before the horizon", sets("quotas", "lithium-cap", "last_date", "2019-12-31"),
           "quotas", "last_date", "warning"),
    Defect("date after the horizon", sets("chemistries", "new", "available_from", "2207-07-01"),
           "chemistries", "available_from", "warning"),
    Defect("none of the choices", sets("disruptions", "flood", "kind", "sites"),
           "disruptions", "kind"),
    Defect("target that is not there", sets("disruptions", "fire", "target", "kobe-plantt"),
           "disruptions", "target"),
    Defect("padded id", sets("shipments", "hamburg-kobe lithium", "commodity", " lithium"),
           "shipments", "commodity"),
    Defect("id with a blank", adds("chokepoints", chokepoint="panama canal"),
           "chokepoints", "chokepoint"),
    Defect("wrong capitals", sets("facilities", "hamburg-works", "site", "Hamburg"),
           "facilities", "site"),
    Defect("misspelt reference", sets("operations", "kobe-plant", "process", "asemble"),
           "operations", "process"),
    Defect("unknown reference", sets("sites", "tokyo", "source", "paper"), "sites", "source"),
    Defect("duplicate key", adds("recipes", process="assemble", commodity="other",
           coefficient="-3.9"), "recipes", "process"),
    Defect("half-empty row", adds("lanes", lane="half"), "lanes", "origin"),
    Defect("row too short", replaces("chokepoints.csv", b"malacca,Malacca", b"malacca"),
           "chokepoints", "name"),
    Defect("row too long", replaces("blocs.csv", b"EU,DEU", b"EU,DEU,FRA"), "blocs", "country"),
    Defect("Latin-1", replaces("sources.csv", b"Doe", b"D\xf6e"), "sources", "citation"),
    Defect("NUL byte", replaces("sites.csv", b"Kobe", b"Ko\0be"), "sites", "name"),
    Defect("unknown column", _renames("contents", "tonnes", "tons"), "contents", "tons"),
    Defect("missing column", _renames("rungs", "energy_per_unit", "energy"),
           "rungs", "energy_per_unit"),
    Defect("unknown table", _unknown_table, "plants", ""),
    Defect("file that is not listed", _shadow, "", ""),
    Defect("missing file", _deletes("arrivals.csv"), "arrivals", ""),
    Defect("lane from a site to itself", sets("lanes", "tokyo-kobe", "destination", "tokyo"),
           "lanes", "destination"),
    Defect("recipe that creates mass", sets("recipes", "leach waste", "coefficient", "8"),
           "recipes", "coefficient"),
    Defect("coefficient of zero", sets("recipes", "assemble waste", "coefficient", "0"),
           "recipes", "coefficient", "warning"),
    Defect("process without recipe", adds("processes", process="idle", activity_unit="kt"),
           "processes", "process"),
    Defect("capacity in another kind of unit", sets("capacities", "kobe-shredder", "unit", "GWh"),
           "capacities", "unit"),
    Defect("unknown unit", sets("commodities", "used", "unit", "kilotons"), "commodities", "unit"),
    Defect("facility in another unit than its process", elsewhere(
           "facilities", "kobe-shredder", "unit", "t", ("operations", "kobe-shredder shred")),
           "operations", "capacity_use"),
    Defect("mass that is not known", sets("commodities", "cell", "tonnes_per_unit", ""),
           "commodities", "tonnes_per_unit"),
    Defect("probabilities above one", sets("scenarios", "calm", "probability", "0.8"),
           "scenarios", "probability"),
    Defect("scenario that descends from itself", adds("scenarios", scenario="loop", parent="loop",
           from_period="2028", probability="0.1"), "scenarios", "parent"),
    Defect("term that ends before it begins", sets("contracts", "offtake", "last_period", "2025"),
           "contracts", "last_period"),
    Defect("day between periods", sets("periods", "2029", "start", "2029-01-02"),
           "periods", "start"),
    Defect("minimum share above maximum", sets("shares", "cars nmc hamburg", "minimum", "0.95"),
           "shares", "maximum"),
    Defect("minimum shares above one", sets("shares", "grid nmc", "minimum", "0.95"),
           "shares", "minimum"),
    Defect("demand that no chemistry may serve", elsewhere("shares", "grid nmc", "period", "2027",
           ("demands", "tokyo grid 2025")), "demands", "segment"),
    Defect("least size above greatest", sets("expansions", "leach-b", "size_max", "2"),
           "expansions", "size_max"),
    Defect("ages in disorder", elsewhere("ramps", "slow 0", "age", "2", ("ramps", "slow 1")),
           "ramps", "age", "warning"),
    Defect("lifetimes above one", sets("lifetimes", "cars", "fraction", "0.7"),
           "lifetimes", "fraction"),
    Defect("stock above room", sets("storages", "kobe lithium", "initial", "50"),
           "storages", "initial"),
    Defect("least take above greatest", elsewhere("contracts", "offtake", "minimum", "5",
           ("contracts", "offtake")), "contracts", "maximum"),
    Defect("end of life without amount", sets("chemistries", "nmc", "eol_per_energy", "0"),
           "chemistries", "eol_per_energy"),
    Defect("latitude and longitude swapped", sets("sites", "tokyo", "latitude", "139.8"),
           "sites", "latitude"),
    Defect("found without a source", sets("parameters", "discount_rate", "source", ""),
           "parameters", "source", "warning"),
    Defect("duty on nothing", sets("tariffs", "lithium-jp", "origin", "AUS"),
           "tariffs", "tariff", "warning"),
    Defect("bloc with the name of a country", adds("blocs", bloc="JPN", country="DEU"),
           "blocs", "bloc"),
)  # fmt: skip


def _shuffled_header(copy: Any) -> int:
    copy.replace("stages.csv", b"stage,order", b"stage,stage")
    return 1


ALONE = (
    Defect("element from nowhere", elsewhere("contents", "lithium Li", "tonnes", "1880",
           ("recipes", "refine lithium")), "recipes", "coefficient"),
    Defect("two columns of one name", _shuffled_header, "stages", "stage"),
    Defect("quote that is not closed", replaces("sources.csv", b"Doe", b'"Doe'), "sources", ""),
    Defect("UTF-16", lambda copy: (copy.folder / "sources.csv").write_bytes(
           "source,citation\nbook,x\n".encode("utf-16")) and None, "sources", ""),
    Defect("required table gone", _deletes("sites.csv"), "sites", ""),
    Defect("required table without rows", lambda copy: copy.write("stages", [["stage", "order"]]),
           "stages", ""),
    Defect("version too new", lambda copy: copy.describe(**{"junkan:format_version": 99}),
           "", "junkan:format_version"),
    Defect("no version", lambda copy: copy.describe(**{"junkan:format_version": None}),
           "", "junkan:format_version"),
    Defect("no currency", lambda copy: copy.describe(**{"junkan:currency": None}),
           "", "junkan:currency"),
    Defect("descriptor that is not JSON", replaces("datapackage.json", b"{", b"["), "", ""),
)  # fmt: skip


@pytest.mark.parametrize("defect", TOGETHER + ALONE, ids=lambda defect: defect.label)
def test_each_defect_is_reported_at_its_cell(copy: Any, defect: Defect) -> None:
    line = defect.spoil(copy)
    # Lines of the descriptor and of broken quotes are not cells.
    line = None if defect.table == "" else line
    if defect.label == "quote that is not closed":
        line = copy.line("sources", "book")
    findings = copy.check()
    assert defect.is_reported(findings, line), list(map(str, findings))


@pytest.fixture
def spoiled(copy: Any) -> tuple[Any, list[int | None]]:
    """A copy with all defects at once, and the lines at which they must be reported."""
    return copy, [defect.spoil(copy) for defect in TOGETHER]


def test_all_defects_are_reported_in_one_go(spoiled: tuple[Any, list[int | None]]) -> None:
    copy, lines = spoiled
    assert len(TOGETHER) >= 50
    findings = copy.check()
    missed = [
        defect.label
        for defect, line in zip(TOGETHER, lines, strict=True)
        if not defect.is_reported(findings, line)
    ]
    assert len(missed) * 50 <= len(TOGETHER), missed


def test_a_spoiled_instance_cannot_be_loaded_and_the_error_says_all(
    spoiled: tuple[Any, list[int | None]],
) -> None:
    copy, _ = spoiled
    with pytest.raises(DataError) as caught:
        load(copy.folder)
    assert tuple(caught.value.findings) == tuple(copy.check())


def test_no_finding_is_without_a_place_a_rule_and_a_mend(
    spoiled: tuple[Any, list[int | None]],
) -> None:
    copy, _ = spoiled
    for finding in copy.check():
        assert finding.place
        assert "." in finding.rule
        assert finding.message
        assert finding.mend.endswith((".", "?"))
