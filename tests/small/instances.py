"""Small instances written as text tables, the problems and arrays made of them, and their optimum.

    an_instance(
        supplies='''
            supply  site  commodity
            ore-cn  cn    ore
        ''',
        ...
    )

The first line names columns, the others are rows; ``-`` is an empty cell, text of more than a word
is not needed here. ``SCENE`` is there unless replaced: three countries, a site in each, one year,
the commodities ``ore``, ``spent`` and ``slag`` (kt) and ``cell`` (GWh, of 1 kt), two stages.
"""

from datetime import date
from typing import Any

import polars as pl

from optimizer.data.assemble import assemble
from optimizer.data.columns import Column, Kind
from optimizer.data.instance import Instance
from optimizer.data.problem import Problem
from optimizer.data.tables import TABLES
from optimizer.run import Run, formulated, solve
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import whole
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason

SCENE: dict[str, str] = {
    "countries": """
        country  name
        CHN      China
        JPN      Japan
        DEU      Germany
    """,
    "blocs": """
        bloc  country
        EU    DEU
    """,
    "periods": """
        period  start       days
        2025    2025-01-01  365
    """,
    "sites": """
        site  country
        cn    CHN
        jp    JPN
        de    DEU
    """,
    "commodities": """
        commodity  unit  tonnes_per_unit  value_per_unit  needs_permission
        ore        kt    -                2               false
        cell       GWh   1000             100             false
        spent      kt    -                1               true
        slag       kt    -                0               false
    """,
    "stages": """
        stage     order
        cell      1
        recovery  2
    """,
    "rungs": """
        rung        stage     energy_per_unit  weight
        celling     cell      1                1
        recovering  recovery  0.5              0
    """,
    "modes": """
        mode  cost_per_tkm  handling_per_t
        road  0             0
        ship  0.0000001     0.0005
    """,
}

TWO_YEARS = """
    period  start       days
    2025    2025-01-01  365
    2026    2026-01-01  365
"""

THREE_YEARS = """
    period  start       days
    2025    2025-01-01  365
    2026    2026-01-01  365
    2027    2027-01-01  365
"""

EXACT = SolveSettings(gap=0.0, threads=1, time_limit=60.0)
"""To the optimum: what a test compares must not lie somewhere within a gap."""

_READ: dict[Kind, Any] = {
    Kind.ID: str,
    Kind.TEXT: str,
    Kind.NUMBER: float,
    Kind.INTEGER: int,
    Kind.BOOLEAN: {"true": True, "false": False}.__getitem__,
    Kind.DATE: date.fromisoformat,
}


def a_table(name: str, text: str) -> pl.DataFrame:
    """A table of an instance from its text."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    columns = [TABLES[name].column(word) for word in header]
    cells = [[_cell(c, w) for c, w in zip(columns, line, strict=True)] for line in lines]
    data = {c.name: [row[at] for row in cells] for at, c in enumerate(columns)}
    return pl.DataFrame(data, strict=True)


def _cell(column: Column, word: str) -> Any:
    return None if word == "-" else _READ[column.kind](word)


def an_instance(**tables: str) -> Instance:
    """An instance of the given tables in the ``SCENE``."""
    texts = SCENE | tables
    return Instance.of("small", {name: a_table(name, text) for name, text in texts.items()})


def changed(instance: Instance, **tables: str | pl.DataFrame) -> Instance:
    """The instance with whole tables replaced."""
    frames = {
        name: a_table(name, table) if isinstance(table, str) else table
        for name, table in tables.items()
    }
    return Instance.of(instance.name, {**instance.tables, **frames})


def a_problem(**tables: str) -> Problem:
    """The problem of such an instance."""
    return assemble(an_instance(**tables))


def arrays_of(instance: Instance, build: BuildSettings | None = None) -> Arrays:
    """The compiled formulation of an instance."""
    return compiled(formulated(instance, build))


def solved(instance: Instance, build: BuildSettings | None = None) -> Run:
    """The run of an instance to its optimum."""
    return solve(instance, build, EXACT)


def optimum(instance: Instance, build: BuildSettings | None = None) -> float:
    """The optimal objective of an instance that has one, without its plan."""
    build = build or BuildSettings()
    outcome = whole.solve(arrays_of(instance, build), build, EXACT)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.objective is not None
    return outcome.objective


def given(problem: Problem, name: str, *labels: str) -> float:
    """A number of the problem, by labels."""
    parameter = problem.parameters[name]
    at = (problem.sets[s].position[x] for s, x in zip(parameter.over, labels, strict=True))
    return float(parameter.values[tuple(at)])


def listed(problem: Problem, name: str, *labels: str) -> list[str]:
    """The members that a relation lists for a key, by labels."""
    relation = problem.relations[name]
    flat = 0
    for set_name, label in zip(relation.keys, labels, strict=True):
        flat = flat * problem.size(set_name) + problem.sets[set_name].position[label]
    low, high = relation.pointers[flat : flat + 2]
    names = problem.labels(relation.member)
    return [names[at] for at in relation.members[low:high]]
