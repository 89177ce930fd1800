"""The tree of an instance: its courses, one course made sure, rows added."""

import pytest

from optimizer.data.tree import Course, along, courses, extended, replaced
from tests.small.chain import the_chain
from tests.small.instances import optimum


def test_courses_are_the_ends_of_the_tree() -> None:
    assert courses(the_chain()) == (Course("", 0.75), Course("embargo", 0.25))


def test_a_course_is_sure() -> None:
    embargoed = along(the_chain(), "embargo")
    assert courses(embargoed) == (Course("embargo", 1.0),)
    assert embargoed.table("disruptions")["disruption"].to_list() == ["embargo", "typhoon"]
    calm = along(the_chain(), "")
    assert courses(calm) == (Course("", 1.0),)
    assert calm.table("disruptions")["disruption"].to_list() == ["typhoon"]


def test_who_knows_what_comes_pays_no_more() -> None:
    """Wait and see: the expected cost over sure courses is no more than that of the tree."""
    sure = [(c.probability, along(the_chain(), c.scenario)) for c in courses(the_chain())]
    known = sum(chance * optimum(instance) for chance, instance in sure)
    assert known <= optimum(the_chain()) + 1e-6


def test_rows_are_added_with_defaults() -> None:
    more = extended(
        the_chain(), {"scenarios": [{"scenario": "dry", "from_period": "2026", "probability": 0.0}]}
    )
    row = more.table("scenarios").row(-1, named=True)
    assert (row["parent"], row["probability"], row["confidence"]) == ("", 0.0, "")
    assert courses(more)[-1] == Course("dry", 0.0)


def test_no_rows_change_nothing() -> None:
    assert extended(the_chain(), {"scenarios": []}).digest == the_chain().digest


def test_a_table_is_replaced_whole() -> None:
    none = the_chain().table("scenarios").clear()
    assert courses(replaced(the_chain(), {"scenarios": none})) == (Course("", 1.0),)
    with pytest.raises(KeyError):
        replaced(the_chain(), {"weather": none})
