"""Sweeps: children are jobs, end their parent, hear its stop and cancel, on both databases."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.client import Client
from api.database import JOB
from api.jobs.family import WAITING
from api.jobs.records import NewJob, Records, Selection
from api.jobs.rows import Row, finish
from api.jobs.states import ENDED, State, Termination
from api.service import Service
from api.settings import Limits, ServiceSettings
from tests.api.serving import Mortal, asking, served, staged
from tests.api.waiting import until

TENANT = "t"


@pytest.fixture
def service(
    url: str,
    tmp_path: Path,
) -> Iterator[Service]:
    """A service on SQLite, and one on PostgreSQL."""
    database = None if url.startswith("sqlite") else url
    limits = Limits(memory_mb=4000, queued=20)
    with staged(solves=True):
        service = Service(ServiceSettings(tmp_path / "home", database, workers=2, limits=limits))
        service.open()
        yield service
        service.close()


def child(play: str) -> NewJob:
    return NewJob(TENANT, "act", "toy-loop", {"play": play, "solve": {"time_limit": 100.0}})


def swept(service: Service, *plays: str) -> str:
    patches = [{"play": play} for play in plays]
    request = {"request": {"kind": "act"}, "patches": patches}
    children = tuple(child(play) for play in plays)
    row, _ = service.submit(NewJob(TENANT, "sweep", "", request, children=children))
    assert (row.state, row.phase) == ("running", WAITING)
    return str(row.id)


def ended(service: Service, job: str) -> Row:
    return until(lambda: (r := service.records.get(TENANT, job)).state in ENDED and r)


def found(service: Service, job: str) -> None:
    """Wait until a job has found something."""
    until(lambda: service.records.events(TENANT, job, kind="incumbent"))


def test_a_sweep_runs_hears_its_stop_and_its_cancel(service: Service) -> None:
    job = swept(service, "quick", "loud", "errs")
    row = ended(service, job)
    assert (row.state, row.termination, row.has_solution) == ("succeeded", "complete", True)
    document = json.loads((service.results / job / "1" / "study.json").read_text())
    rows = document["tables"]["children"]
    assert [r["termination"] for r in rows] == ["optimal_within_gap", "infeasible", "error"]
    assert [r["value"] for r in rows] == [7.0, None, None]
    assert document["complete"] is False
    kinds = [event.kind for event in service.records.events(TENANT, job)]
    assert kinds[:4] == ["queued", "started", "queued", "started"]
    assert kinds[-1] == "end"

    stopped = swept(service, "obedient", "obedient", "obedient")
    begun = [row.id for row in service.records.children(TENANT, stopped)]
    until(lambda: sum(service.records.get(TENANT, j).state == State.RUNNING for j in begun) == 2)
    for one in begun:
        if service.records.get(TENANT, one).state == State.RUNNING:
            found(service, one)
    assert service.records.stop(TENANT, stopped).state == State.STOPPING
    row = ended(service, stopped)
    assert (row.state, row.termination) == ("succeeded", "stopped")
    ends = [service.records.get(TENANT, j).termination for j in begun]
    assert ends == ["stopped"] * 3
    assert {row.id for row in service.records.chosen(TENANT, Selection())} == {job, stopped}

    cancelled = swept(service, "deaf", "deaf", "deaf")
    assert service.records.cancel(TENANT, cancelled).state == State.CANCELLED
    for each in service.records.children(TENANT, cancelled):
        assert ended(service, each.id).state == "cancelled"
    assert service.records.events(TENANT, cancelled)[-1].kind == "end"
    service.delete(TENANT, cancelled)
    assert service.records.chosen(TENANT, Selection(before=cancelled)) != []


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    from api.database import Database

    database = Database(url)
    database.create()
    yield Records(database)
    database.close()


def family(records: Records, *plays: str) -> tuple[str, list[str]]:
    children = tuple(child(play) for play in plays)
    row, _ = records.add(NewJob(TENANT, "sweep", "", {"patches": []}, children=children))
    return row.id, [each.id for each in records.children(TENANT, row.id)]


def end(records: Records, job: str) -> None:
    with records.database.writing() as connection:
        mine = JOB.c.id == job
        connection.execute(sa.update(JOB).where(mine).values(state=State.RUNNING))
        assert finish(connection, job, mine, State.SUCCEEDED, Termination.OPTIMAL)


def test_the_last_child_to_end_queues_the_parent_and_no_other_does(records: Records) -> None:
    parent, children = family(records, "a", "b", "c")
    for one in children[:2]:
        end(records, one)
        assert records.get(TENANT, parent).state == State.RUNNING
    end(records, children[2])
    row = records.get(TENANT, parent)
    assert (row.state, row.phase, row.ticket, row.handed) == (State.QUEUED, None, 1, False)
    assert records.stop(TENANT, parent).state == State.QUEUED, "it is about to be put together"
    assert records.cancel(TENANT, parent).state == State.CANCELLED


def test_what_a_crash_left_is_mended(records: Records) -> None:
    parent, children = family(records, "a", "b")
    with records.database.writing() as connection:
        # As if the process had died between the parent's wish and its children's.
        connection.execute(
            sa.update(JOB).where(JOB.c.id == parent).values(state=State.CANCELLED, phase=None)
        )
    records.mend_families()
    assert {records.get(TENANT, one).state for one in children} == {State.CANCELLED}

    parent, children = family(records, "a")
    with records.database.writing() as connection:
        ended = {"state": State.SUCCEEDED, "termination": "optimal_within_gap"}
        connection.execute(sa.update(JOB).where(JOB.c.id == children[0]).values(ended))
    records.mend_families()
    assert records.get(TENANT, parent).state == State.QUEUED


def test_children_count_among_the_jobs_of_a_tenant(records: Records) -> None:
    from api.errors import Problem

    few = Records(records.database, most_active=3)
    family(few, "a", "b")
    with pytest.raises(Problem, match="jobs"):
        family(few, "a")
    assert len(few.chosen(TENANT, Selection())) == 1


@pytest.mark.solver
def test_a_sweep_over_http(house: Mortal) -> None:
    limits = [{"measure": "exposure", "watched": ["CHN"], "limit": 0.5}]
    request: dict[str, Any] = {
        "kind": "sweep",
        "label": "shares",
        "request": {"instance": "toy-dependence", "solve": {"gap": 0.0}},
        "patches": [{}, {"build": {"limits": limits}, "label": "half"}],
    }
    with asking(house, "sweeps", Prefer="wait=90") as http:
        job = http.post("/v1/jobs", json=request).json()
        assert (job["state"], job["termination"]) == ("succeeded", "complete")
        page = http.get(job["links"]["children"], params={"limit": 1})
        assert page.headers["Link"] == f'<{page.json()["next"]}>; rel="next"'
        rest = http.get(page.json()["next"]).json()
        both = page.json()["jobs"] + rest["jobs"]
        assert [each["label"] for each in both] == ["shares 1", "half"]
        assert [each["place"] for each in both] == [0, 1]
        assert {each["parent"] for each in both} == {job["id"]}
        costs = [each["details"]["headline"]["cost"] for each in both]
        assert costs == pytest.approx([2300, 2740])
        tables = http.get(job["links"]["result"]).json()["tables"]
        assert [row["cost"] for row in tables["plans"]] == pytest.approx([2300, 2740])
        assert [row["label"] for row in tables["children"]] == ["shares 1", "half"]
        shutil.rmtree(house.home / "results" / both[0]["id"])
        gone = http.get(both[0]["links"]["result"])
        assert (gone.status_code, gone.json()["code"]) == (404, "result-gone")
        listed = http.get("/v1/jobs").json()["jobs"]
        assert [each["id"] for each in listed] == [job["id"]]
        wrong = {**request, "patches": [{}, {"solve": {"gap": 7}}]}
        refused = http.post("/v1/jobs", json=wrong).json()
        assert refused["code"] == "wrong-setting"
        assert refused["errors"][0]["pointer"].startswith("/patches/1")
        valid = http.post("/v1/validate", json=request).json()
        assert valid["valid"] is True
        later = {"Prefer": "respond-async"}
        again = http.post(f"/v1/jobs/{job['id']}/rerun", json={"label": "once"}, headers=later)
        assert (again.status_code, again.json()["label"]) == (202, "once")
        repeated = http.get(again.json()["links"]["children"]).json()["jobs"]
        assert [each["label"] for each in repeated] == ["once 1", "half"]
        assert http.post(f"/v1/jobs/{again.json()['id']}/cancel").status_code in {200, 202}
        assert http.delete(f"/v1/jobs/{job['id']}").status_code == 204
        assert http.get(f"/v1/jobs/{both[0]['id']}").status_code == 404


@pytest.mark.slow
def test_a_killed_server_loses_no_child_and_ends_the_sweep_once(
    tmp_path: Path,
) -> None:
    """Killed while children run, and again while others wait: each ends once, then the parent."""
    plays = [{"play": play} for play in ("quick", "obedient", "obedient", "quick")]
    request = {
        "kind": "sweep",
        "request": {"kind": "act", "instance": "toy-loop", "play": "quick"},
        "patches": plays,
    }
    with Mortal(tmp_path) as server, server.client as client:
        job = client.submit(request).id
        begun = [row.id for row in client.children(job)]
        until(lambda: "incumbent" in {event.kind for event in client.past(begun[1])})
        server.kill()
    with Mortal(tmp_path) as again, again.client as client:
        until(lambda: [event.kind for event in client.past(begun[1])].count("incumbent") >= 2)
        again.kill()
    with served(tmp_path) as (_, address), Client(address, server.key) as last:
        until(lambda: [event.kind for event in last.past(begun[2])].count("incumbent") >= 1)
        last.stop(job)
        until(lambda: last.job(job).state in ENDED)
        ended = last.job(job)
        assert (ended.state, ended.termination) == ("succeeded", "stopped")
        document = json.loads(last.result(job))
        assert len(document["tables"]["children"]) == 4
        for one in (job, *begun):
            assert [event.kind for event in last.past(one)].count("end") == 1
