"""The guided tour is true: its program runs, its links lead somewhere, no chapter is missing."""

import re
from pathlib import Path

import pytest

from optimizer.formulation import MECHANISMS
from optimizer.formulation import shipping as shipping_chapter


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "optimizer/formulation/README.md").read_text(encoding="utf-8")


def test_its_program_runs(page: str) -> None:
    _, program = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(compile(program, "README.md", "exec"), {})


def test_the_rule_it_shows_is_the_rule(page: str) -> None:
    shown, _ = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    source = Path(shipping_chapter.__file__).read_text(encoding="utf-8")
    body = shown.strip().splitlines()[-1]
    assert body in source


def test_its_links_and_files_are_there(page: str, root: Path) -> None:
    here = root / "optimizer/formulation"
    links = re.findall(r"\]\(([^)#]+)\)", page)
    files = re.findall(r"`((?:docs|optimizer|tests)/[\w./-]+)`", page)
    assert links
    assert files
    missing = [link for link in links if not (here / link).exists()]
    missing += [file for file in files if not (root / file).exists()]
    assert not missing


def test_every_mechanism_is_in_the_table_of_contents(page: str) -> None:
    contents = page.split("```")[1].split()
    names = [m.__name__.rpartition(".")[2] for m in MECHANISMS]
    assert [name for name in names if name not in contents] == []
