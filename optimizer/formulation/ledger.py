"""Ledgers in which mechanisms meet: what enters and leaves accounts, costs and other measures."""

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


@dataclass(frozen=True)
class Ratio:
    """A measure that may be limited: ``numerator(m, x)`` over ``denominator(m, x)`` for each x.

    Both are linear, over the whole horizon, and the denominator is not negative. A plan is within
    ``most`` where numerator − most·denominator ≤ 0 for every x.
    """

    name: str
    who: str
    over: str
    numerator: Rule
    denominator: Rule


@dataclass
class Ledgers:
    """What has been posted so far."""

    balance: list[Posting] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    aims: list[Cost] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    averse: list[Cost] = field(default_factory=list)
    """What is minimised as cost where risk counts; else ``costs`` are."""

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

    def aim(
        self, term: str, who: str, rule: Rule, *, over: str = "moments", weight: str = "chance"
    ) -> None:
        """Post something else than cost that may be made as small as can be.

        Raises:
            FormulationError: it is called ``cost``, ``expected_cost``, or as another aim.
        """
        if term in {"cost", "expected_cost"} or any(aim.term == term for aim in self.aims):
            raise FormulationError(f"the aim {term!r} is there already")
        self.aims.append(Cost(term, who, over, weight, rule))

    def ratio(
        self, name: str, who: str, numerator: Rule, denominator: Rule, *, over: str = "horizon"
    ) -> None:
        """Post a measure that may be limited, one for each member of a set.

        Raises:
            FormulationError: another mechanism already uses the name.
        """
        if any(ratio.name == name for ratio in self.ratios):
            raise FormulationError(f"the measure {name!r} is posted twice")
        self.ratios.append(Ratio(name, who, over, numerator, denominator))
