"""Pools, posts and classes."""

from tests.small.instances import THREE_YEARS, a_problem, given

PLANTS = {
    "processes": "process rung activity_unit\nmake celling GWh",
    "facilities": "facility site unit\nworks-cn cn GWh\nworks-de de GWh",
    "operations": "facility process\nworks-cn make\nworks-de make",
    "expansions": "expansion facility size_min size_max unit_capex lead_days life_years\n"
    "far works-cn 1 9 1 0 9\nline works-de 1 9 1 365 9",
    "skills": "skill\nfitter",
    "jobs": "job skill rung country people\n"
    "a fitter celling - 2\nb fitter - DEU 1\nc fitter - JPN 9",
    "workforce": "skill area period people\nfitter EU 2025 5\nfitter EU 2027 7",
    "trainings": "training skill area cost days most last_period\n"
    "school fitter EU 3 365 4 2026\nabroad fitter JPN 3 0 - -",
}


def test_pools_have_people_posts_and_classes() -> None:
    problem = a_problem(periods=THREE_YEARS, **PLANTS)
    assert problem.labels("pools") == ("fitter|EU",)
    there = [given(problem, "people_there", "fitter|EU", t) for t in ("2025", "2026", "2027")]
    assert there == [5.0, 5.0, 7.0]
    # A line in Germany needs 2 + 1 people; the plant in China lies in no pool.
    assert problem.labels("posts") == ("fitter|EU|line@2025", "fitter|EU|line@2026")
    assert problem.values("people_needed").tolist() == [3.0, 3.0]
    assert problem.labels("classes") == ("school@2025", "school@2026")
    assert problem.values("places_in_class").tolist() == [4.0, 4.0]


def test_without_a_workforce_nobody_is_counted() -> None:
    problem = a_problem(
        periods=THREE_YEARS, **{k: v for k, v in PLANTS.items() if k != "workforce"}
    )
    assert problem.labels("pools") == problem.labels("posts") == problem.labels("classes") == ()
