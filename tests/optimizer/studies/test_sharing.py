"""The value of telling, against all designs in all cases worked out by hand.

The toy of a line at home (instances/toy-hedge): with *n* lines, 2025 costs 1000 and 2026, where D
is wanted and China offers S, costs 10·D with S = 100, and 12·min(25n, D) + 50·max(D − 25n, 0) with
S = 0; lines cost 175·n. D is 50 or 100, with even chances, S is 0 with a chance of 0.4.

| lines | S=100 D=100 | S=100 D=50 | S=0 D=100 | S=0 D=50 | nothing told |
|---|---|---|---|---|---|
| 0 | 2000 | 1500 | 6000 | 3500 | 2950 |
| 2 | 2350 | 1850 | 4450 | 1950 | 2540 |
| 4 | 2700 | 2200 | 2900 | 2300 | 2510 |

Nothing told: four lines, 2510. S told: none or four, 0.6·1750 + 0.4·2600 = 2090. D told: four or
two, 0.5·2780 + 0.5·1890 = 2335. Both: 0.6·1750 + 0.4·(2900 + 1950)/2 = 2020.
"""

from pathlib import Path

import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.tree import extended, reckoned
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings
from optimizer.studies.sharing import MOST, NOBODY, best, sharing, valued
from optimizer.studies.tried import FRACTIONS

pytestmark = pytest.mark.solver

HEDGE = Path(__file__).parents[3] / "instances" / "toy-hedge"
EXACT = SolveSettings(gap=0.0, threads=1)
WHEN = {"first_period": "2026", "last_period": "2026"}
OFFER = {"kind": "supply", "target": "pack", "country": "CHN", "low": 0.0, "high": 1.0}
WISH = {"kind": "demand", "target": "", "low": 0.5, "high": 1.0}
COSTS = {(): 2510.0, ("offers",): 2090.0, ("orders",): 2335.0, ("offers", "orders"): 2020.0}


def hedged(offers: float = 0.0, orders: float = 0.0) -> Instance:
    """The toy, in which what China offers and what Kobe wants is known as a range."""
    rows = {
        "agreements": [
            {"agreement": "offers", "cost": offers},
            {"agreement": "orders", "cost": orders},
        ],
        "unknowns": [
            {"unknown": "offer", "agreement": "offers", "chance": 0.4},
            {"unknown": "order", "agreement": "orders", "chance": 0.5},
        ],
        "ranges": [
            {"range": "packs", "unknown": "offer", **OFFER, **WHEN},
            {"range": "wish", "unknown": "order", **WISH, **WHEN},
        ],
    }
    return extended(reckoned(load(HEDGE), "none"), rows)


def test_each_agreement_is_worth_what_the_hand_finds() -> None:
    found = {shared.agreements: shared for shared in valued(hedged(), settings=EXACT)}
    assert {name: shared.cost.high for name, shared in found.items()} == pytest.approx(COSTS)
    assert {name: shared.cost.low for name, shared in found.items()} == pytest.approx(COSTS)
    assert all(shared.proved for shared in found.values())
    # Nothing is missing with four lines; with orders told, 50 t are where two lines are too few.
    assert found[()].missing == pytest.approx(0.0)
    assert found["orders",].missing == pytest.approx(0.0)
    assert set(found["offers",].plans) == {"offer is low", "offer is high"}


@pytest.mark.parametrize(
    ("offers", "orders", "chosen"),
    [
        (0.0, 0.0, ("offers", "orders")),
        (100.0, 100.0, ("offers",)),
        (430.0, 100.0, ("orders",)),
        (430.0, 180.0, ()),
    ],
)
def test_the_agreements_that_pay_are_chosen(
    offers: float, orders: float, chosen: tuple[str, ...]
) -> None:
    assert best(valued(hedged(offers, orders), settings=EXACT)).agreements == chosen


def test_the_study_tells_worth_cost_and_choice() -> None:
    study = sharing(hedged(100.0, 100.0), settings=EXACT)
    rows = {row["shared"]: row for row in study.tables["sharing"].rows.iter_rows(named=True)}
    assert rows["offers"]["value"] == pytest.approx(420.0)
    assert rows["offers"]["net"] == pytest.approx(320.0)
    assert rows["offers + orders"]["value"] == pytest.approx(490.0)
    assert rows[NOBODY]["value"] == 0.0
    assert "offers: 320" in study.sentences[-1]
    assert study.complete
    assert all(plan.audit is not None and plan.audit["passed"] for plan in study.plans.values())
    dear = sharing(hedged(1000.0, 1000.0), settings=EXACT)
    assert "none of them pays" in dear.sentences[-1]


def test_relaxed_it_says_so_and_hands_out_no_plan() -> None:
    study = sharing(hedged(), BuildSettings(relax=True), EXACT)
    assert study.sentences[0] == FRACTIONS
    assert not study.plans
    rows = study.tables["sharing"].rows
    assert (rows["cost"] - rows["bound"]).to_list() == pytest.approx([0.0] * 4)
    # Fractions of lines may only be cheaper.
    found = {
        tuple(n.split(" + ")) if "(" not in n else (): c
        for n, c in rows.select("shared", "cost").rows()
    }
    assert all(found[name] <= cost + 1e-6 for name, cost in COSTS.items())


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (BuildSettings(limits=(DependenceLimit("exposure", frozenset({"CHN"}), 0.5),)), "limits"),
        (BuildSettings(objective="exposure"), "no other objective"),
        (BuildSettings(scenarios="all"), "a tree of its own"),
    ],
)
def test_what_would_not_compare_is_refused(build: BuildSettings, says: str) -> None:
    rows = {"scenarios": [{"scenario": "x", "from_period": "2026", "probability": 0.5}]}
    with pytest.raises(SettingsError, match=says):
        valued(extended(hedged(), rows), build, EXACT)


def test_nothing_unknown_and_too_much_are_refused() -> None:
    with pytest.raises(SettingsError, match="nothing unknown"):
        valued(reckoned(load(HEDGE), "none"), settings=EXACT)
    more = {
        "unknowns": [
            {"unknown": f"u{at}", "agreement": "orders", "chance": 0.5} for at in range(MOST)
        ],
        "ranges": [{"range": f"r{at}", "unknown": f"u{at}", **WISH, **WHEN} for at in range(MOST)],
    }
    with pytest.raises(SettingsError, match=f"{MOST + 2} unknowns"):
        valued(extended(hedged(), more), settings=EXACT)
