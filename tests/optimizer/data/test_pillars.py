"""Pillars with their parts, by kind."""

import pytest

from optimizer.data.pillars import pillars
from optimizer.data.tree import extended
from optimizer.errors import SettingsError
from tests.small.combined import the_agreement


def test_parts_are_gathered_by_kind_in_order() -> None:
    parts = [("before", "cap"), ("lever", "people"), ("policy", "eu-nzia"), ("lever", "home")]
    rows = {
        "pillars": [{"pillar": "one", "name": "One", "share": 0.5}, {"pillar": "two"}],
        "pillar_parts": [{"pillar": "one", "kind": k, "target": t} for k, t in parts],
    }
    one, two = pillars(extended(the_agreement(), rows))
    assert (one.title, one.share, one.before) == ("One", 0.5, ("cap",))
    assert (one.levers, one.policies, one.partners) == (("people", "home"), ("eu-nzia",), ())
    assert (two.name, two.title, two.share) == ("two", "two", None)


def test_none_and_unknown_ones_are_refused() -> None:
    with pytest.raises(SettingsError, match="no pillars"):
        pillars(the_agreement())
    some = extended(the_agreement(), {"pillars": [{"pillar": "one"}]})
    with pytest.raises(SettingsError, match="no pillar is called roof; there are one"):
        pillars(some, ("roof",))
