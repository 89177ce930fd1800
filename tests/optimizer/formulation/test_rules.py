"""Rules of law, read as text in the chain, and solved by hand in a world of two makers."""

import pytest

from tests.small.chain import chain_arrays
from tests.small.equations import bounds, charge, equation
from tests.small.instances import optimum, solved
from tests.small.law import HOME, THIRD, two_makers


def test_breach_bounds() -> None:
    """In force from 2026 on; nobody is bound once the embargo has struck."""
    arrays = chain_arrays()
    assert bounds(arrays, "breach[home|,2025]") == "0 <= breach[home|,2025] <= 0"
    assert bounds(arrays, "breach[home|,2026]") == "0 <= breach[home|,2026] <= inf"
    assert bounds(arrays, "breach[home|,embargo|2026]") == "0 <= breach[home|,embargo|2026] <= 0"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (  # made at home, of what is delivered: the rung's own throughput
            "home|@2026",
            "activity[works-de|make,2026] - 0.25 served[de|cars|nmc,2026]"
            " - 0.25 served[de|cars|next,2026] + breach[home|,2026] >= 0",
        ),
        (  # a kt recovered gives 0.25 kt of ore with 20 t a kt; a GWh sold holds 30 t, or 15 t
            "again|@2025",
            "5 activity[recovery-jp|recover,2025] - 0.3 served[de|cars|nmc,2025]"
            " - 0.15 served[de|cars|next,2025] + breach[again|,2025] >= 0",
        ),
        (  # at most: the other sign
            "third|CHN@2026",
            "- 30 flow[sea|cell,2026] - 30 flow[slow|cell,2026] + 27 served[de|cars|nmc,2026]"
            " + 13.5 served[de|cars|next,2026] + breach[third|CHN,2026] >= 0",
        ),
        (
            "third|JPN@2026",
            "- 30 flow[polar|cell,2026] + 27 served[de|cars|nmc,2026]"
            " + 13.5 served[de|cars|next,2026] + breach[third|JPN,2026] >= 0",
        ),
        ("yield|@2025", "2.5 activity[recovery-jp|recover,2025] >= 0"),  # 5 - 0.1 · 25
        ("return|@2026", "0.2 collected[de|cars|nmc,2026] >= 0"),  # 1 - 0.4 / 0.5
        (
            "lines|celling@2026",
            "- added[line@2025] - added[line@2026] - added[hall@2025]"
            " + 2 served[de|cars|nmc,2026] + 2 served[de|cars|next,2026] >= 0",
        ),
        (  # 4 GWh at 1.25 a unit make 3.2, unless closed
            "works|@2026",
            "- 3.2 closed[works-jp@2026] + breach[works|,2026] >= -2.7",
        ),
        ("output|celling@2025", "- activity[works-cn|make,2025] >= -20"),
    ],
)
def test_rule_kept(row: str, says: str) -> None:
    assert equation(chain_arrays(), f"rule_kept[{row}]") == says


def test_breach() -> None:
    assert charge(chain_arrays(), "breach", "2026") == (
        "2 breach[home|,2026] + 3 breach[again|,2026] + 4 breach[third|CHN,2026]"
        " + 4 breach[third|JPN,2026] + 9 breach[works|,2026]"
    )


@pytest.mark.solver
@pytest.mark.parametrize(
    ("rules", "cost"),
    [
        ((), 30),
        ((HOME,), 4 * 5 + 6 * 3),
        ((HOME | {"element": "Li"},), 38),  # tonnes in, tonnes out: the same
        ((THIRD,), 3.5 * 5 + 6.5 * 3),
        ((HOME, THIRD), 38),
        ((HOME | {"sense": "most", "level": 0.0},), 30),
        ((HOME | {"price": 1.0},), 30 + 4 * 1),  # cheaper to miss it than 2 a GWh
        ((HOME | {"price": 2.5},), 38),
        ((HOME | {"kind": "production", "level": 5.0},), 5 * 5 + 5 * 3),
        ((HOME | {"kind": "capacity", "level": 6.0},), 30),  # it is there, and idle
        ((HOME | {"kind": "capacity_share", "level": 0.6},), 30),
        ((HOME | {"origin": "CHN", "level": 0.9},), 30),  # a partner counts as home
        # Six at home at most: 0.7 of what is delivered is kept by delivering less.
        ((HOME | {"level": 0.7},), 6 * 5 + 3 * (60 / 7 - 6) + 100 * (10 - 60 / 7)),
    ],
)
def test_by_hand(rules: tuple[dict[str, object], ...], cost: float) -> None:
    run = solved(two_makers(*rules))
    assert run.outcome.objective == pytest.approx(cost)
    assert run.audit is not None
    assert run.audit.passed, run.audit.failures


@pytest.mark.solver
def test_a_huge_price_is_a_hard_rule_and_a_tighter_one_is_never_cheaper() -> None:
    hard = [optimum(two_makers(HOME | {"level": level})) for level in (0.1, 0.3, 0.5)]
    dear = [optimum(two_makers(HOME | {"level": level, "price": 1e5})) for level in (0.1, 0.3, 0.5)]
    assert hard == pytest.approx(dear)
    assert hard == sorted(hard)


@pytest.mark.solver
def test_a_rule_that_binds_is_met_with_equality() -> None:
    run = solved(two_makers(HOME))
    assert run.measures is not None
    (row,) = run.measures.rules.to_dicts()
    assert row["verdict"] == "binding"
    assert row["level"] == pytest.approx(0.4)
    assert row["marginal"] == pytest.approx(0.1 * (5 - 3))
    assert row["marginal_per_unit"] == pytest.approx(5 - 3)
