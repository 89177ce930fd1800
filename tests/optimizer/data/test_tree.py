"""The tree of an instance: its courses, one course made sure, rows added."""

import polars as pl
import pytest

from optimizer.data.instance import Instance
from optimizer.data.network.moments import Calendar
from optimizer.data.tree import Course, along, courses, extended, reckoned, replaced
from optimizer.errors import SettingsError
from tests.small.chain import the_chain
from tests.small.instances import THREE_YEARS, an_instance, optimum


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


def _branching() -> Instance:
    """Embargo (planned), drought (not planned) with a flood (planned) and a fire within it."""
    return extended(
        the_chain(),
        {
            "scenarios": [
                {
                    "scenario": "drought",
                    "from_period": "2025",
                    "probability": 0.5,
                    "planned": False,
                },
                {
                    "scenario": "flood",
                    "parent": "drought",
                    "from_period": "2026",
                    "probability": 0.5,
                },
                {"scenario": "fire", "from_period": "2026", "probability": 0.1, "planned": False},
            ],
            "disruptions": [
                {
                    "disruption": "dry",
                    "scenario": "drought",
                    "kind": "site",
                    "target": "jp",
                    "first_period": "2025",
                    "last_period": "2026",
                    "remaining": 0.5,
                }
            ],
        },
    )


@pytest.mark.parametrize(
    ("which", "kept"),
    [
        ("planned", ["embargo", "drought", "flood"]),
        ("all", ["embargo", "drought", "flood", "fire"]),
        ("none", []),
        (("fire",), ["fire"]),
        (("flood", "embargo"), ["embargo", "drought", "flood"]),
        ((), []),
    ],
)
def test_scenarios_are_reckoned_with_by_choice_and_bring_their_ancestors(
    which: str | tuple[str, ...], kept: list[str]
) -> None:
    few = reckoned(_branching(), which)
    assert few.table("scenarios")["scenario"].to_list() == kept
    drought = "drought" in kept
    assert few.table("disruptions")["disruption"].to_list() == [
        *(["embargo"] if "embargo" in kept else []),
        "typhoon",
        *(["dry"] if drought else []),
    ]
    assert sum(course.probability for course in courses(few)) == pytest.approx(1.0)
    for again in ("planned", "all", which if isinstance(which, tuple) else "all"):
        assert reckoned(few, again) is few


def test_what_a_dropped_branch_had_stays_with_its_parent() -> None:
    assert courses(reckoned(_branching(), ("fire",))) == (Course("", 0.9), Course("fire", 0.1))
    assert courses(reckoned(_branching(), "none")) == (Course("", 1.0),)


def test_rows_by_scenario_go_with_their_scenario() -> None:
    rows = pl.DataFrame(
        {
            "market": ["de", "de"],
            "segment": ["ev", "ev"],
            "period": ["2026", "2026"],
            "energy": [9.0, 5.0],
            "scenario": ["fire", "embargo"],
        }
    )
    few = reckoned(replaced(_branching(), {"demands": rows}))
    assert few.table("demands")["scenario"].to_list() == ["embargo"]


def test_a_scenario_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="storm; there are embargo, drought, flood, fire"):
        reckoned(_branching(), ("fire", "storm"))
    with pytest.raises(SettingsError, match="the instance has none"):
        reckoned(reckoned(_branching(), "none"), ("fire",))


def test_a_course_that_is_made_sure_runs_to_the_end_of_the_horizon() -> None:
    """Where the branch would have ended, what struck it is over."""
    instance = an_instance(
        periods=THREE_YEARS,
        scenarios="""
            scenario  parent  from_period  probability  last_period
            lost      -       2026         0            2026
        """,
    )
    calendar = Calendar(along(instance, "lost"))
    labels = [m.label(calendar.periods) for m in calendar.moments]
    assert labels == ["2025", "lost|2026", "lost|2027"]
    assert [m.probability for m in calendar.moments] == [1.0, 1.0, 1.0]
