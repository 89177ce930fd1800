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
