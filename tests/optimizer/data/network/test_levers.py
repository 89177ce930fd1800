"""Which levers count, and when they are paid."""

from optimizer.data.assemble import assemble
from tests.small.chain import the_chain
from tests.small.instances import changed


def test_only_pulled_levers_are_there_and_cost_falls_due_in_its_period() -> None:
    problem = assemble(the_chain())
    assert problem.labels("levers") == ("accord", "school")
    assert problem.values("lever_cost").tolist() == [[0.0, 3.0], [2.0, 0.0]]


def test_without_levers_there_are_none() -> None:
    chain = the_chain()
    problem = assemble(changed(chain, levers=chain.table("levers").clear()))
    assert len(problem.sets["levers"]) == 0
    assert problem.values("lever_cost").shape == (0, 2)
