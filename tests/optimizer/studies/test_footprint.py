"""What is carried to those who are served, by hand on the toy of two ports.

Kobe sends 40 t to Osaka (0.1 t of CO2 each) and 20 t to Tokyo (0.4), Hakata 10 t (0.6) and 40 t
(1.1); a tonne of packs holds 0.2 MWh. Osaka: (4 + 6)/10 = 1 t/MWh; Tokyo: (8 + 44)/12 = 4.33.
"""

from pathlib import Path

import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.tree import extended
from optimizer.errors import SettingsError
from optimizer.run import solve
from optimizer.settings import SolveSettings
from optimizer.studies.footprint import ALL, footprint
from optimizer.studies.study import Study

pytestmark = pytest.mark.solver

INSTANCES = Path(__file__).parents[3] / "instances"
EXACT = SolveSettings(gap=0.0, threads=1)
TRUCK = {"rate": "truck", "burden": "co2", "kind": "mode", "target": "truck", "amount": 0.001}
BOUGHT = {"rate": "bought", "burden": "toil", "kind": "commodity", "target": "pack", "amount": 2.0}


def _studied(instance: Instance) -> Study:
    run = solve(instance, settings=EXACT)
    assert run.plan is not None
    return footprint(run.instance, run.plan)


@pytest.fixture(scope="module")
def study() -> Study:
    rows = {
        "burdens": [{"burden": "co2", "unit": "t"}, {"burden": "toil", "unit": "h"}],
        "burden_rates": [TRUCK, BOUGHT],
    }
    return _studied(extended(load(INSTANCES / "toy-two-ports"), rows))


def test_each_market_carries_what_was_caused_on_its_way(study: Study) -> None:
    rows = study.tables["footprints"].rows
    found = {(r["burden"], r["market"]): r["per_energy"] for r in rows.iter_rows(named=True)}
    assert found == pytest.approx(
        {
            ("co2", ALL): 62 / 22,
            ("co2", "osaka"): 1.0,
            ("co2", "tokyo"): 52 / 12,
            **{("toil", market): 10.0 for market in (ALL, "osaka", "tokyo")},
        }
    )


def test_causes_add_up_to_what_is_carried(study: Study) -> None:
    causes = study.tables["causes"].rows
    assert dict(causes.group_by("burden").agg(causes["caused"].sum()).iter_rows()) != {}
    by = {(r["burden"], r["does"]): r["caused"] for r in causes.iter_rows(named=True)}
    assert by == pytest.approx({("co2", "carrying"): 62.0, ("toil", "buying"): 220.0})
    assert study.sentences[0] == (
        "co2: 2.818 t for each MWh delivered; 100% of all that is caused arises in JPN."
    )
    countries = study.tables["countries"].rows
    assert countries.select("country", "caused").rows() == [("JPN", 62.0), ("JPN", 220.0)]


def test_waste_takes_nothing_along_and_old_batteries_begin_anew() -> None:
    """The loop: all that making causes goes with the cells, none with what is thrown away."""
    rows = {
        "burdens": [{"burden": "toil", "unit": "h"}],
        "burden_rates": [{"rate": "all", "burden": "toil", "kind": "process", "amount": 1.0}],
    }
    instance = extended(load(INSTANCES / "toy-loop"), rows)
    study = _studied(instance)
    caused = float(study.tables["causes"].rows["caused"].sum())
    whole = study.tables["footprints"].rows.filter(market=ALL).row(0, named=True)
    assert 0.0 < whole["carried"] <= caused * (1 + 1e-9)


def test_an_instance_without_burdens_says_so() -> None:
    with pytest.raises(SettingsError, match="counts no burdens"):
        _studied(load(INSTANCES / "toy-two-ports"))
