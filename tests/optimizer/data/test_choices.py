"""Shares when nobody insists on a chemistry."""

from optimizer.data.choices import unforced
from optimizer.data.instance import Instance
from tests.small.instances import THREE_YEARS, an_instance

CHEMISTRIES = "chemistry commodity energy_per_unit available_from\n" + "\n".join(
    f"{name} cell 1 {date}" for name, date in (("old", "-"), ("new", "2026-01-01"), ("odd", "-"))
)
SHARES = (
    "segment chemistry market period minimum maximum\n"
    "cars old - 2025 0.2 0.5\ncars odd - 2025 0.1 0.25\ncars new - 2025 0 0.25\n"
    "cars old - 2027 0.2 1\ncars odd jp 2026 0.3 0.75"
)


def _market(shares: str = SHARES) -> Instance:
    return an_instance(
        periods=THREE_YEARS,
        segments="segment unit shortfall_penalty\ncars GWh 50",
        chemistries=CHEMISTRIES,
        shares=shares,
    )


def _shares(instance: Instance) -> dict[tuple[str, str, str], tuple[float, float]]:
    """Least and greatest by chemistry, market and period."""
    return {
        (row["chemistry"], row["market"], row["period"]): (row["minimum"], row["maximum"])
        for row in instance.table("shares").iter_rows(named=True)
    }


def test_nobody_need_buy_it_and_the_others_are_enough() -> None:
    """Without odd: old alone in 2025, old and new in 2026 (half and a quarter), enough in 2027."""
    found = _shares(unforced(_market(), "odd"))
    assert {found["odd", "", year][0] for year in ("2025", "2026", "2027")} == {0.0}
    assert found["odd", "", "2025"][1] == 0.25
    assert found["old", "", "2025"] == (0.2, 1.0)
    assert found["new", "", "2025"] == (0.0, 0.5)
    assert found["old", "", "2026"] == (0.2, 0.5 / 0.75)
    assert found["new", "", "2026"] == (0.0, 0.25 / 0.75)
    assert found["old", "", "2027"] == (0.2, 1.0)
    assert found["new", "", "2027"] == (0.0, 0.25)


def test_a_market_of_its_own_is_looked_at_by_itself() -> None:
    """Japan may buy three quarters odd from 2026 on: without old that and new are just enough."""
    found = _shares(unforced(_market(), "old"))
    assert found["odd", "jp", "2025"] == (0.1, 1.0)
    assert found["odd", "jp", "2026"] == (0.3, 0.75)
    assert found["new", "jp", "2026"] == (0.0, 0.25)
    assert found["odd", "", "2026"] == (0.1, 0.5)
    assert found["new", "", "2026"] == (0.0, 0.5)


def test_nothing_changes_where_nobody_insists() -> None:
    free = _market("segment chemistry period minimum maximum\ncars old 2025 0 1\ncars odd 2025 0 1")
    assert unforced(free, "odd") is free
    assert unforced(free, "new") is free


def test_alone_in_a_segment_it_is_not_replaced() -> None:
    alone = _market("segment chemistry period minimum maximum\ncars old 2025 0.5 1")
    found = _shares(unforced(alone, "old"))
    assert set(found.values()) == {(0.0, 1.0)}
