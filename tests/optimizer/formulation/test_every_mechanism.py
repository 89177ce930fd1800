"""What every mechanism keeps to. A new one is asked here, by name, for whatever it lacks."""

import ast
import importlib
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from optimizer.audit import twins
from optimizer.data.instance import Instance
from optimizer.formulation import MECHANISMS, build
from optimizer.formulation.handbook import Chapter, RuleEntry, bare_problem, chapters
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve import one_by_one, whole
from optimizer.solve.compile import compiled
from tests.small.chain import LIMITED, the_chain
from tests.small.golden import without
from tests.small.instances import EXACT, changed
from tests.small.reading import (
    formulas,
    handed_to,
    names_in_code,
    names_in_formula,
    rules_of,
    touched_by,
    tree_of,
)

TWINS = {"closing": "siting", "opening": "shipping", "outlets": "disposal_sales"}
"""Mechanisms whose twin in the audit has another name."""

DATA: dict[str, dict[str, dict[str, Any]]] = {
    # What is taken out of the chain to have none of a mechanism's data: tables, or only columns.
    "siting": {"expansions": {}},
    "closing": {"facilities": {"closable": False}},
    "contracts": {"contracts": {}},
    "sourcing": {"supplies": {}, "supply_terms": {}},
    "processing": {"facilities": {}, "capacities": {}, "operations": {}, "expansions": {}},
    "shipping": {"shipments": {}},
    "opening": {"lanes": {"opening_cost": None}},
    "trade": {
        "tariffs": {},
        "quotas": {},
        "permissions": {},
        "commodities": {"needs_permission": False},
    },
    "storage": {"storages": {}, "arrivals": {}},
    "outlets": {"disposals": {}, "sales": {}},
    "serving": {"demands": {}},
    "returns": {"collections": {}, "rules": {}},
    "abandoning": {},
    "survival": {"guarantees": {}},
    "dependence": {},
    "passthrough": {},
    "emissions": {},
    "rules": {"rules": {}},
    "people": {"workforce": {}},
    "growth": {"growth_limits": {}},
    "learning": {"learning": {}},
    "burdens": {"burden_limits": {}, "burden_prices": {}, "border_charges": {}},
    "levers": {"levers": {}},
    "subsidies": {"subsidies": {}, "subsidy_budgets": {}},
}


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


CHAPTERS = tuple(c for c in chapters() if c.module in MECHANISMS)
DECISIONS = frozenset(v.local_name for c in CHAPTERS for v in c.decisions)
RULES = [
    pytest.param(c, r, id=f"{_name(c.module)}-{r.function.__name__}")
    for c in CHAPTERS
    for r in c.rules
]

every_mechanism = pytest.mark.parametrize("mechanism", MECHANISMS, ids=_name)
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: _name(c.module))
every_rule = pytest.mark.parametrize(("chapter", "rule"), RULES)


@every_chapter
def test_a_chapter_opens_with_its_name_and_one_sentence(chapter: Chapter) -> None:
    first = inspect.cleandoc(chapter.module.__doc__ or "").split("\n")[0]
    assert first.lower().startswith(f"{_name(chapter.module)}: ")
    assert first.endswith(".")


@every_rule
def test_a_rule_says_its_meaning_in_one_sentence(chapter: Chapter, rule: RuleEntry) -> None:
    first, blank, *_ = [*inspect.cleandoc(rule.function.__doc__ or "").split("\n"), "", ""]
    assert first.endswith("."), f"{rule.function.__name__}: no sentence, or one of several lines"
    assert blank == "", f"{rule.function.__name__}: the sentence goes on in the next line"


@every_rule
def test_a_rule_has_one_formula_with_the_names_of_its_code(
    chapter: Chapter, rule: RuleEntry
) -> None:
    assert len(formulas(rule.function)) == 1, "one ```math block, after the sentence"
    in_code = names_in_code(rule, chapter.module, DECISIONS)
    in_formula = names_in_formula(rule.function)
    assert in_formula.decided == in_code.decided, r"decisions are \mathbf{...}"
    assert in_formula.given == in_code.given, r"sets, relations and numbers are \mathit{...}"


@every_rule
def test_a_rule_decides_nothing_by_its_index(chapter: Chapter, rule: RuleEntry) -> None:
    branching = (ast.If, ast.IfExp, ast.For, ast.While, ast.Try, ast.Match)
    found = [node for node in ast.walk(tree_of(rule.function)) if isinstance(node, branching)]
    assert not found, "case distinctions belong in optimizer/data/network"


@every_chapter
def test_every_function_is_a_rule_or_serves_one(chapter: Chapter) -> None:
    listed = {rule.function.__name__ for rule in chapter.rules}
    functions = rules_of(chapter)
    called = set().union(*(handed_to(f) for f in functions))
    idle = [f.__name__ for f in functions if f.__name__ not in listed | called]
    assert not idle, f"declared nowhere and called by no rule: {idle}"


