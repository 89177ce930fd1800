"""Which steps a job may take."""

from api.jobs.states import ACTIVE, ENDED, STEPS, WORKED, State, Termination, sources
from optimizer import StopReason


def test_nothing_leaves_an_end_and_every_other_state_reaches_one() -> None:
    assert all(not STEPS[state] for state in ENDED)
    assert all(STEPS[state] & ENDED for state in ACTIVE)
    assert set(STEPS) == set(State)


def test_who_asked_to_cancel_gets_no_result() -> None:
    assert STEPS[State.CANCELLING] == {State.CANCELLED}
    assert sources(State.SUCCEEDED) == ["running", "stopping"]
    assert sources(State.CANCELLING) == ["running", "stopping"]
    assert WORKED < ACTIVE


def test_every_reason_of_the_solver_has_its_word() -> None:
    known = {termination.value for termination in Termination}
    assert {r.value for r in StopReason} - known == {"cancelled"} - known
    assert StopReason.CANCELLED.value == "cancelled"
