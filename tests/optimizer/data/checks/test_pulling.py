"""Each lever alone must leave a valid instance."""

from pathlib import Path

import pytest

from optimizer.data import check
from optimizer.data.levers import pulled
from tests.optimizer.data.test_levers import CHEAPER, with_levers

BAD = ("bad", "sites", "change", "site = jp", "country = JPX")


def test_a_lever_that_breaks_the_instance_is_reported_at_its_row() -> None:
    (found,) = check(with_levers(CHEAPER, BAD)).errors
    assert (found.rule, found.table, found.row, found.value) == (
        "lever.unsound",
        "levers",
        2,
        "bad",
    )
    assert "not among countries" in found.message


def test_what_is_pulled_is_not_pulled_again() -> None:
    assert not check(pulled(with_levers(CHEAPER), ["cheaper"])).errors


@pytest.mark.parametrize(
    "name", ["toy-dependence", pytest.param("japan-eu", marks=pytest.mark.long)]
)
def test_every_lever_of_a_shipped_instance_leaves_a_valid_one(instances: Path, name: str) -> None:
    assert not check(instances / name).errors
