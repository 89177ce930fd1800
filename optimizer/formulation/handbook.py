"""The handbook: every rule of the formulation with its sentence, formula and reasons, for people.

``python -m optimizer.formulation.handbook`` writes ``docs/handbook.md`` anew. What stands there is
read from the mechanisms: their docstrings, what they declare, and what they post.
"""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyomo.environ as pyo

from optimizer.data.assemble import assemble
from optimizer.data.instance import Instance
from optimizer.data.network.risk import averse
from optimizer.data.network.strengthening import strengthened
from optimizer.formulation import MECHANISMS, balance, objective, risk, strengthening
from optimizer.formulation.ledger import Ledgers
from optimizer.formulation.notation import domain_of, model_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from optimizer.data.problem import Problem
    from optimizer.formulation.ledger import Cost
    from optimizer.formulation.notation import Rule

PAGE = Path("docs/handbook.md")

_DOMAINS = {
    "NonNegativeReals": "amount, not negative",
    "Reals": "amount of either sign",
    "NonNegativeIntegers": "whole number, not negative",
    "Binary": "yes or no",
}

_OPENING = """# Handbook

The mathematics of the formulation, chapter by chapter. This page is written by
`python -m optimizer.formulation.handbook` from the docstrings in `optimizer/formulation/`; edit
those, not this.

**Bold** names are decisions, *italic* ones are given: sets, relations between sets, and numbers,
all listed [at the end](#given). A relation $\\mathit{leaving}_k$ is, for each account $k$, a list
of shipments. Whatever needs a case distinction (is it banned, has it arrived, is it in force) was
settled when these lists were made, in `optimizer/data/network/`; what the tables mean is in
[meaning](meaning.md).

Mechanisms never read one another. They meet in two ledgers: what they post to the *balance* adds up
to zero at every account and moment, what they post as *costs* adds up to the objective.
"""


@dataclass(frozen=True)
class RuleEntry:
    """A rule: the function, what it is for, and the sets and decision it is declared for."""

    function: Rule
    role: str
    over: tuple[str, ...] = ()
    decision: str = ""


@dataclass(frozen=True)
class Chapter:
    """One mechanism: its module, its rules in the order of the file, its decisions."""

    module: ModuleType
    rules: tuple[RuleEntry, ...]
    decisions: tuple[Any, ...]


def chapters() -> tuple[Chapter, ...]:
    """All mechanisms in reading order, the two that close the ledgers, and what may be added."""
    m, book = model_of(bare_problem()), Ledgers()
    linked = model_of(strengthened(bare_problem()))
    return (
        *(_chapter(mechanism, m, book) for mechanism in MECHANISMS),
        Chapter(balance, (RuleEntry(balance.close, "closes the balance"),), ()),
        Chapter(objective, (RuleEntry(objective.close, "closes the costs"),), ()),
        _risk(),
        _chapter(strengthening, linked, Ledgers()),
    )


def _risk() -> Chapter:
    """The chapter that is added where risk counts; it reads all costs that were posted."""
    m, book = model_of(averse(bare_problem(), 0.5, 0.95)), Ledgers()
    risk.close(m, book)
    posted = [RuleEntry(cost.rule, _charge("the objective", cost)) for cost in book.averse]
    limits = (RuleEntry(risk.close, "limit"), RuleEntry(risk.tail_excess, "limit", ("courses",)))
    return Chapter(risk, (*limits, *posted), tuple(_components(m, pyo.Var).values()))


def bare_problem() -> Problem:
    """The problem of an instance with nothing but a year: all names, no members."""
    year = pl.DataFrame({"period": ["2025"], "start": [date(2025, 1, 1)], "days": [365]})
    return assemble(Instance.of("bare", {"periods": year}))


def handbook() -> str:
    """The page, as Markdown."""
    told = chapters()
    parts = [_OPENING]
    for chapter in told:
        parts += _told(chapter)
    parts += ["## Decisions", *_decisions(told), '<a name="given"></a>', "## Given"]
    parts += _given(averse(strengthened(bare_problem()), 0.5, 0.95))
    return "\n".join(parts) + "\n"


