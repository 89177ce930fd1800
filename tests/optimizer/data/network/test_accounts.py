"""Accounts: a site and a commodity at which something may enter or leave."""

from optimizer.data.network.accounts import bare, label, pairs_of
from tests.small.instances import a_problem, an_instance


def test_only_places_where_something_happens_have_an_account() -> None:
    problem = a_problem(supplies="supply site commodity\ns cn ore")
    assert problem.labels("accounts") == ("cn|ore",)


def test_every_table_that_moves_a_commodity_opens_accounts() -> None:
    problem = a_problem(
        processes="process rung activity_unit\nmake celling GWh",
        recipes="process commodity coefficient\nmake ore -2\nmake cell 1",
        facilities="facility site unit\nworks jp GWh",
        operations="facility process\nworks make",
        lanes="lane origin destination mode\nroad jp de road",
        shipments="lane commodity\nroad slag",
        storages="site commodity\ncn slag",
        arrivals="site commodity period quantity\ncn spent 2025 1",
        disposals="site commodity\ncn cell",
        sales="site commodity price\nde ore 1",
        contracts="contract site commodity price maximum\nc de spent 1 1",
        segments="segment unit\ncars GWh",
        chemistries="chemistry commodity eol_commodity eol_per_energy\nnmc cell spent 1",
        shares="segment chemistry period\ncars nmc 2025",
        demands="market segment period energy\ncn cars 2025 1",
    )
    assert set(problem.labels("accounts")) == {
        *("jp|ore", "jp|cell"),  # the recipe
        *("jp|slag", "de|slag"),  # the lane
        *("cn|slag", "cn|spent", "cn|cell", "de|ore", "de|spent"),
    }


def test_accounts_are_sorted_whatever_the_order_of_rows() -> None:
    problem = a_problem(supplies="supply site commodity\na jp ore\nb cn slag\nc cn ore")
    assert problem.labels("accounts") == ("cn|ore", "cn|slag", "jp|ore")


def test_old_batteries_come_back_where_nothing_is_sold_any_more() -> None:
    problem = a_problem(
        segments="segment unit\ncars GWh",
        chemistries="chemistry commodity eol_commodity eol_per_energy\nold cell spent 1",
        past_returns="market segment chemistry period energy\njp cars old 2025 3",
    )
    assert problem.labels("accounts") == ("jp|spent",)


def test_labels_and_pairs() -> None:
    instance = an_instance(supplies="supply site commodity\ns cn ore")
    assert list(pairs_of(instance.table("supplies"), "site", "commodity")) == [("cn", "ore")]
    assert label("cn", "ore") == "cn|ore"


def test_bare_tables_do_not_say_where_they_come_from() -> None:
    columns = bare(an_instance(), "sites").columns
    assert "site" in columns
    assert not {"source", "year", "confidence", "note"} & set(columns)
