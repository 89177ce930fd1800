"""A small instance with rows in every table, and a way to spoil copies of it cell by cell."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from optimizer.data import Findings, Instance, check, write_package
from optimizer.data.instance import schema
from optimizer.data.tables import TABLES

YEARS = range(2025, 2031)

# Each table: its columns, and its rows as text; an empty cell is left out.
ROWS: dict[str, tuple[str, ...]] = {
    "sources": ("source citation url licence", "book Doe:2024 - CC-BY-4.0", "web Roe:2025 - CC0"),
    "parameters": ("parameter value source confidence", "discount_rate 0.05 book found",
                   "in_transit_rate 0.04 - estimate"),
    "countries": ("country name", "AUS Australia", "CHN China", "JPN Japan", "DEU Germany"),
    "blocs": ("bloc country", "EU DEU", "partners JPN", "partners DEU"),
    "periods": ("period start days",
                *(f"{y} {y}-01-01 {366 if y % 4 == 0 else 365}" for y in YEARS)),
    "scenarios": ("scenario parent from_period probability name", "calm - 2027 0.7 nothing",
                  "embargo - 2027 0.3 export~stop", "worse embargo 2029 0.5 it~lasts"),
    "disruptions": (
        "disruption scenario kind target country commodity first_period last_period remaining",
        "stop embargo country CHN - lithium 2028 2028 0", "flood - site kobe - - 2026 2026 0.9",
        "strike worse lane kobe-hamburg - - 2029 2030 0.5",
        "canal - chokepoint suez - - 2027 2027 0.5", "fire - facility kobe-plant - - 2030 2030 0.8",
        "rules - stage refining CHN - 2029 2030 0.95", "wear - rung cells - - 2030 2030 0.99",
        "short - commodity lithium CHN - 2030 2030 0.9"),
    "outage_rates": (
        "outage kind target country commodity annual_probability days remaining",
        "blaze facility kobe-plant - - 0.02 200 0", "snag country CHN - lithium 0.05 400 0"),
    "swings": ("swing scenario kind target country first_period last_period factor",
               "boom embargo demand cars - 2028 2029 1.25", "spike - price lithium JPN 2027 2027 3",
               "slump worse price - EU 2029 2030 0.5", "calmer - demand - EU 2030 2030 0.9"),
    "sites": ("site name country latitude longitude source", "pilbara Pilbara AUS -21.5 118.5 web",
              "chongqing Chongqing CHN 29.6 106.5 web", "kobe Kobe JPN 34.7 135.2 web",
              "tokyo Tokyo JPN 35.6 139.8 web", "hamburg Hamburg DEU 53.5 10.0 web"),
    "commodities": ("commodity name unit tonnes_per_unit value_per_unit needs_permission",
                    "ore Ore kt - 800000 -", "lithium Li2CO3 kt - 15000000 -",
                    "other Other kt 1000 9000000 -", "cell Cells GWh 4000 80000000 -",
                    "used Used kt - 500000 -", "mass Black~mass kt - 4000000 true",
                    "waste Waste kt - - -"),
    "contents": ("commodity element tonnes", "ore Li 25", "lithium Li 188", "other Ni 400",
                 "cell Li 110", "cell Ni 1500", "used Li 27", "used Ni 375", "mass Li 54",
                 "mass Ni 750"),
    "stages": ("stage name order", "mining - 1", "refining - 2", "making - 3", "recovery - 4"),
    "rungs": ("rung stage name unit energy_per_unit weight", "mining mining - kt 0.2 1",
              "refining refining - kt~Li 1.6 1", "cells making - GWh 1 1",
              "recovery recovery - kt 0.3 0"),
    "processes": ("process name rung throughput activity_unit co2_t_per_unit draws_from_nature",
                  "dig - mining - kt 40000 true", "refine - refining - kt 9000000 -",
                  "assemble - cells - GWh 50000000 -", "shred - - - kt 100000 -",
                  "leach - recovery - kt 3000000 -"),
    "recipes": ("process commodity coefficient", "dig ore 1", "refine ore -8", "refine lithium 1",
                "refine waste 7", "assemble lithium -0.6", "assemble other -3.8",
                "assemble cell 1", "assemble waste 0.4", "shred used -1", "shred mass 0.5",
                "shred waste 0.5", "leach mass -1", "leach lithium 0.2", "leach waste 0.8"),
    "facilities": ("facility site unit fixed_cost minimum_use closable closing_cost",
                   "pilbara-mine pilbara kt 100000 - - -",
                   "chongqing-works chongqing kt 500000 - - -",
                   "kobe-plant kobe GWh 4000000 0.2 true 9000000",
                   "kobe-shredder kobe kt 50000 - - -",
                   "hamburg-works hamburg kt 700000 - - -"),
    "capacities": ("facility period capacity unit scenario", "pilbara-mine 2025 100 - -",
                   "chongqing-works 2025 12 - -", "chongqing-works 2028 9 - embargo",
                   "kobe-plant 2025 8 - -", "kobe-shredder 2025 9000 t -",
                   "hamburg-works 2025 0.5 - -"),
    "operations": ("facility process variable_cost capacity_use", "pilbara-mine dig 300000 -",
                   "chongqing-works refine 2000000 -", "kobe-plant assemble 11000000 -",
                   "kobe-shredder shred 200000 -", "hamburg-works leach 1500000 1.25"),
    "expansions": ("expansion facility size_min size_max fixed_capex unit_capex lead_days "
                   "first_period last_period max_builds ramp life_years subsidy choose_one",
                   "plant-2 kobe-plant 2 10 60000000 50000000 365 2025 2028 2 slow 15 0.2 -",
                   "leach-a hamburg-works 1 4 3000000 2500000 730 - - - slow - - leach",
                   "leach-b hamburg-works 4 9 8000000 1500000 730 - - - - - - leach"),
    "ramps": ("ramp age fraction", "slow 0 0.5", "slow 1 1"),
    "supplies": ("supply site commodity", "other-kobe kobe other", "lithium-world tokyo lithium"),
    "supply_terms": ("supply period price quantity scenario", "other-kobe 2025 9000000 - -",
                     "lithium-world 2025 20000000 5 -", "lithium-world 2027 30000000 3 embargo"),
    "contracts": ("contract site commodity first_period last_period fee price minimum maximum",
                  "offtake kobe lithium 2026 2029 1000000 16000000 0.5 2"),
    "disposals": ("site commodity cost", "chongqing waste 20000", "kobe waste 100000",
                  "kobe used 600000", "hamburg waste 90000", "tokyo used 700000"),
    "sales": ("site commodity price quantity", "hamburg lithium 12000000 10"),
    "modes": ("mode cost_per_tkm handling_per_t co2_kg_per_tkm", "sea 0.01 20 0.01",
              "road 0.1 5 0.08"),
    "lanes": ("lane origin destination mode route distance_km days cost_per_t capacity_t "
              "opening_cost",
              "pilbara-chongqing pilbara chongqing sea - 7000 18 - - -",
              "chongqing-kobe chongqing kobe sea - 3500 12 - 90000 -",
              "kobe-hamburg kobe hamburg sea Suez 21000 38 - 900000 -",
              "kobe-hamburg-cape kobe hamburg sea Cape 27500 48 - - 500000",
              "kobe-tokyo kobe tokyo road - 550 1 60 - -",
              "tokyo-kobe tokyo kobe road - 550 1 60 - -",
              "hamburg-kobe hamburg kobe sea Suez 21000 38 - - -"),
    "chokepoints": ("chokepoint name", "suez Suez", "malacca Malacca"),
    "lane_chokepoints": ("lane chokepoint", "kobe-hamburg suez", "kobe-hamburg malacca",
                         "hamburg-kobe suez"),
    "shipments": ("lane commodity cost_per_unit capacity", "pilbara-chongqing ore - -",
                  "chongqing-kobe lithium - 30", "kobe-hamburg mass 300000 -",
                  "kobe-hamburg cell - -", "kobe-hamburg-cape mass - -", "kobe-tokyo cell - -",
                  "kobe-tokyo used - -", "tokyo-kobe used - -", "tokyo-kobe lithium - -",
                  "hamburg-kobe lithium - -"),
    "storages": ("site commodity capacity minimum initial final_minimum loss holding_cost "
                 "final_value expansion_max expansion_cost",
                 "kobe lithium 2 0.1 0.5 0.2 0.01 500000 14000000 3 200000",
                 "hamburg mass 1 - - - - 300000 - - -"),
    "arrivals": ("site commodity period quantity", "kobe lithium 2025 0.4"),
    "segments": ("segment name unit shortfall_penalty", "cars - GWh 500000000", "grid - GWh -"),
    "chemistries": ("chemistry name commodity energy_per_unit available_from eol_commodity "
                    "eol_per_energy", "nmc - cell 1 - used 4", "new - cell 1 2027-07-01 used 3.9"),
    "shares": ("segment chemistry market period minimum maximum", "cars nmc - 2025 - -",
               "cars new - 2025 - 0.4", "cars nmc hamburg 2026 0.3 0.9", "grid nmc - 2025 0.5 1",
               "grid new - 2028 0.1 0.5"),
    "demands": ("market segment period energy unit scenario",
                *(f"{m} cars {y} {1 + 0.25 * (y - 2025)} - -"
                  for m in ("tokyo", "hamburg") for y in YEARS),
                *(f"tokyo grid {y} {200 + 50 * (y - 2025)} MWh -" for y in YEARS),
                "tokyo cars 2029 1.5 - worse"),
    "subsidies": ("subsidy programme area stage per rate first_period",
                  "start homes EU - capex 0.2 2026", "run homes - making energy 3 -"),
    "subsidy_budgets": ("budget programme area first_period amount",
                        "purse homes EU 2026 50000000"),
    "guarantees": ("guarantee scenario area share first_period last_period",
                   "steady embargo JPN 0.2 2028 -"),
    "lifetimes": ("segment chemistry age fraction", "cars - 2 0.3", "cars - 4 0.6",
                  "grid nmc 4 1", "grid new 5 1"),
    "collections": ("market segment period rate", "tokyo - 2025 0.6", "tokyo cars 2028 0.8"),
    "past_returns": ("market segment chemistry period energy", "tokyo cars nmc 2025 0.1",
                     "tokyo cars nmc 2026 0.15"),
    "tariffs": ("tariff origin destination commodity first_date last_date rate amount",
                "cells-eu - EU cell 2026-01-01 - 0.013 -",
                "lithium-jp CHN JPN lithium - 2027-12-31 - 1000"),
    "quotas": ("quota origin destination commodity first_date last_date quantity",
               "lithium-cap CHN partners lithium 2026-01-01 - 9"),
    "bans": ("ban origin destination commodity first_date last_date",
             "ore-ban AUS - ore 2029-01-01 2029-12-31"),
    "permissions": ("permission origin destination commodity first_date last_date cost days",
                    "basel JPN EU mass - - 20000 30"),
    "rules": ("rule title kind scope stage level price first_date",
              "rise Collect~more collection_rate JPN - 0.6 4000000 2028-01-01",
              "home - made_share JPN making 0.01 90000000 2028-01-01"),
    "burdens": ("burden name unit", "carbon CO2 t", "harm Working~hours h"),
    "burden_rates": ("rate burden kind target country amount", "melt carbon process refine - 9000",
                     "dig harm commodity ore AUS 40", "sail carbon mode sea - 0.00001"),
    "burden_limits": ("limit burden area per most price first_period last_period",
                      "cap carbon CHN year 90000 50 2027 2029", "pile harm - year 9000 12 - -"),
    "burden_prices": ("price_of burden area price first_period last_period",
                      "levy carbon EU 80 2026 2029"),
    "border_charges": ("border_charge origin destination commodity first_date last_date burden "
                       "content price", "gate JPN EU cell 2026-01-01 2029-12-31 carbon 9000 60"),
    "skills": ("skill name", "welder Welders", "chemist Chemists"),
    "jobs": ("job skill rung country people", "making welder cells - 40", "bath chemist - EU 9"),
    "workforce": ("skill area period people", "welder JPN 2025 900", "chemist EU 2025 70"),
    "trainings": ("training name skill area cost days most first_period last_period",
                  "school Evening~school welder JPN 20000 200 500 2025 2029"),
    "growth_limits": ("limit chemistry rung area start factor first_period last_period",
                      "new new - EU 0.5 2 2027 2029", "cells - cells JPN 4 1.5 - -"),
    "learning": ("step rung process area threshold saving", "hands cells - EU 20 2000000",
                 "craft - assemble - 9 1000000"),
    "levers": ("lever name cost period pulled", "accord Sell~more 5000000 2027 true",
               "sorting Sort~better 900000 - -"),
    "lever_changes": ("lever step table change where set",
                      "accord 1 sales change site~=~hamburg quantity~=~*~2",
                      "sorting 1 collections change market~=~tokyo rate~=~*~1.1"),
    "partners": ("partner name area lever", "nihon Japan JPN -", "union Europe EU sorting"),
    "pillars": ("pillar name share", "whole All~of~it 0.5", "talk Telling -"),
    "pillar_parts": ("pillar kind target", "whole lever sorting", "whole before accord",
                     "whole policy eu-nzia", "whole partner union", "talk agreement books"),
    "agreements": ("agreement name cost", "books Open~books 2000000"),
    "unknowns": ("unknown name agreement chance", "pit Size~of~the~pit books 0.3"),
    "ranges": ("range unknown kind target country first_period last_period low high",
               "pit-size pit supply lithium JPN 2027 2029 0.8 1.2"),
}  # fmt: skip


def _frame(table: str, lines: tuple[str, ...]) -> pl.DataFrame:
    names = lines[0].split()
    types = schema(TABLES[table])
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for line in lines[1:]:
        for name, cell in zip(names, line.split(), strict=True):
            columns[name].append(_typed(cell.replace("~", " "), types[name]))
    return pl.DataFrame(columns, schema={name: types[name] for name in names})


def _typed(cell: str, kind: pl.DataType) -> object:
    if cell == "-":
        return None
    reading: dict[pl.DataType, Callable[[str], object]] = {
        pl.Float64(): float,
        pl.Int64(): int,
        pl.Boolean(): "true".__eq__,
        pl.Date(): date.fromisoformat,
    }
    return reading.get(kind, str)(cell)


@pytest.fixture(scope="session")
def complete() -> Instance:
    """An instance with rows in every table, without findings."""
    tables = {table: _frame(table, lines) for table, lines in ROWS.items()}
    metadata = {"licenses": [{"name": "CC0-1.0"}], "version": "1.0"}
    return Instance.of("complete", tables, title="Everything once", metadata=metadata)


@dataclass
class Copy:
    """A package on disk that may be spoiled."""

    folder: Path

    def read(self, table: str) -> list[list[str]]:
        """Header and rows as text."""
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, table: str, rows: list[list[str]]) -> None:
        """Replaces the table."""
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(rows)
        text = buffer.getvalue()
        (self.folder / f"{table}.csv").write_text(text, encoding="utf-8", newline="")

    def line(self, table: str, *keys: str) -> int:
        """Line of the first row that begins with these cells."""
        rows = self.read(table)
        return next(i for i, row in enumerate(rows, 1) if tuple(row[: len(keys)]) == keys)

    def set(self, table: str, keys: tuple[str, ...] | int, column: str, value: str) -> int:
        """Changes one cell, adding the column if it is not there; its line."""
        rows = self.read(table)
        if column not in rows[0]:
            rows = [[*row, column if i == 0 else ""] for i, row in enumerate(rows)]
        line = keys if isinstance(keys, int) else self.line(table, *keys)
        rows[line - 1][rows[0].index(column)] = value
        self.write(table, rows)
        return line

    def add(self, table: str, **cells: str) -> int:
        """Adds a row; its line."""
        rows = self.read(table)
        for column in cells:
            if column not in rows[0]:
                rows = [[*row, column if i == 0 else ""] for i, row in enumerate(rows)]
        rows.append([cells.get(column, "") for column in rows[0]])
        self.write(table, rows)
        return len(rows)

    def drop(self, table: str, *keys: str) -> None:
        """Deletes every row that begins with these cells."""
        rows = self.read(table)
        kept = [r for i, r in enumerate(rows) if i == 0 or tuple(r[: len(keys)]) != keys]
        assert len(kept) < len(rows)
        self.write(table, kept)

    def replace(self, file: str, old: bytes, new: bytes) -> int:
        """Replaces bytes, as an editor would not; the line of the first."""
        path = self.folder / file
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new, 1))
        return content[: content.index(old)].count(b"\n") + 1

    def describe(self, **properties: object) -> None:
        """Changes properties of the descriptor; ``None`` deletes one."""
        path = self.folder / "datapackage.json"
        descriptor = json.loads(path.read_text(encoding="utf-8")) | properties
        kept = {key: value for key, value in descriptor.items() if value is not None}
        path.write_text(json.dumps(kept), encoding="utf-8")

    def check(self) -> Findings:
        """What is found now."""
        return check(self.folder)


@pytest.fixture(scope="session")
def written(complete: Instance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete instance on disk, not to be changed."""
    folder = tmp_path_factory.mktemp("written")
    write_package(complete, folder)
    return folder


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Copy:
    """A fresh copy of the complete instance on disk."""
    return Copy(shutil.copytree(written, tmp_path / "copy"))


@pytest.fixture
def found() -> Callable[..., list[tuple[str, int | None, str]]]:
    """``found(findings, rule)``: table, row and column of each finding by that rule."""

    def look(findings: Findings, rule: str) -> list[tuple[str, int | None, str]]:
        return [(f.table, f.row, f.column) for f in findings if f.rule == rule]

    return look
