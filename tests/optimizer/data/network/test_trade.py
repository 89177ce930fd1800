"""Tariffs, quotas, bans and permissions, matched to what crosses a border."""

from typing import Any

import pytest

from tests.small.instances import THREE_YEARS, a_problem, given, listed

LANES = {
    "countries": "country name\nCHN China\nJPN Japan\nDEU Germany\nFRA France",
    "blocs": "bloc country\nEU DEU\nEU FRA",
    "sites": "site country\ncn CHN\njp JPN\nde DEU\nfr FRA",
    "lanes": """
        lane   origin  destination  mode
        cn-de  cn      de           road
        cn-jp  cn      jp           road
        de-fr  de      fr           road
        fr-de  fr      de           road
        de-jp  de      jp           road
    """,
    "shipments": """
        lane   commodity
        cn-de  cell
        cn-jp  cell
        de-fr  cell
        de-jp  cell
        cn-de  ore
        fr-de  spent
    """,
}


def _covered(origin: str, destination: str, commodity: str = "-") -> set[str]:
    """The shipments on which a tariff of 1 falls."""
    problem = a_problem(
        **LANES,
        tariffs=f"""
            tariff  origin    destination    commodity    amount
            t       {origin}  {destination}  {commodity}  1
        """,
    )
    return {s for s in problem.labels("shipments") if given(problem, "duty", s, "2025") == 1.0}


@pytest.mark.parametrize(
    ("origin", "destination", "covered"),
    [
        ("CHN", "EU", {"cn-de|cell", "cn-de|ore"}),
        ("-", "EU", {"cn-de|cell", "cn-de|ore"}),  # within the bloc no border is crossed
        ("EU", "-", {"de-jp|cell"}),
        ("DEU", "-", {"de-jp|cell", "de-fr|cell"}),
        ("-", "JPN", {"cn-jp|cell", "de-jp|cell"}),
        ("JPN", "-", set()),
        ("FRA", "DEU", {"fr-de|spent"}),
    ],
)
def test_a_rule_covers_what_leaves_its_origin_for_its_destination(
    origin: str, destination: str, covered: set[str]
) -> None:
    assert _covered(origin, destination) == covered


def test_a_rule_for_any_and_all_covers_what_crosses_some_border() -> None:
    assert len(_covered("-", "-")) == 6
    assert _covered("-", "-", "ore") == {"cn-de|ore"}


def test_nothing_within_a_country_crosses_a_border() -> None:
    problem = a_problem(
        sites="site country\na DEU\nb DEU",
        lanes="lane origin destination mode\nx a b road",
        shipments="lane commodity\nx spent",
        tariffs="tariff amount\nt 1",
        bans="ban\nb",
    )
    assert given(problem, "duty", "x|spent", "2025") == 0.0
    assert given(problem, "flow_max", "x|spent", "2025") > 0.0


def test_tariffs_add_up_by_rate_and_amount_while_they_are_in_force() -> None:
    """0.1 · 100 + 2 from 2026 on, and 3 until 2026."""
    problem = a_problem(
        **LANES,
        periods=THREE_YEARS,
        tariffs="""
            tariff  origin  commodity  first_date  last_date   rate  amount
            high    CHN     cell       2026-01-01  -           0.1   2
            flat    -       -          -           2026-12-31  0     3
        """,
    )
    duty = [given(problem, "duty", "cn-de|cell", n) for n in problem.labels("moments")]
    assert duty == pytest.approx([3.0, 15.0, 12.0])


def test_a_ban_shuts_what_it_covers() -> None:
    problem = a_problem(
        **LANES,
        periods=THREE_YEARS,
        bans="ban origin first_date last_date\nb CHN 2026-01-01 2026-12-31",
    )
    most = [given(problem, "flow_max", "cn-de|ore", n) > 0 for n in problem.labels("moments")]
    assert most == [True, False, True]


def _papers(rows: str, **more: str) -> Any:
    text = "permission origin destination commodity first_date cost days\n" + rows
    return a_problem(**LANES, **more, permissions=text)


def test_without_permission_nothing_that_needs_it_crosses() -> None:
    problem = a_problem(**LANES)
    assert given(problem, "flow_max", "fr-de|spent", "2025") == 0.0
    assert given(problem, "flow_max", "cn-de|ore", "2025") > 0.0


def test_the_cheapest_permission_is_used_and_of_two_equal_ones_the_quicker() -> None:
    problem = _papers(
        "slow FRA DEU spent - 1 9\nquick FRA DEU - - 1 5\ndear - DEU - - 2 0",
        parameters="parameter value\nin_transit_rate 0.1",
    )
    assert given(problem, "permit", "fr-de|spent", "2025") == 1.0
    assert given(problem, "waiting", "fr-de|spent", "2025") == pytest.approx(0.1 * 5 / 365)
    assert given(problem, "permit", "cn-de|ore", "2025") == 0.0  # needs none


def test_a_permission_opens_only_from_its_date_on() -> None:
    problem = _papers("late FRA DEU - 2026-01-01 1 0", periods=THREE_YEARS)
    most = [given(problem, "flow_max", "fr-de|spent", n) > 0 for n in problem.labels("moments")]
    assert most == [False, True, True]


def test_a_quota_caps_the_sum_of_what_it_covers_at_each_moment() -> None:
    problem = a_problem(
        **LANES,
        periods=THREE_YEARS,
        scenarios="scenario parent from_period probability\nstorm - 2027 0.5",
        quotas="quota origin commodity first_date quantity\nq CHN cell 2026-01-01 6",
    )
    assert problem.labels("caps") == ("q@2026", "q@2027", "q@storm|2027")
    assert listed(problem, "capped", "q@2026") == ["cn-de|cell", "cn-jp|cell"]
    assert listed(problem, "cap_moment", "q@storm|2027") == ["storm|2027"]
    assert given(problem, "cap", "q@2026") == 6.0


def test_a_quota_is_per_year() -> None:
    problem = a_problem(
        **LANES, periods="period start days\nq1 2026-01-01 73", quotas="quota quantity\nq 10"
    )
    assert given(problem, "cap", "q@q1") == pytest.approx(2.0)


def test_a_quota_that_covers_nothing_is_no_row() -> None:
    assert a_problem(**LANES, quotas="quota origin quantity\nq JPN 1").labels("caps") == ()
