"""Two ledgers in which mechanisms meet: what enters and leaves accounts, and what things cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.errors import FormulationError

if TYPE_CHECKING:
    from optimizer.formulation.notation import Rule


@dataclass(frozen=True)
class Posting:
    """One mechanism's contribution: ``rule(m, k, n)`` to the balance."""

    who: str
    rule: Rule


@dataclass(frozen=True)
class Cost:
    """A named cost: ``rule(m, n)`` over a set, each index weighed by a parameter over that set."""

    term: str
    who: str
    over: str
    weight: str
    rule: Rule


@dataclass
class Ledgers:
    """What has been posted so far."""

    balance: list[Posting] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)

    def enter(self, who: str, rule: Rule) -> None:
        """Post what a mechanism adds to an account at a moment (leaving: negative)."""
        self.balance.append(Posting(who, rule))

    def cost(
        self, term: str, who: str, rule: Rule, *, over: str = "moments", weight: str = "weight"
    ) -> None:
        """Post a cost under its name.

        Raises:
            FormulationError: another mechanism already uses the name.
        """
        if any(cost.term == term and cost.who != who for cost in self.costs):
            raise FormulationError(f"the cost {term!r} is posted by two mechanisms")
        self.costs.append(Cost(term, who, over, weight, rule))
