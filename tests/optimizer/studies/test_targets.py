"""Targets and payments as they are spelled, and as rows."""

import numpy as np
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.errors import SettingsError
from optimizer.run import formulated
from optimizer.solve.compile import compiled
from optimizer.studies.targets import Domestic, Pay, opened


@pytest.fixture(scope="module")
def toy() -> Instance:
    return load("instances/toy-dependence")


def test_spellings() -> None:
    asked = Domestic.parse("JPN+DEU:cell=0.5@2030")
    assert (asked.areas, asked.what, asked.share, asked.period) == (
        ("JPN", "DEU"),
        "cell",
        0.5,
        "2030",
    )
    assert Domestic.parse(str(asked)) == asked
    assert Pay.parse("energy:cell@JP+EU=2") == Pay("energy", "cell", ("JP", "EU"), 2.0)
    assert Pay.parse("capex") == Pay("capex")


@pytest.mark.parametrize("text", ["cell=0.5", "JPN:cell", "JPN:cell=1.5"])
def test_a_share_that_says_nothing(text: str) -> None:
    with pytest.raises(SettingsError, match="must look like"):
        Domestic.parse(text)


@pytest.mark.parametrize("text", ["money:cell", "energy:cell=0", "", "energy cell"])
def test_a_payment_that_says_nothing(text: str) -> None:
    with pytest.raises(SettingsError, match="must look like"):
        Pay.parse(text)


def test_names_that_are_not_there(toy: Instance) -> None:
    problem = formulated(toy).problem
    arrays = compiled(formulated(toy))
    for text, words in (
        ("AUS:cell=0.1", "no country"),
        ("JPN:magic=0.1", "no stage"),
        ("JPN:cell=0.1@2099", "no period"),
    ):
        with pytest.raises(SettingsError, match=words):
            Domestic.parse(text).row(problem, arrays)
    with pytest.raises(SettingsError, match="no stage, rung, process or facility"):
        Pay.parse("energy:magic").rows(toy, 1)
    with pytest.raises(SettingsError, match="no country"):
        Pay.parse("energy@AUS").rows(toy, 1)


def test_the_row_of_a_share_counts_energy_at_home(toy: Instance) -> None:
    """A tonne of cells made in Kobe supports 0.2 MWh; a MWh served there counts its share."""
    formulation = formulated(toy)
    arrays = compiled(formulation)
    rowed = Domestic.parse("JPN:cell=0.25").row(formulation.problem, arrays)
    assert rowed.row_upper[-1] == 0.0
    found = {rowed.column_name(int(c)): v for c, v in zip(
        rowed.columns_of[rowed.starts[-2]:], rowed.values[rowed.starts[-2]:], strict=True
    )}  # fmt: skip
    assert sorted(found.values()) == pytest.approx([-0.2, 0.25])
    free = opened(rowed, ("domestic_1",))
    assert np.isinf(free.row_upper[-1])


def test_payments_by_area_are_rows_of_their_own(toy: Instance) -> None:
    rows = Pay.parse("energy:cell@JPN+CHN=2").rows(toy, 3)
    assert [(r["subsidy"], r["area"], r["stage"], r["rate"]) for r in rows] == [
        ("asked-3", "JPN", "cell", 2.0),
        ("asked-4", "CHN", "cell", 2.0),
    ]
