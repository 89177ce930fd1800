"""From tables to a problem: all names always, nothing more than the tables give."""

import numpy as np
import pytest

from optimizer.data.assemble import assemble
from tests.small.chain import the_chain
from tests.small.instances import TWO_YEARS, a_problem, an_instance, changed


def test_a_problem_has_all_names_whatever_the_instance_has() -> None:
    bare, full = a_problem(), assemble(the_chain())
    for kind in ("sets", "relations", "parameters"):
        assert getattr(bare, kind).keys() == getattr(full, kind).keys()


def test_every_number_has_the_shape_of_its_sets() -> None:
    problem = assemble(the_chain())
    for parameter in problem.parameters.values():
        assert parameter.values.shape == tuple(problem.size(s) for s in parameter.over)


def test_no_number_is_undefined_and_only_limits_are_infinite() -> None:
    problem = assemble(the_chain())
    endless = {p.name for p in problem.parameters.values() if not np.isfinite(p.values).all()}
    assert endless == {"bought_max", "flow_max", "excess_max", "breach_max"}


def test_an_instance_of_a_year_and_nothing_else_assembles() -> None:
    problem = a_problem()
    assert problem.labels("periods") == ("2025",)
    assert problem.labels("accounts") == ()


def test_the_order_of_rows_does_not_matter_to_numbers() -> None:
    """Sets follow the rows of their table; what belongs to each label stays the same."""
    one, other = assemble(the_chain()), assemble(_turned())
    for name, parameter in one.parameters.items():
        mine, theirs = parameter.values, other.values(name)
        for axis, over in enumerate(parameter.over):
            where = [other.sets[over].position[label] for label in one.labels(over)]
            theirs = np.take(theirs, where, axis=axis)
        assert theirs == pytest.approx(mine), name


def _turned():  # type: ignore[no-untyped-def]
    return changed(the_chain(), **{n: t.reverse() for n, t in the_chain().tables.items()})


def test_a_watched_country_that_is_not_there_makes_nothing_watched() -> None:
    problem = assemble(an_instance(periods=TWO_YEARS), watched=frozenset({"USA"}))
    assert not problem.values("watched_energy").any()
