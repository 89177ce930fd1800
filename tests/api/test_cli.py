"""The commands that speak to a service, and the client they speak through, on a real server."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress

from api.cli.following import Bar, closed
from api.cli.requesting import asked_for, build_of
from api.client import Client, ServiceError
from api.web.shapes import Happening
from optimizer import load, write_document
from optimizer.cli.exits import Exit
from optimizer.cli.told import UsageError
from tests.api.serving import served


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client; the commands find the same server and the local key."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUNKAN_HOME", str(home))
        with served(home) as (service, address):
            patch.setenv("JUNKAN_SERVER", address)
            key = service.keys.local(service.settings.key_file)
            with Client(address, key) as client:
                yield client


def act(client: Client, play: str) -> str:
    return client.submit({"kind": "act", "instance": "toy-loop", "play": play}).id


@pytest.mark.solver
@pytest.mark.usefixtures("client")
def test_a_file_is_submitted_watched_and_fetched(junkan, instances: Path, tmp_path: Path) -> None:
    write_document(load(instances / "toy-two-ports"), tmp_path / "mine.json")
    words = ("submit", tmp_path / "mine.json", "--label", "mine", "--gap", "0.001")
    job = junkan(*words).out.strip()
    watched = junkan("watch", job)
    assert watched.code == Exit.OK
    assert watched.out.startswith("succeeded: optimal_within_gap, ")
    assert "phase       phase solve" in watched.err
    assert junkan("result", job, tmp_path / "plan.json").code == Exit.OK
    assert json.loads((tmp_path / "plan.json").read_text())["audit"]["passed"] is True
    assert junkan("result", job, tmp_path / "plan.pdf").code == Exit.USAGE
    listed = junkan("jobs", "--json").document
    assert [each["label"] for each in listed if each["id"] == job] == ["mine"]
    assert junkan("jobs").out.startswith(f"{job}  succeeded   optimal_within_gap")


def test_stop_keeps_and_cancel_does_not(junkan, client: Client) -> None:
    kept, killed = act(client, "obedient"), act(client, "obedient")
    for job in (kept, killed):
        next(event for event in client.watch(job) if event.kind == "incumbent")
    assert junkan("stop", kept).err.strip() == "stopping"
    assert junkan("cancel", killed).err.strip() == "cancelling"
    assert junkan("watch", kept).code == Exit.STOPPED
    assert junkan("watch", killed).code == Exit.NO_PLAN
    client.delete(killed)
    said = junkan("watch", killed)
    assert (said.code, said.err.strip()) == (Exit.USAGE, "error: there is no job of that id")


def test_what_a_service_refuses_is_told(junkan, client: Client) -> None:
    assert "no instance 'toy-nothing'" in junkan("submit", "toy-nothing").err
    assert junkan("submit", "toy-loop", "--time-limit", "9999").code == Exit.USAGE
    with pytest.raises(ServiceError) as caught:
        client.result("none")
    assert (caught.value.status, caught.value.code) == (404, "no-such-job")
    assert junkan("jobs", "--key", "wrong").err.strip().startswith("error: send a key")
    gone = junkan("jobs", "--server", "http://127.0.0.1:9")
    assert (gone.code, "cannot be reached" in gone.err) == (Exit.USAGE, True)


def test_keys_are_made_for_tenants_beside_a_running_service(junkan, client: Client) -> None:
    assert list(client.jobs(limit=1))
    made = junkan("key", "acme", "--scope", "read").out.strip()
    assert junkan("jobs", "--key", made).out == ""
    assert "lacks the scope" in junkan("submit", "toy-loop", "--key", made).err
    assert junkan("key", "acme", "--revoke", made).code == Exit.OK
    assert "not known here" in junkan("jobs", "--key", made).err
    assert junkan("key", "acme", "--revoke", "jk_0").code == Exit.USAGE
    assert "scopes are read, submit, admin, metrics" in junkan("key", "acme", "--scope", "root").err


def test_without_a_key_it_says_how_to_give_one(
    junkan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUNKAN_HOME", str(tmp_path))
    said = junkan("jobs")
    assert (said.code, "JUNKAN_KEY" in said.err) == (Exit.USAGE, True)


def test_any_kind_is_asked_for_with_any_member(junkan, client: Client, tmp_path: Path) -> None:
    (tmp_path / "asked.json").write_text('{"kind": "act", "play": "deaf", "label": "file"}')
    words = ("submit", "toy-loop", "--request", tmp_path / "asked.json", "--with", "play=quick")
    said = junkan(*words, "--with", "seconds=7.5", "--watch")
    assert said.code == Exit.OK
    assert said.out.startswith("succeeded: optimal_within_gap, 7")
    job = next(client.jobs(label="file"))
    assert job.request == {"play": "quick", "solve": {"time_limit": 7.5}}
    assert "--with play: give NAME=VALUE" in junkan("submit", "toy-loop", "--with", "play").err
    assert "asked.csv" in junkan("submit", "--request", tmp_path / "asked.csv").err
    assert "no member 'colour'" in junkan("submit", "toy-loop", "--with", "colour=red").err


def test_members_within_members_and_options_make_one_request(tmp_path: Path) -> None:
    flags = {"build": build_of([], [], [], "exposure"), "solve": {"gap": 0.1}}
    members = ["solve.threads=2", "front.measure=exposure", "x=[1, 2]", "solve.log=true"]
    assert asked_for(None, "front", "", flags, members) == {
        "kind": "front",
        "build": {"limits": [], "objective": "exposure", "then": "cost"},
        "solve": {"gap": 0.1, "threads": 2, "log": True},
        "front": {"measure": "exposure"},
        "x": [1, 2],
    }
    (tmp_path / "asked.json").write_text('{"kind": "front", "solve": {"gap": 0.5, "seed": 1}}')
    again = asked_for(tmp_path / "asked.json", "solve", "a", {"solve": {"gap": 0.1}}, [])
    assert again == {"kind": "front", "label": "a", "solve": {"gap": 0.1, "seed": 1}}
    with pytest.raises(UsageError, match="seed is no object"):
        asked_for(None, "solve", "", {"solve": {"seed": 1}}, ["solve.seed.x=1"])


def test_a_bar_closes_as_the_gap_does() -> None:
    assert [closed(gap, 0.01) for gap in (None, 2.0, 1.0, 0.01, 0.0)] == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert closed(0.1, 0.01) == pytest.approx(0.5)
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    with Progress(
        "{task.description}", "{task.percentage:.0f}%", "{task.fields[known]}", console=console
    ) as progress:
        bar = Bar(progress, 0.01)
        bar(happening(1, "started", {"attempt": 1}))
        bar(happening(2, "incumbent", {"phase": "solve", "incumbent": 7.0, "gap": 0.1}))
        task = progress.tasks[0]
        assert (task.description, task.completed) == ("solve", pytest.approx(0.5))
        assert task.fields["known"] == "incumbent 7  gap 10.00%"
        bar(happening(3, "end", {"state": "succeeded"}))
        assert task.completed == 1.0


def happening(number: int, kind: str, data: dict) -> Happening:
    return Happening(number=number, at="", kind=kind, data=data)


def test_a_service_is_looked_after_beside_its_running(
    junkan, client: Client, tmp_path: Path
) -> None:
    made = junkan("key", "lab", "--scope", "read", "--days", "30", "--label", "board").out.strip()
    assert junkan("jobs", "--key", made).code == Exit.OK
    (line,) = junkan("key", "lab", "--list").out.splitlines()
    assert line.split()[:3] == ["lab", made[:15], "read"]
    assert line.endswith("board")
    assert "name a tenant" in junkan("key").err
    given = junkan("quota", "lab", "--running", "2", "--time-limit", "60").document
    assert given["quota"] == {"queued": None, "running": 2, "stored_mb": None, "time_limit": 60.0}
    assert given["usage"]["jobs"] == 0
    assert set(junkan("quota", "lab", "--reset").document["quota"].values()) == {None}
    entries = [json.loads(line) for line in junkan("audit-log", "--tenant", "lab").out.splitlines()]
    assert [entry["action"] for entry in entries] == ["make-key", "quota", "quota"]
    assert junkan("audit-log", "--after", entries[-1]["number"]).out == ""
    assert junkan("health").out == "ready\n"
    assert junkan("health", "--server", "http://127.0.0.1:9").code == Exit.FAILED
    copied = junkan("backup", tmp_path / "copy", "--json").document
    assert copied["missing"] == []
    made_of_it = junkan("restore", tmp_path / "copy", "--home", tmp_path / "new")
    assert f"job          {copied['rows']['job']}\n" in made_of_it.out
    assert "is not empty" in junkan("backup", tmp_path / "copy").err
