"""Processes of jobs: forked from a nursery or begun afresh, they end as they should."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from api.jobs import starting
from api.jobs.nursery import READIED
from api.jobs.starting import Fresh, NotStartedError, Nursery, Started
from tests.api.acting import children_of
from tests.api.serving import LEAN
from tests.api.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a nursery needs Linux")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    nursery.warm()
    yield nursery
    nursery.close()
    assert children_of(os.getpid()) == []


@pytest.fixture(params=["forked", "fresh"])
def start(request: pytest.FixtureRequest, nursery: Nursery) -> Callable[[], Started]:
    return nursery.start if request.param == "forked" else Fresh


def let_go(child: Started) -> int:
    code = child.wait()
    child.let_go()
    for stream in child.pipes:
        stream.close()
    return code


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[0]


def test_a_process_leads_its_own_session_and_ends_with_its_input(start) -> None:
    child = start()
    until(lambda: os.getsid(child.pid) == child.pid)
    assert os.getpgid(child.pid) == child.pid
    child.pipes.stdin.close()  # no order came
    assert let_go(child) == 1
    until(lambda: not Path(f"/proc/{child.pid}").exists())


def test_its_number_is_kept_until_it_is_let_go(start) -> None:
    child = start()
    child.kill()
    assert child.wait() == -signal.SIGKILL
    assert state_of(child.pid) == "Z"
    child.kill()  # hits nobody else
    assert let_go(child) == -signal.SIGKILL
    assert not child.is_orphaned


def test_one_that_is_killed_at_once_is_killed_all_the_same(nursery: Nursery) -> None:
    for _ in range(30):
        child = nursery.start()
        child.kill()
        assert let_go(child) == -signal.SIGKILL


def test_a_child_gives_way_to_the_service_and_has_no_file_of_it(nursery: Nursery) -> None:
    with Path("/dev/null").open() as ours:
        os.set_inheritable(ours.fileno(), True)
        first = nursery.start()
        child = nursery.start()
        ours_is = os.getpriority(os.PRIO_PROCESS, 0)
        until(lambda: os.getpriority(os.PRIO_PROCESS, child.pid) > ours_is)
        links = (Path(f"/proc/{child.pid}/fd")).iterdir
        until(lambda: state_of(child.pid) == "S" and len(list(links())) <= 8)
        opened = [str(link.readlink()) for link in links()]
        assert not [name for name in opened if name.startswith("socket:")]
        for each in (first, child):
            each.kill()
            let_go(each)


def test_what_each_job_would_read_anew_is_read_before_it_is_forked() -> None:
    report, page = (import_module(name) for name in READIED)
    for module in (report, page):
        module.ready()
    read = report._environment().cache
    assert {template.name for template in read.values()} >= {"page.html.j2"}
    assert page._template.cache_info().currsize == 1


def test_children_die_with_the_nursery_and_the_next_begins_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.setattr(starting, "NURSERY", LEAN)
    nursery = Nursery()
    child = nursery.start()
    (keeper,) = [pid for pid in children_of(os.getpid()) if is_child_of(child.pid, pid)]
    os.kill(keeper, signal.SIGKILL)
    assert let_go(child) == -signal.SIGKILL
    assert child.is_orphaned
    until(lambda: not Path(f"/proc/{child.pid}").exists() or state_of(child.pid) == "Z")
    again = until(lambda: begun(nursery))
    again.kill()
    let_go(again)
    nursery.close()
    with pytest.raises(NotStartedError):
        nursery.start()


def is_child_of(pid: int, parent: int) -> bool:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1]) == parent


def begun(nursery: Nursery) -> Started | None:
    try:
        return nursery.start()
    except NotStartedError:
        time.sleep(0.1)
        return None