@every_mechanism
def test_a_mechanism_has_a_test_file_of_its_own(mechanism: ModuleType) -> None:
    assert (Path(__file__).parent / f"test_{_name(mechanism)}.py").is_file()


@every_chapter
def test_every_rule_is_tested_by_name(chapter: Chapter) -> None:
    """What it says is compared as text: a row, a bound or a cost of that name."""
    tests = (Path(__file__).parent / f"test_{_name(chapter.module)}.py").read_text("utf-8")
    missing = [
        r.function.__name__ for r in chapter.rules if f"test_{r.function.__name__}" not in tests
    ]
    assert not missing, f"no test_<rule> for {missing}"


@every_chapter
def test_a_mechanism_has_a_twin_in_the_audit(chapter: Chapter) -> None:
    """Which judges what the mechanism limits, moves what it posts, and charges what it costs."""
    name = _name(chapter.module)
    twin = importlib.import_module(f"optimizer.audit.{TWINS.get(name, name)}")
    roles = [rule.role for rule in chapter.rules]
    if "limit" in roles:
        assert callable(twin.checks)
    if "posted to the balance" in roles:
        assert twin.movements in twins.MOVEMENTS
    if any(role.startswith("cost ") for role in roles):
        assert twin.charges in twins.CHARGES


@pytest.mark.solver
@every_mechanism
def test_without_its_data_a_mechanism_changes_nothing(mechanism: ModuleType) -> None:
    name = _name(mechanism)
    assert name in DATA, f"say in DATA which tables {name} lives on"
    problem = formulated(_lacking(DATA[name])).problem
    with_it, without_it = build(problem), without(problem, mechanism)
    assert _optimum(with_it) == pytest.approx(_optimum(without_it), rel=1e-7)


def _lacking(data: dict[str, dict[str, Any]]) -> Instance:
    """The chain without some data; nothing is forced to happen, so that there is a plan left."""
    calm = changed(
        the_chain(),
        past_returns=the_chain().table("past_returns").clear(),
        facilities=the_chain().table("facilities").with_columns(minimum_use=0.0),
        guarantees=the_chain().table("guarantees").clear(),
    )
    tables = {
        table: calm.table(table).with_columns(**{c: pl.lit(v) for c, v in columns.items()})
        if columns
        else calm.table(table).clear()
        for table, columns in data.items()
    }
    return changed(calm, **tables)


def _optimum(formulation: Any) -> float:
    outcome = whole.solve(compiled(formulation), BuildSettings(), EXACT)
    assert outcome.objective is not None
    return outcome.objective


def test_no_rule_takes_the_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """All rules are evaluated over whole sets; once per index would take minutes."""

    def refuse(what: Any, *_: Any) -> None:
        pytest.fail(f"a rule over {what} looks at its index")

    for path in ("rows", "amounts", "bounds"):
        monkeypatch.setattr(one_by_one, path, refuse)
    compiled(formulated(the_chain(), LIMITED))


def test_all_that_is_given_says_what_it_is() -> None:
    problem = bare_problem()
    for kind in (problem.sets, problem.relations, problem.parameters):
        assert not [thing.name for thing in kind.values() if not thing.doc]
    assert not [p.name for p in problem.parameters.values() if not p.unit]


def test_all_that_is_given_is_used_by_some_rule() -> None:
    """What no rule reads is computed for nothing."""
    problem = bare_problem()
    read: set[str] = set()
    for chapter in CHAPTERS:
        for function in rules_of(chapter):
            read |= touched_by(function, chapter.module)
        for rule in chapter.rules:
            read |= set(rule.over)
        for variable in chapter.decisions:
            read |= {s.local_name for s in variable.index_set().subsets(False)}
    for cost in build(problem).book.costs:
        read |= {cost.over, cost.weight}
    read |= {ratio.over for ratio in build(problem).book.ratios}
    for relation in problem.relations.values():
        read |= {relation.member, *relation.keys} if relation.name in read else set()
    closed = {"accounts", "moments", "chance"}  # by the balance and by exposure as an objective
    given = {*problem.sets, *problem.relations, *problem.parameters}
    assert given - read - closed == set()


def _wrong(m: Any, s: Any, n: Any) -> Any:
    r"""A rule whose formula says another thing than its code.

    ```math
    \mathbf{flow}_{sn} \le \mathit{flow\_max}_{sn} \qquad \forall s \in \mathit{shipments}
    ```
    """
    return m.flow[s, n] + m.stock["de|cell", n] <= m.tonnes[s]


def test_a_formula_that_says_something_else_is_found_out() -> None:
    rule = RuleEntry(_wrong, "limit", ("shipments", "moments"))
    in_code = names_in_code(rule, inspect.getmodule(_wrong), DECISIONS)
    in_formula = names_in_formula(_wrong)
    assert in_code.decided - in_formula.decided == {"stock"}
    assert in_code.given ^ in_formula.given == {"tonnes", "flow_max", "moments"}
