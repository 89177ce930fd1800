"""Who earns what, in the toy: the recycler its rent, who brings batteries what they fetch."""

import pytest

from optimizer.data import load
from optimizer.settings import BuildSettings
from optimizer.studies.break_even import BreakEvenSettings, found
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver


def test_rents_by_hand() -> None:
    """Full in two years, 50 t at 11 each; of the batteries 40 t fetch 8 and 136 t cost 3."""
    toy = load("instances/toy-loop")
    asked = BreakEvenSettings(stages=("recovery",), loop=False)
    gains = found(toy, asked, BuildSettings(), EXACT).gains
    amounts = {(w, s): a for w, s, a in gains.iter_rows()}
    assert amounts["plants", "recovery"] == pytest.approx(1100.0)
    assert amounts["collectors", ""] == pytest.approx(40 * 8 - 136 * 3)


def test_what_the_loop_saves_adds_up_to_its_worth() -> None:
    """84 t of metal at 50 are saved, 140 t are run at 20; 140 t less at 3 are thrown away, 56 at 5.

    Together 1540.
    """
    toy = load("instances/toy-loop")
    asked = BreakEvenSettings(stages=("recovery",))
    saved = found(toy, asked, BuildSettings(), EXACT).saved
    rows = dict(saved.select("what", "saved").iter_rows())
    assert rows["raw_material"] == pytest.approx(84 * 50)
    assert rows["operation: recovery"] == pytest.approx(-140 * 20)
    assert rows["disposal"] == pytest.approx(140 * 3 - 56 * 5)
    assert rows["operation: pack"] == pytest.approx(0.0)
    assert saved["saved"].sum() == pytest.approx(1540.0)
