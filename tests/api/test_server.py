"""Processes that serve and work side by side, that are killed, and that end in order."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.client import Client
from api.database import Database
from api.jobs.records import NewJob, Records
from api.jobs.states import ENDED
from api.service import Service
from api.settings import ServiceSettings
from api.workers import Workers
from tests.api.acting import children_of
from tests.api.processes import answers, free_port, is_ready, made_key, process
from tests.api.serving import served
from tests.api.waiting import until

ACT = {"kind": "act", "instance": "toy-loop"}


@pytest.mark.long
def test_workers_take_over_from_each_other_and_nothing_is_lost(url: str, tmp_path: Path) -> None:
    database = url if url.startswith("postgresql") else ""
    key, port = made_key(tmp_path, database), free_port()
    with (
        process(tmp_path, "api", database, port=port),
        process(tmp_path, "worker", database) as first,
        Client(f"http://127.0.0.1:{port}", key) as client,
    ):
        until(lambda: is_ready(port))
        running = client.submit(ACT | {"play": "obedient"}).id
        next(event for event in client.watch(running) if event.kind == "incumbent")
        waiting = [client.submit(ACT | {"play": "quick"}).id for _ in range(3)]
        with process(tmp_path, "worker", database) as second:
            assert {client.job(job, wait=60).state for job in waiting} == {"succeeded"}
            first.kill()
            until(lambda: not children_of(first.pid))
            until(lambda: [e.kind for e in client.past(running)].count("started") == 2)
            last = client.submit(ACT | {"play": "quick"}).id
            second.send_signal(signal.SIGTERM)
            assert second.wait(60) == 0
            assert client.job(running).state == "queued"
        with process(tmp_path, "worker", database):
            until(lambda: [e.kind for e in client.past(running)].count("started") == 3)
            client.stop(running)
            ended = client.job(running, wait=60)
            assert (ended.state, ended.termination, ended.attempts) == ("succeeded", "stopped", 3)
            assert client.job(last, wait=60).state == "succeeded"
            assert [e.kind for e in client.past(running)].count("end") == 1


def test_a_worker_that_is_asked_to_end_lets_its_job_end_and_says_that_it_is_not_ready(
    tmp_path: Path,
) -> None:
    port = free_port()
    settings = ServiceSettings(tmp_path)
    settings.folder(".")
    store = Database(settings.store_url)
    store.create()
    records = Records(store)
    with process(tmp_path, "worker", grace=60.0, port=port) as worker:
        until(lambda: is_ready(port))
        request = {"play": "obedient", "solve": {"time_limit": 100.0}}
        jobs = [records.add(NewJob("t", "act", "toy-loop", request))[0].id for _ in range(2)]
        until(lambda: any(records.get("t", job).state == "running" for job in jobs))
        mine, other = sorted(jobs, key=lambda job: records.get("t", job).state, reverse=True)
        worker.send_signal(signal.SIGTERM)
        until(lambda: not is_ready(port))
        told = httpx.get(f"http://127.0.0.1:{port}/readyz").json()
        assert [error["code"] for error in told["errors"]] == ["draining"]
        assert worker.poll() is None
        records.stop("t", mine)
        assert worker.wait(60) == 0
    assert records.get("t", mine).termination == "stopped"
    assert (records.get("t", other).state, records.get("t", other).attempts) == ("queued", 0)
    store.close()


def test_a_second_signal_ends_at_once_and_hands_back(tmp_path: Path) -> None:
    settings = ServiceSettings(tmp_path)
    settings.folder(".")
    store = Database(settings.store_url)
    store.create()
    records = Records(store)
    with process(tmp_path, "worker", grace=3600.0) as worker:
        request = {"play": "obedient", "solve": {"time_limit": 100.0}}
        job = records.add(NewJob("t", "act", "toy-loop", request))[0].id
        until(lambda: records.get("t", job).state == "running")
        worker.send_signal(signal.SIGTERM)
        until(lambda: [row.state for row in Workers(store).alive(0)] == ["draining"])
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    row = records.get("t", job)
    assert (row.state, row.tries_left) == ("queued", 5)
    store.close()


def test_what_waits_when_a_service_closes_is_begun_when_it_opens_again(
    tmp_path: Path,
) -> None:
    with served(tmp_path) as (service, address):
        key = service.keys.make("t")
        with Client(address, key) as client:
            running = [client.submit(ACT | {"play": "obedient"}).id for _ in range(2)]
            for job in running:
                next(event for event in client.watch(job) if event.kind == "incumbent")
            waiting = [client.submit(ACT | {"play": "quick"}).id for _ in range(6)]
    with served(tmp_path) as (service, address), Client(address, key) as client:
        for job in running:
            client.cancel(job)
        ended = [client.job(job, wait=60) for job in waiting]
        assert {job.termination for job in ended} == {"optimal_within_gap"}
        assert all(client.job(job, wait=60).state in ENDED for job in running)


@contextmanager
def command(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command of ours in a process of its own."""
    environment = {**os.environ, "JUNKAN_HOME": str(home)}
    running = subprocess.Popen(
        [sys.executable, "-m", "optimizer", *words], env=environment, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    with running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.slow
@pytest.mark.solver
def test_the_commands_serve_work_log_and_end(tmp_path: Path) -> None:
    key, port = made_key(tmp_path, ""), free_port()
    address = f"http://127.0.0.1:{port}"
    api = ("api", "--port", str(port), "--processes", "2", "--log", "json")
    with command(tmp_path, *api) as taking, command(tmp_path, "worker", "--workers", "1") as worker:
        until(lambda: is_ready(port))
        with Client(address, key) as client:
            job = client.submit({"instance": "toy-two-ports"}, wait=60)
            assert job.termination == "optimal_within_gap"
        counted = httpx.get(f"{address}/metrics").text
        line = 'junkan_http_request_seconds_count{method="POST",route="/v1/jobs",status="202"} 1.0'
        assert line in counted or line.replace("202", "200") in counted
        worker.send_signal(signal.SIGTERM)
        taking.kill()
        until(lambda: not answers(port))
        said = [process.communicate(timeout=60)[1] for process in (taking, worker)]
    lines = [json.loads(each) for each in said[0].splitlines() if each.startswith("{")]
    assert {"POST /v1/jobs", "GET /metrics"} <= {each["message"] for each in lines}
    assert f'"job": "{job.id}"' in said[1]
    assert key[16:] not in "".join(said)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("worker", "--workers", "0"), "workers = 0"),
        (("api", "--database", "mysql://x"), "must be a postgresql:// URL"),
        (("serve", "--keep-days", "-1"), "keep_days"),
        (("serve", "--limits", "nowhere.json"), "nowhere.json"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_begins(
    junkan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple, says: str
) -> None:
    monkeypatch.setenv("JUNKAN_HOME", str(tmp_path / "home"))
    said = junkan(*words)
    assert (said.code, says in said.err) == (2, True)
    assert not (tmp_path / "home").exists()


class Forgetful:
    """An engine that loses every ticket it takes."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def launch(self, carry_out: object, workers: int) -> None: ...

    def enqueue(self, ticket: str, tenant: str, priority: int) -> None:
        self.taken.append(ticket)

    def waiting(self, tickets: list[str]) -> set[str]:
        return set()

    def forget(self, before: float) -> None: ...

    def pause(self) -> None: ...

    def close(self) -> None: ...


def test_a_ticket_that_was_lost_is_replaced_at_the_second_look(tmp_path: Path) -> None:
    engine = Forgetful()
    settings = ServiceSettings(tmp_path, lost_after=0.0, sweep_every=3600.0)
    service = Service(settings, engine)
    row, _ = service.submit(NewJob("t", "act", "toy-loop", {"play": "quick"}))
    for _ in range(3):
        service.sweep()
    assert engine.taken == [f"{row.id}.0", f"{row.id}.1"]
    service.records.cancel("t", row.id)
    service.sweep()
    service.sweep()
    assert engine.taken == [f"{row.id}.0", f"{row.id}.1"]
    service.close()
