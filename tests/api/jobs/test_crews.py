"""Crews in the tables: each attempt its own, bounded, and nothing left when it is over."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from api.database import CREW, Database
from api.jobs.attempts import Attempt, Attempts, Ending
from api.jobs.crews import OVER, Crews
from api.jobs.family import MEMBER
from api.jobs.kinds import KINDS, carried_out
from api.jobs.records import NewJob, Records
from api.jobs.states import State, Termination

TENANT = "t"


class House:
    """A job with a crew of three, begun; nobody runs anything."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.database.create()
        self.records = Records(self.database)
        self.attempts = Attempts(self.database, "worker")
        self.crews = Crews(self.records)
        new = NewJob(TENANT, "solve", "toy-loop", {"solve": {"gap": 0.1}, "crew": 3}, "big", 7)
        self.job = self.records.add(new)[0].id
        self.attempt = self.begun(self.job)

    def begun(self, job: str) -> Attempt:
        ticket = self.records.get(TENANT, job).ticket
        attempt = self.attempts.begin(f"{job}.{ticket}")
        assert attempt is not None
        return attempt

    def members(self) -> list[str]:
        return [row.id for row in self.records.children(TENANT, self.job)]

    def crew(self) -> int:
        with self.database.reading() as connection:
            return len(connection.execute(sa.select(CREW)).all())


@pytest.fixture
def house(url: str) -> Iterator[House]:
    house = House(url)
    yield house
    house.database.close()


def test_questions_and_answers_go_to_and_fro(house: House) -> None:
    assert house.crews.recruit(house.attempt, 2) == 2
    first, second = house.members()
    row = house.records.get(TENANT, first)
    assert (row.kind, row.state, row.priority, row.label) == (MEMBER, "queued", 7, "big 1")
    assert json.loads(row.request) == {"helps": [house.job, 1], "solve": {"gap": 0.1}}
    member = house.begun(first)
    wanted = house.crews.wanted(member)
    assert wanted is not None
    assert (wanted.asked, wanted.question) == (0, None)
    house.crews.ask(house.attempt, {first: "what?"})
    house.crews.ask(house.attempt, {first: "what now?", second: "and you?"})
    wanted = house.crews.wanted(member)
    assert wanted is not None
    assert (wanted.asked, wanted.question) == (2, "what now?")
    house.crews.say(member, "this")
    seen = house.crews.seen(house.attempt)
    assert [(row.id, row.place, row.state, row.said, row.answer) for row in seen] == [
        (first, 0, "running", 1, "this"),
        (second, 1, "queued", 0, None),
    ]


def test_what_a_superseded_attempt_writes_changes_nothing(house: House) -> None:
    house.crews.recruit(house.attempt, 1)
    (job,) = house.members()
    member = house.begun(job)
    house.attempts.hand_back(member)
    again = house.begun(job)
    house.crews.say(member, "late")
    assert house.crews.seen(house.attempt)[0].said == 0
    house.crews.say(again, "in time")
    house.attempts.hand_back(house.attempt)
    house.crews.ask(house.attempt, {job: "anybody?"})
    assert house.crews.recruit(house.attempt, 1) == 0
    assert house.crews.wanted(again) is None
    anew = house.begun(house.job)
    assert house.crews.seen(anew) == []
    assert house.crews.wanted(again) is None, "it helped the attempt before"
    assert house.crews.recruit(anew, 1) == 1
    assert [row.place for row in house.crews.seen(anew)] == [1]


def test_who_is_dismissed_never_begins_or_hears_of_it(house: House) -> None:
    house.crews.recruit(house.attempt, 2)
    first, second = house.members()
    member = house.begun(first)
    house.crews.dismiss(house.attempt)
    assert house.crews.wanted(member) is None
    assert house.records.get(TENANT, first).state == "running"
    row = house.records.get(TENANT, second)
    assert (row.state, row.termination, row.message) == ("cancelled", "cancelled", OVER)
    assert house.crew() == 0


def test_a_sweep_mends_what_a_crash_left(house: House) -> None:
    house.crews.recruit(house.attempt, 2)
    first, second = house.members()
    house.begun(first)
    house.crews.mend()
    assert house.crew() == 2
    house.attempts.end(house.attempt, Ending(State.FAILED, Termination.ERROR))
    house.crews.mend()
    states = [house.records.get(TENANT, job).state for job in (first, second)]
    assert (house.crew(), states) == (0, ["running", "cancelled"])


def test_a_tenant_has_no_more_members_than_jobs(house: House) -> None:
    house.records.most_active = 2
    assert house.crews.recruit(house.attempt, 5) == 1
    assert house.crews.recruit(house.attempt, 5) == 0
    assert len(house.members()) == 1


def test_a_job_is_deleted_with_its_crew_whatever_that_does(house: House) -> None:
    house.crews.recruit(house.attempt, 2)
    member = house.begun(house.members()[0])
    house.attempts.end(house.attempt, Ending(State.SUCCEEDED, Termination.OPTIMAL))
    assert len(house.records.delete(TENANT, house.job)) == 3
    assert house.attempts.state(member) is None
    assert house.crews.wanted(member) is None


def test_nobody_but_a_solve_asks_for_a_member() -> None:
    assert MEMBER not in KINDS
    assert carried_out(MEMBER).module == "api.jobs.crewing"
    assert carried_out("solve") is KINDS["solve"]
