"""What a rule's source and its formula speak of, read from the syntax tree and the docstring."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from optimizer.formulation.handbook import Chapter, RuleEntry


@dataclass(frozen=True)
class Names:
    """Decisions, and sets, relations and numbers that are given."""

    decided: frozenset[str]
    given: frozenset[str]


def formulas(function: Callable[..., Any]) -> list[str]:
    """The formulas in a docstring."""
    return re.findall(r"```math\n(.*?)```", inspect.cleandoc(function.__doc__ or ""), re.DOTALL)


def names_in_formula(function: Callable[..., Any]) -> Names:
    """Names in bold are decisions, names in italics are given."""
    text = " ".join(formulas(function)).replace(r"\_", "_")
    return Names(
        frozenset(re.findall(r"\\mathbf\{(\w+)\}", text)),
        frozenset(re.findall(r"\\mathit\{(\w+)\}", text)),
    )


def names_in_code(rule: RuleEntry, module: ModuleType, decisions: frozenset[str]) -> Names:
    """What a rule touches on its model, itself or by functions, and what it is declared for."""
    touched = touched_by(rule.function, module) | set(rule.over)
    decided = {rule.decision} - {""} | (touched & decisions)
    return Names(frozenset(decided), frozenset(touched - decisions))


def touched_by(function: Callable[..., Any], module: ModuleType) -> set[str]:
    """Attributes of the first argument, there and in functions of the module it is handed to."""
    tree = tree_of(function)
    model = tree.args.args[0].arg
    touched = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is(node.value, model):
            touched.add(node.attr)
        if isinstance(node, ast.Call) and node.args and _is(node.args[0], model):
            touched |= touched_by(getattr(module, _called(node)), module)
    return touched


def handed_to(function: Callable[..., Any]) -> set[str]:
    """Names of the functions that a rule hands its model to."""
    tree = tree_of(function)
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args)
    return {_called(c) for c in calls if _is(c.args[0], tree.args.args[0].arg)}


def tree_of(function: Callable[..., Any]) -> ast.FunctionDef:
    """The syntax tree of a function."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.FunctionDef)
    return tree


def rules_of(chapter: Chapter) -> list[Callable[..., Any]]:
    """All functions of a mechanism that take a model, without ``declare``, in order."""
    own = (f for _, f in inspect.getmembers(chapter.module, inspect.isfunction))
    taking = [f for f in own if f.__module__ == chapter.module.__name__ and f.__name__ != "declare"]
    return sorted(taking, key=lambda f: f.__code__.co_firstlineno)


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _called(node: ast.Call) -> str:
    assert isinstance(node.func, ast.Name), ast.unparse(node)
    return node.func.id
