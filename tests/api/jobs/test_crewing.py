"""A solve and its crew: the same optimum, whoever is there, dies or is stopped."""

import hashlib
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from api.database import CREW, Database
from api.errors import Problem
from api.jobs.crewing import Aboard, Meeting
from api.jobs.kinds import KINDS
from api.jobs.records import NewJob, Records
from api.jobs.rows import Row
from api.jobs.states import ENDED
from api.service import Service
from api.settings import Limits, ServiceSettings
from optimizer import BuildSettings, SolveSettings, load, optimize
from tests.api.acting import children_of
from tests.api.waiting import until

TENANT = "t"
SAMPLE = "sample:6:2"
GAP = 0.005


@pytest.fixture(scope="module")
def service(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two places, on SQLite."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))
        service = Service(ServiceSettings(tmp_path_factory.mktemp("home"), workers=2))
        service.open()
        yield service
        service.close()
    assert children_of(os.getpid()) == []


def asked_for(
    crew: int, gap: float = GAP, instance: str = "japan-eu-mini", scenarios: str = SAMPLE
) -> NewJob:
    asked = {
        "build": {"scenarios": scenarios},
        "solve": {"decompose": "branches", "gap": gap},
        "crew": crew,
    }
    request = KINDS["solve"].read(asked, Limits())
    return NewJob(TENANT, "solve", instance, request)


def begun(service: Service, crew: int, gap: float = GAP) -> str:
    return str(service.submit(asked_for(crew, gap))[0].id)


def ended(records: Records, job: str) -> Row:
    return until(lambda: (r := records.get(TENANT, job)).state in ENDED and r)


def members(records: Records, job: str) -> list[Row]:
    return records.children(TENANT, job)


def working(records: Records, job: str) -> Row:
    """A member that answers."""
    return until(
        lambda: next(
            (r for r in members(records, job) if r.phase == "assist" and r.state == "running"), None
        )
    )


def said(database: Database) -> int:
    """How much members said of late."""
    with database.reading() as connection:
        return sum(connection.execute(sa.select(CREW.c.said)).scalars())


def is_optimal(row: Row, root: Path) -> bool:
    """Whether a job's plan and bound fit those of the whole problem, solved here."""
    best = optimize(
        load(root / "instances" / "japan-eu-mini"),
        BuildSettings(scenarios=SAMPLE),
        SolveSettings(decompose="whole", gap=0.01, threads=1),
    ).outcome
    assert best.objective is not None
    assert best.bound is not None
    return bool(row.bound <= best.objective and best.bound <= row.incumbent)


@pytest.mark.solver
def test_it_finds_what_is_found_alone_though_a_member_is_killed(
    service: Service, root: Path
) -> None:
    job = begun(service, 1)
    member = working(service.records, job)
    until(lambda: said(service.database) > 3)
    os.kill(service._runner.children[f"{member.id}.1"], signal.SIGKILL)
    assert ended(service.records, member.id).message == "its process was ended by SIGKILL"
    row = ended(service.records, job)
    assert (row.state, row.termination, row.message) == ("succeeded", "optimal_within_gap", None)
    assert row.gap <= GAP
    assert is_optimal(row, root)
    crew = json.loads(row.details)["crew"]
    assert (crew["joined"], crew["lost"]) == (1, 1)
    assert crew["elsewhere"] > 3
    until(lambda: sorted(p.name for p in (service.results / job).iterdir()) == ["1", "1.log"])


@pytest.mark.slow
@pytest.mark.solver
def test_it_stops_and_its_members_end_in_order(service: Service) -> None:
    job = begun(service, 1, gap=0.0)
    member = working(service.records, job)
    until(lambda: service.records.get(TENANT, job).incumbent)
    service.records.stop(TENANT, job)
    row = ended(service.records, job)
    assert (row.state, row.termination, row.has_solution) == ("succeeded", "stopped", True)
    assert row.message is None, "the audit passed"
    last = ended(service.records, member.id)
    assert (last.state, last.termination) == ("succeeded", "complete")
    assert json.loads(last.details)["answers"] >= json.loads(row.details)["crew"]["elsewhere"]


@pytest.mark.solver
def test_parents_in_all_places_wait_for_nobody(service: Service) -> None:
    jobs = [str(service.submit(asked_for(2, 0.001, "toy-hedge", "all"))[0].id) for _ in range(2)]
    assert [ended(service.records, job).termination for job in jobs] == ["optimal_within_gap"] * 2
    for job in jobs:
        for member in members(service.records, job):
            assert ended(service.records, member.id).termination in {"cancelled", "complete"}


@pytest.mark.solver
def test_a_member_of_a_cancelled_job_ends(service: Service) -> None:
    job = begun(service, 1, gap=0.0)
    member = working(service.records, job)
    service.records.cancel(TENANT, job)
    assert ended(service.records, job).state == "cancelled"
    assert ended(service.records, member.id).state in {"succeeded", "cancelled"}
    service.delete(TENANT, job)
    assert not (service.results / member.id).exists()


def test_parcels_are_named_by_what_they_hold(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path / "1.crew")
    parcel = {"a": np.array([1.0, np.inf]), "name": np.array("x")}
    name = meeting.leave(parcel)
    found = meeting.fetch(name)
    assert found["a"].tolist() == [1.0, np.inf]
    assert str(found["name"]) == "x"
    assert meeting.leave(parcel) == name
    brief = [meeting.leave({"a": np.array([float(at)])}, brief=True) for at in (1, 2, 2, 3)]
    there = {path.stem for path in (tmp_path / "1.crew").iterdir()}
    assert there == {name, brief[1], brief[3]}
    with pytest.raises(FileNotFoundError):
        meeting.fetch(brief[0])


def test_what_is_no_parcel_is_refused(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    for wrong in ("../secret", "A" * 64, ""):
        with pytest.raises(OSError, match="no digest"):
            meeting.fetch(wrong)
    name = meeting.leave({"a": np.zeros(3)})
    file = tmp_path / f"{name}.npz"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(OSError, match="another digest"):
        meeting.fetch(name)
    with pytest.raises(ValueError, match="allow_pickle"):
        np.save(tmp_path / "x", np.array([{}], dtype=object), allow_pickle=False)
    for content in (pickle.dumps({"a": 1}), b"", b"PK\x05\x06"):
        digest = hashlib.sha256(content).hexdigest()
        (tmp_path / f"{digest}.npz").write_bytes(content)
        with pytest.raises(OSError, match=digest):
            meeting.fetch(digest)


def test_a_member_takes_the_newest_question(tmp_path: Path) -> None:
    class Mail:
        heard: "queue.SimpleQueue[dict[str, Any]]" = queue.SimpleQueue()

        def say(self, kind: str, **data: Any) -> None:
            raise AssertionError

    line = Aboard(tmp_path, Mail())
    assert line.next(0.0) == {}
    for number in (1, 2):
        Mail.heard.put({"asked": {"number": number}})
    assert line.next(1.0) == {"number": 2}
    Mail.heard.put({"asked": {"number": 3}})
    Mail.heard.put({"over": True})
    assert line.next(0.0) is None
    assert line.next(0.0) is None


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"crew": 1}, "wrong-setting"),
        ({"crew": 17, "solve": {"decompose": "branches"}}, "beyond-limit"),
        ({"crew": -1}, "wrong-member"),
        ({"crew": True}, "wrong-member"),
        ({"crew": 1.0}, "wrong-member"),
    ],
)
def test_crews_that_cannot_be(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as told:
        KINDS["solve"].read(asked, Limits())
    assert told.value.code == code


WORKER = """
import sys, time
from pathlib import Path
from api.service import Service
from api.settings import ServiceSettings

home, database, slot = sys.argv[1:]
settings = ServiceSettings(
    Path(home), database or None, workers=1, slot=int(slot), role="worker", lost_after=25.0,
    sweep_every=0.5,
)
Service(settings).open()
print("works", flush=True)
time.sleep(1000)
"""


class Worker:
    """A process that carries out one job at once, as on a machine of its own."""

    def __init__(self, home: Path, database: str, slot: int) -> None:
        words = [sys.executable, "-c", WORKER, str(home), database, str(slot)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        self.process.stdout.readline()

    def kill(self) -> None:
        self.process.kill()
        with self.process:
            self.process.wait()
        until(lambda: not children_of(self.process.pid))


@pytest.mark.long
@pytest.mark.solver
def test_workers_are_killed_and_the_optimum_is_found(url: str, tmp_path: Path, root: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    where = "" if url.startswith("sqlite") else url
    settings = ServiceSettings(home, where or None)
    database = Database(settings.store_url)
    database.create()
    records = Records(database)
    workers = {str(slot): Worker(home, where, slot) for slot in range(3)}
    try:
        job = str(records.add(asked_for(2))[0].id)
        until(lambda: sum(row.phase == "assist" for row in members(records, job)) == 2)
        member = working(records, job)
        workers.pop(member.worker.rpartition(":")[2]).kill()
        before = said(database)
        until(lambda: said(database) > before)
        row = records.get(TENANT, job)
        assert (row.state, row.attempts) == ("running", 1)
        workers.pop(row.worker.rpartition(":")[2]).kill()
        until(lambda: (r := records.get(TENANT, job)).attempts == 2 and r.phase == "solve")
        row = ended(records, job)
        assert (row.state, row.termination, row.attempts) == ("succeeded", "optimal_within_gap", 2)
        assert row.message is None
        assert all(ended(records, each.id) for each in members(records, job))
        assert is_optimal(row, root)
        until(lambda: not list((home / "results" / job).glob("*.crew")))
    finally:
        for worker in workers.values():
            worker.kill()
        database.close()