def _chapter(mechanism: ModuleType, m: pyo.AbstractModel, book: Ledgers) -> Chapter:
    decided, limited = _components(m, pyo.Var), _components(m, pyo.Constraint)
    posted, charged = len(book.balance), len(book.costs)
    aimed, measured = len(book.aims), len(book.ratios)
    mechanism.declare(m, book)
    decisions = {n: v for n, v in _components(m, pyo.Var).items() if n not in decided}
    rules = {
        name: RuleEntry(getattr(mechanism, name), "limit", _sets(limit))
        for name, limit in _components(m, pyo.Constraint).items()
        if name not in limited
    }
    for posting in book.balance[posted:]:
        rules[posting.rule.__name__] = RuleEntry(posting.rule, "posted to the balance")
    for cost in book.costs[charged:]:
        rules[cost.rule.__name__] = RuleEntry(cost.rule, _charge("cost", cost))
    for aim in book.aims[aimed:]:
        rules[aim.rule.__name__] = RuleEntry(aim.rule, _charge("the objective", aim))
    for ratio in book.ratios[measured:]:
        for rule, part in ((ratio.numerator, "numerator"), (ratio.denominator, "denominator")):
            role = f"{part} of the measure `{ratio.name}`, over {ratio.over}"
            rules[rule.__name__] = RuleEntry(rule, role)
    for name, variable in decisions.items():
        if bound := getattr(mechanism, f"{name}_bounds", None):
            rules[bound.__name__] = RuleEntry(bound, f"bounds of `{name}`", _sets(variable), name)
    ordered = sorted(rules.values(), key=lambda rule: inspect.getsourcelines(rule.function)[1])
    return Chapter(mechanism, tuple(ordered), tuple(decisions.values()))


def _charge(kind: str, cost: Cost) -> str:
    return f"{kind} `{cost.term}`, over {cost.over}, weighed by `{cost.weight}`"


def _components(m: pyo.AbstractModel, kind: type) -> Mapping[str, Any]:
    return {c.local_name: c for c in m.component_objects(kind, descend_into=False)}


def _sets(component: Any) -> tuple[str, ...]:
    subsets = component.index_set().subsets(expand_all_set_operators=False)
    return tuple(s.local_name for s in subsets) if component.is_indexed() else ()


def _told(chapter: Chapter) -> Iterator[str]:
    title, _, rest = inspect.cleandoc(chapter.module.__doc__ or "").partition("\n")
    name, _, meaning = title.partition(": ")
    yield f"## {name}\n\n{meaning[:1].upper()}{meaning[1:]}\n"
    if rest.strip():
        yield _linked(rest.strip()) + "\n"
    for rule in chapter.rules:
        yield f"### {rule.function.__name__}\n\n*{rule.role}*\n"
        yield inspect.cleandoc(rule.function.__doc__ or "") + "\n"


def _linked(text: str) -> str:
    return re.sub(r"``([^`]+)``", r"`\1`", text)


def _decisions(told: tuple[Chapter, ...]) -> Iterator[str]:
    yield "\n| decision | over | kind | meaning | chapter |\n|---|---|---|---|---|"
    for chapter in told:
        name = chapter.module.__name__.rpartition(".")[2]
        for variable in chapter.decisions:
            over = " × ".join(_sets(variable))
            kind = _DOMAINS[domain_of(variable)]
            yield f"| `{variable.local_name}` | {over} | {kind} | {variable.doc} | {name} |"
    yield ""


def _given(problem: Problem) -> Iterator[str]:
    yield "\n### Sets\n\n| set | members |\n|---|---|"
    yield from (f"| `{s.name}` | {s.doc} |" for s in problem.sets.values())
    yield "\n### Relations\n\n| relation | for each | lists | meaning |\n|---|---|---|---|"
    for r in problem.relations.values():
        yield f"| `{r.name}` | {' × '.join(r.keys)} | {r.member} | {r.doc} |"
    yield "\n### Numbers\n\n| number | over | unit | meaning |\n|---|---|---|---|"
    for p in problem.parameters.values():
        yield f"| `{p.name}` | {' × '.join(p.over)} | {p.unit} | {p.doc} |"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else PAGE).write_text(handbook(), encoding="utf-8")
