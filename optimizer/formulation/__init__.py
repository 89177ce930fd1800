"""The formulation: a Pyomo model in chapters. ``build`` is its table of contents.

Each mechanism declares its decisions and constraints and posts to two ledgers; ``balance`` and
``objective`` close them. Mechanisms never import one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.data.network.risk import averse
from optimizer.data.network.strengthening import strengthened
from optimizer.formulation import (
    abandoning,
    balance,
    burdens,
    closing,
    contracts,
    dependence,
    emissions,
    growth,
    learning,
    levers,
    objective,
    opening,
    outlets,
    passthrough,
    people,
    processing,
    returns,
    rules,
    serving,
    shipping,
    siting,
    sourcing,
    storage,
    strengthening,
    subsidies,
    survival,
    trade,
)
from optimizer.formulation import risk as risk_chapter
from optimizer.formulation.ledger import Ledgers
from optimizer.formulation.notation import model_of

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from optimizer.data.problem import Problem

MECHANISMS = (
    siting,
    closing,
    contracts,
    sourcing,
    processing,
    shipping,
    opening,
    trade,
    storage,
    outlets,
    serving,
    returns,
    abandoning,
    dependence,
    passthrough,
    survival,
    emissions,
    burdens,
    people,
    growth,
    learning,
    rules,
    subsidies,
    levers,
)
"""Chapters in reading order; a new constraint family is one more name here."""


@dataclass(frozen=True)
class Formulation:
    """A declared, not yet constructed Pyomo model with its problem and ledgers."""

    problem: Problem
    model: pyo.AbstractModel
    book: Ledgers
    objective: str

    def pyomo(self) -> pyo.ConcreteModel:
        """The plain Pyomo model, to extend, to write as LP or MPS, or for another solver."""
        return self.model.create_instance()


def build(
    problem: Problem,
    objective_name: str = "cost",
    *,
    strengthen: bool = False,
    risk: tuple[float, float] | None = None,
) -> Formulation:
    """Declare the whole model for a problem; ``objective_name`` is ``cost`` or an aim.

    ``strengthen``: add the rows of ``strengthening``, which never move the optimum. ``risk``:
    weight (above 0) and tail of the CVaR that counts as cost beside the expected one.
    """
    problem = strengthened(problem) if strengthen else problem
    problem = averse(problem, *risk) if risk else problem
    m, book = model_of(problem), Ledgers()
    for mechanism in (*MECHANISMS, *((strengthening,) if strengthen else ())):
        mechanism.declare(m, book)
    balance.close(m, book)
    if risk:
        risk_chapter.close(m, book)
    objective.close(m, book, objective_name)
    return Formulation(problem, m, book, objective_name)
