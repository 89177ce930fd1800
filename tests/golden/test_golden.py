"""A golden file per mechanism: what it adds to the chain, reviewed like code.

``pytest tests/golden --golden`` writes the files anew; read the difference before you commit it.
"""

from pathlib import Path
from types import ModuleType

import pytest

from optimizer.formulation import MECHANISMS
from tests.small.chain import posted_by
from tests.small.golden import Meaning, written

HERE = Path(__file__).parent


def _name(mechanism: ModuleType) -> str:
    return mechanism.__name__.rpartition(".")[2]


def _written(mechanism: ModuleType) -> str:
    title = (mechanism.__doc__ or "").split("\n")[0]
    return written(posted_by(mechanism), title)


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=_name)
def test_a_mechanism_says_what_its_golden_file_says(mechanism: ModuleType, golden: bool) -> None:
    """By meaning: neither the order of lines and terms nor the comment matters."""
    file = HERE / f"{_name(mechanism)}.lp"
    if golden:
        file.write_text(_written(mechanism), encoding="utf-8")
    assert file.is_file(), f"no {file.name}: write it with --golden and review it"
    reviewed = Meaning.of(file.read_text(encoding="utf-8"))
    assert reviewed.differences(Meaning.of(_written(mechanism))) == []


def test_no_golden_file_is_left_of_a_mechanism_that_is_gone() -> None:
    assert {file.stem for file in HERE.glob("*.lp")} == {_name(m) for m in MECHANISMS}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("<= 9000", "<= 9001", "row lane_limit[sea,2025]"),
        ("lane_limit[sea,2025]: 1000 flow", "lane_limit[sea,2025]: - 1000 flow", "row lane_limit"),
        ("0 <= flow[sea|cell,2025] <= 8", "0 <= flow[sea|cell,2025] <= 7", "bounds flow[sea|cell"),
        ("\nsubject to", " + flow[back|spent,2025]\nsubject to", "objective"),
        ("integers\n", "integers\n  flow[sea|cell,2025]\n", "integers"),
    ],
)
def test_a_difference_is_found_and_named(old: str, new: str, what: str) -> None:
    text = (HERE / "shipping.lp").read_text(encoding="utf-8")
    spoiled = text.replace(old, new, 1)
    assert spoiled != text
    (difference,) = Meaning.of(text).differences(Meaning.of(spoiled))
    assert difference.startswith(what)


def test_the_order_of_lines_does_not_matter() -> None:
    text = (HERE / "storage.lp").read_text(encoding="utf-8")
    head, rows = text.split("subject to\n")
    rows, rest = rows.split("bounds\n")
    turned = "".join(reversed(rows.splitlines(keepends=True)))
    assert Meaning.of(text) == Meaning.of(f"{head}subject to\n{turned}bounds\n{rest}")
