"""Subsidies as sets and numbers: who earns what, where the money comes from."""

from optimizer.data.assemble import assemble
from tests.small.chain import the_chain
from tests.small.instances import an_instance, changed, given, listed


def test_builds_earn_in_their_window_and_place() -> None:
    problem = assemble(the_chain())
    assert problem.labels("grants") == (
        "seed|line@2025",
        "seed|line@2026",
        "seed|hall@2025",
        "head|line@2026",
    )
    assert listed(problem, "granted_in", "2026") == ["seed|line@2026", "head|line@2026"]
    assert given(problem, "grant_share", "seed|line@2025") == 0.1
    assert given(problem, "grant_per_capacity", "head|line@2026") == 0.25
    assert given(problem, "grant_left", "seed|hall@2025") == 0.95


def test_operations_earn_by_place_and_by_what_is_run() -> None:
    problem = assemble(the_chain())
    assert problem.labels("premiums") == ("run|works-de|make", "loop|recovery-jp|recover")
    assert given(problem, "premium_rate", "run|works-de|make", "2025") == 0.0
    assert given(problem, "premium_rate", "loop|recovery-jp|recover", "2025") == 0.3


def test_energy_is_that_which_the_activity_supports() -> None:
    """A unit of recovery is 2 of the rung, each of which supports 0.5 of energy."""
    rows = "subsidy per rate process\nloop energy 0.3 recover"
    problem = assemble(changed(the_chain(), subsidies=rows))
    assert given(problem, "premium_rate", "loop|recovery-jp|recover", "2026") == 0.3 * 2 * 0.5


def test_budgets_hold_by_programme_area_window_and_course() -> None:
    problem = assemble(the_chain())
    assert problem.labels("finishes") == ("2026", "embargo|2026")
    assert listed(problem, "grants_under", "fund") == [
        "seed|line@2025",
        "seed|line@2026",
        "seed|hall@2025",
    ]
    assert listed(problem, "grants_under", "year") == ["seed|line@2026", "head|line@2026"]
    assert listed(problem, "premiums_under", "year") == ["run|works-de|make"]
    assert listed(problem, "spending_at", "fund", "embargo|2026") == ["2025", "embargo|2026"]
    assert listed(problem, "spending_at", "year", "2026") == ["2026"]


def test_without_rows_all_sets_are_empty() -> None:
    problem = assemble(an_instance())
    assert problem.size("grants") == problem.size("premiums") == problem.size("budgets") == 0
