"""Partners that overlap, or that want nothing."""

from optimizer.data import check
from tests.small.instances import changed
from tests.small.pact import the_pact


def rules(partners: str) -> list[tuple[str, int | None, str]]:
    found = check(changed(the_pact(), partners=partners))
    return [(f.rule, f.row, f.column) for f in found.errors if f.table == "partners"]


def test_a_country_belongs_to_one_partner() -> None:
    text = """
        partner  area
        germany  DEU
        union    EU
    """
    assert rules(text) == [("partner.overlap", 2, "area")]


def test_who_has_no_lever_wants_something() -> None:
    text = """
        partner  area  lever
        china    CHN   -
        america  USA   join
    """
    assert rules(text) == [("partner.no_demand", 1, "area")]
