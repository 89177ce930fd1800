"""Sets, relations and numbers: what the builder accepts, and what it refuses."""

import numpy as np
import pytest

from optimizer.data.problem import Builder
from optimizer.errors import FormulationError
from tests.small.instances import an_instance


@pytest.fixture
def builder() -> Builder:
    made = Builder(an_instance())
    made.add_set("plants", ("a", "b"), "plants")
    made.add_set("years", ("2025", "2026", "2027"), "years")
    return made


def test_a_set_knows_where_its_labels_are(builder: Builder) -> None:
    assert builder.sets["years"].position == {"2025": 0, "2026": 1, "2027": 2}
    assert len(builder.sets["years"]) == 3


def test_a_relation_sorts_its_pairs_by_key_and_keeps_the_order_of_members(
    builder: Builder,
) -> None:
    made = builder.add_relation("open", "plants", "years", ([1, 0, 1], [2, 1, 0]), "open in")
    assert made.pointers.tolist() == [0, 1, 3]
    assert made.members.tolist() == [1, 2, 0]


def test_a_relation_by_two_keys_counts_row_by_row(builder: Builder) -> None:
    made = builder.add_relation("x", ("plants", "years"), "plants", ([4], [0]), "of b in 2026")
    assert made.pointers.tolist() == [0, 0, 0, 0, 0, 1, 1]


def test_a_number_is_broadcast_to_its_sets(builder: Builder) -> None:
    assert builder.add_parameter("one", "plants", 1.0, "1", "one").values.tolist() == [1.0, 1.0]
    by_year = builder.add_parameter("two", ("plants", "years"), [1.0, 2.0, 3.0], "1", "two")
    assert by_year.values.tolist() == [[1.0, 2.0, 3.0]] * 2


def test_a_problem_is_frozen(builder: Builder) -> None:
    problem = builder.freeze()
    with pytest.raises(TypeError):
        problem.sets["more"] = problem.sets["plants"]  # type: ignore[index]
    builder.add_set("later", ("x",), "added to the builder, not to the problem")
    assert "later" not in problem.sets


def test_what_does_not_fit_is_refused(builder: Builder) -> None:
    with pytest.raises(FormulationError, match="twice"):
        builder.add_set("doubled", ("a", "a"), "a label twice")
    with pytest.raises(FormulationError, match="key outside"):
        builder.add_relation("r", "plants", "years", ([2], [0]), "no third plant")
    with pytest.raises(FormulationError, match="member outside"):
        builder.add_relation("r", "plants", "years", ([0], [3]), "no fourth year")
    with pytest.raises(FormulationError, match="p:"):
        builder.add_parameter("p", "plants", [1.0, 2.0, 3.0], "1", "too many")
    with pytest.raises(FormulationError, match="NaN"):
        builder.add_parameter("p", "plants", [1.0, np.nan], "1", "undefined")


@pytest.mark.parametrize("name", ["plants", "open", "size"])
def test_a_name_is_given_once(builder: Builder, name: str) -> None:
    builder.add_relation("open", "plants", "years", ([0], [0]), "open in")
    builder.add_parameter("size", "plants", 1.0, "1", "size")
    with pytest.raises(FormulationError, match=f"{name} is taken"):
        builder.add_set(name, (), "again")
