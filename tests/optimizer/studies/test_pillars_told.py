"""How pillars are told, of plans that are made up."""

from optimizer.data.pillars import Pillar
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.studies.pillars import Compared, Raised, Side
from optimizer.studies.pillars_told import told
from optimizer.studies.worth import Interval
from tests.small.combined import the_agreement

BASE = Side(Interval(99.0, 100.0), 1.0, 0.5, 1.0, "cells", (0.4, "country:CHN/2026"))


def raised(*after: Side) -> Raised:
    found = tuple(
        Compared(Pillar(f"p{at}", f"Pillar {at}", None), BASE, side)
        for at, side in enumerate(after)
    )
    return Raised(
        the_agreement(), BuildSettings(), SolveSettings(), None, BASE, found, {}, complete=True
    )


def test_a_pillar_that_costs_one_that_saves_and_one_whose_sign_is_open() -> None:
    costs = Side(Interval(120.0, 121.0), 4.0, 0.4, 0.8, "mining", (0.7, "country:AUS/2026"))
    saves = Side(Interval(80.0, 90.0), 1.0, 0.5, 1.0, "cells", (0.4, "country:CHN/2026"))
    unsure = Side(Interval(98.0, 102.0), -4.0, 0.5, 1.0, "cells")
    study = told(raised(costs, saves, unsure))
    first, *said = study.sentences
    assert "costs 99 to 100 EUR, exposed 50.0 %; it serves 40.0 % after the worst loss" in first
    assert said[0] == (
        "Pillar 0 (p0) costs 20 to 22 EUR; exposure 50.0 % → 40.0 % (−10.0 pp); survives 40.0 % → "
        "70.0 %; states get +3.00."
    )
    assert "saves 9 to 20 EUR; exposure 50.0 %;" in said[1]
    assert "costs −2 to 3 EUR more: the sign is not proved" in said[2]
    rows = study.tables["money"].rows
    assert rows["proved"].to_list() == ["costs", "saves", "not proved"]
    assert rows["to_states"].to_list() == [3.0, 0.0, -5.0]
    assert rows["worst_rung"].to_list() == ["100 % → 80.0 % mining", "100 % cells", "100 % cells"]


def test_a_conflict_is_told_in_its_words() -> None:
    none = Side(Interval(float("inf"), float("inf")), reasons=("rule one", "rule two"))
    study = told(raised(none))
    assert study.sentences[1] == (
        "Pillar 0 (p0): no plan keeps it; these would have to give way: rule one; rule two."
    )
    assert study.record["conflicts"] == {"p0": ["rule one", "rule two"]}
    assert study.charts[0].rows.is_empty()
