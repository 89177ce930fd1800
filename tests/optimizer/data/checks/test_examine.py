"""The order of the checks, and what becomes of an instance in which everything is missing."""

import importlib
import pkgutil
from pathlib import Path

import pytest

import optimizer.data
from optimizer.data import Instance, check
from optimizer.data.checks.examine import CHECKS, examine
from optimizer.data.findings import Rule
from optimizer.data.memory import as_text
from optimizer.data.raw import RawPackage
from optimizer.data.tables import TABLES


def _rules() -> dict[str, list[str]]:
    """Names of all rules, and the modules that declare them."""
    found: dict[str, list[str]] = {}
    for module in pkgutil.walk_packages(optimizer.data.__path__, "optimizer.data."):
        if module.name.startswith("optimizer.data.network"):
            continue
        content = vars(importlib.import_module(module.name))
        values = [v for v in content.values() if isinstance(v, Rule)]
        for mapping in (v for v in content.values() if isinstance(v, dict)):
            values += [v for v in mapping.values() if isinstance(v, Rule)]
        for rule in dict.fromkeys(values):
            found.setdefault(rule.name, []).append(module.name)
    return found


def test_every_rule_is_named_in_a_test(root: Path) -> None:
    """Tests name the rules that they see broken."""
    here = root / "tests" / "optimizer" / "data"
    text = "\n".join(path.read_text(encoding="utf-8") for path in here.rglob("test_*.py"))
    unseen = [name for name in _rules() if f'"{name}"' not in text]
    assert not unseen


def test_a_rule_means_one_thing() -> None:
    """The forms of a file may share a rule; otherwise a name belongs to one module."""
    forms = {f"optimizer.data.{form}" for form in ("csv_table", "document", "workbook")}
    shared = {name: set(where) - forms for name, where in _rules().items()}
    assert not {name: where for name, where in shared.items() if len(where) > 1}


def test_every_check_of_every_module_is_carried_out() -> None:
    names = {name for _, name, _ in pkgutil.iter_modules(importlib.import_module(
        "optimizer.data.checks").__path__)}  # fmt: skip
    known = {check.__module__.rsplit(".", 1)[1] for check in CHECKS}
    derive = {"view", "crossings", "reach", "nearest", "examine", "shape", "pulling"}
    derive |= {"looking", "once"}
    assert names - derive == known
    for module in known:
        content = vars(importlib.import_module(f"optimizer.data.checks.{module}"))
        public = {
            value
            for name, value in content.items()
            if not name.startswith("_")
            and getattr(value, "__module__", "") == f"optimizer.data.checks.{module}"
            and getattr(value, "__annotations__", {}).get("return") == "Iterator[Finding]"
        }
        assert public <= set(CHECKS)


def test_a_sound_instance_has_no_findings(complete: Instance) -> None:
    assert not check(complete)


def test_nothing_is_said_of_tables_that_could_not_be_listed() -> None:
    assert not examine(RawPackage()).findings


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_missing_is_never_a_traceback(complete: Instance, table: str) -> None:
    raw = as_text(complete)
    del raw.tables[table]
    assert examine(raw).findings or not TABLES[table].required
