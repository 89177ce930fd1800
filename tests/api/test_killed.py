"""Whatever is killed or put to sleep, no job is lost, none ends twice, nothing is left behind."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from api.client import Client
from api.database import Database
from api.jobs import running
from api.jobs.records import NewJob, Records
from api.jobs.rows import Row
from api.jobs.states import ENDED
from api.service import Service
from api.settings import ServiceSettings
from tests.api.acting import children_of
from tests.api.processes import free_port, is_ready, made_key, process
from tests.api.serving import staged
from tests.api.waiting import until

VICTIMS = ("job", "worker", "server")
ON = ["sqlite", pytest.param("postgres", marks=pytest.mark.long)]
"""Those that the fixture ``url`` knows."""


class Kept:
    """A server that works too and a worker beside it, each begun again when it was killed."""

    def __init__(self, home: Path, database: str) -> None:
        self._home, self._database = home, database
        self._stack = ExitStack()
        self._port = free_port()
        self.pids: list[int] = []
        self._now = {role: self._begun(role) for role in ("server", "worker")}
        until(lambda: is_ready(self._port))
        key = made_key(home, database)
        self.client = self._stack.enter_context(Client(f"http://127.0.0.1:{self._port}", key))

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def kill(self, victim: str) -> None:
        """Kill one of the two, or the process of a job that runs, as soon as one does."""
        if victim == "job":
            os.kill(until(self._of_jobs)[0], signal.SIGKILL)
            return
        process = self._now[victim]
        until(lambda: children_of(process.pid))
        process.kill()
        process.wait()
        self._now[victim] = self._begun(victim)
        until(lambda: is_ready(self._port))

    def _begun(self, role: str) -> subprocess.Popen[bytes]:
        port, role = (self._port, "both") if role == "server" else (0, "worker")
        begun = self._stack.enter_context(process(self._home, role, self._database, port=port))
        self.pids.append(begun.pid)
        return begun

    def _of_jobs(self) -> list[int]:
        """Processes of jobs, which a nursery began."""
        found = [pid for process in self._now.values() for pid in children_of(process.pid)]
        return [pid for pid in found if parent_of(pid) in found]


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])
    except OSError:
        return 0


@pytest.mark.parametrize("url", ON, indirect=True)
def test_whatever_is_killed_every_job_ends_once(url: str, tmp_path: Path) -> None:
    """A short loop; the long one is ``python -m benchmarks.service.kills``."""
    database = url if url.startswith("postgresql") else ""
    asked = {"kind": "act", "instance": "toy-loop", "play": "lasting"}
    with Kept(tmp_path, database) as kept:
        jobs = []
        for victim in VICTIMS:
            jobs += [kept.client.submit(asked).id for _ in range(3)]
            kept.kill(victim)
        ended = [until(lambda job=job: over(kept.client, job)) for job in jobs]
        assert [job.id for job in kept.client.jobs()] == jobs[::-1]
        for job in ended:
            past = kept.client.past(job.id)
            assert [event.number for event in past] == list(range(1, len(past) + 1))
            assert [event.kind for event in past].count("end") == 1
            assert [event.kind for event in past].count("started") == job.attempts
            assert (job.state, job.message) == ("succeeded", None)
            assert kept.client.result(job.id) == kept.client.result(job.id)
    until(lambda: not [pid for parent in kept.pids for pid in children_of(parent)])
    for path in tmp_path.glob("*.db"):
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def over(client: Client, job: str):
    found = client.job(job)
    return found if found.state in ENDED else None


@pytest.mark.parametrize("url", ON, indirect=True)
def test_a_worker_that_slept_through_its_lease_changes_nothing_when_it_wakes(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its job is taken over while it sleeps; the end that it then tells of is refused."""
    monkeypatch.setattr(running, "BEAT", 0.5)
    database = url if url.startswith("postgresql") else None
    settings = ServiceSettings(
        tmp_path, database, workers=1, slot=None, role="worker", lost_after=4.0, sweep_every=0.5
    )
    made_key(tmp_path, database or "")
    store = Database(settings.store_url)
    records = Records(store)
    with process(tmp_path, "worker", database or "") as sleeper:
        job = submitted(records, "awaits")
        until(lambda: records.events("t", job, kind="incumbent"))
        first = records.get("t", job).worker
        results = settings.folder("results") / job
        with asleep(sleeper, [] if database else [*tmp_path.glob("*.db")]):
            (results / "go-1").touch()
            until((results / "1" / "plan.json").is_file)
            with staged():
                other = Service(settings)
                other.open()
                until(lambda: len(records.events("t", job, kind="incumbent")) == 2)
                sleeper.send_signal(signal.SIGCONT)
                # Who took the job over has no other place: the sleeper has to be awake, and done
                # with what it woke up with, before it can carry out another.
                proof = ended(records, submitted(records, "quick"))
                row = records.get("t", job)
                assert (row.state, row.attempts) == ("running", 2)
                assert (proof.worker, row.worker) == (first, other.name)
                (results / "go-2").touch()
                row = ended(records, job)
                other.close()
    assert (row.state, row.attempts, row.has_solution) == ("succeeded", 2, True)
    kinds = [event.kind for event in records.events("t", job)]
    assert (kinds.count("started"), kinds.count("end")) == (2, 1)
    assert not children_of(sleeper.pid)
    store.close()


def submitted(records: Records, play: str) -> str:
    request = {"play": play, "solve": {"time_limit": 100.0}}
    return str(records.add(NewJob("t", "act", "toy-loop", request))[0].id)


def ended(records: Records, job: str) -> Row:
    return until(lambda: (row := records.get("t", job)).state in ENDED and row)


@contextmanager
def asleep(process: subprocess.Popen[bytes], files: list[Path]) -> Iterator[None]:
    """The process sleeps, and not while it writes to one of these databases."""
    until(lambda: put_to_sleep(process, files))
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def put_to_sleep(process: subprocess.Popen[bytes], files: list[Path]) -> bool:
    process.send_signal(signal.SIGSTOP)
    try:
        for path in files:
            connection = sqlite3.connect(path, timeout=1.0)
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.rollback()
            finally:
                connection.close()
    except sqlite3.OperationalError:
        process.send_signal(signal.SIGCONT)
        return False
    return True
