"""Guarantees as sets and numbers: whose demand, when, how much may be missing."""

from optimizer.data.assemble import assemble
from optimizer.data.instance import Instance
from tests.small.chain import the_chain
from tests.small.instances import an_instance, changed, given, listed

ROWS = """
    guarantee  scenario  area  share  first_period  last_period
    all        -         -     0.5    -             -
    late       -         DEU   0.9    2026          2026
    struck     embargo   EU    1      2025          2026
    elsewhere  embargo   JPN   0.7    -             -
"""


def chain() -> Instance:
    from tests.small.instances import a_table

    return changed(the_chain(), guarantees=a_table("guarantees", ROWS))


def test_a_guarantee_counts_the_own_moments_of_its_scenario() -> None:
    problem = assemble(chain())
    assert listed(problem, "guaranteed_at", "all") == ["2025", "2026"]
    assert listed(problem, "guaranteed_at", "late") == ["2026"]
    assert listed(problem, "guaranteed_at", "struck") == ["embargo|2026"]


def test_a_guarantee_counts_the_markets_of_its_area() -> None:
    problem = assemble(chain())
    assert listed(problem, "guaranteed_to", "all") == ["de|cars"]
    assert listed(problem, "guaranteed_to", "struck") == ["de|cars"]
    assert listed(problem, "guaranteed_to", "elsewhere") == []


def test_the_rest_may_be_missing() -> None:
    problem = assemble(chain())
    assert given(problem, "guaranteed_demand", "all") == 17.0
    assert given(problem, "may_be_missing", "all") == 8.5
    assert given(problem, "may_be_missing", "struck") == 0.0
    assert given(problem, "guaranteed_demand", "elsewhere") == 0.0


def test_without_guarantees_all_sets_are_empty() -> None:
    problem = assemble(an_instance())
    assert problem.size("guarantees") == problem.size("surviving") == 0
