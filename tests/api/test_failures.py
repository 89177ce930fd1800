"""However a job's process misbehaves, its job ends with a reason, and its neighbours go on."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.jobs.records import NewJob
from api.jobs.rows import Row
from api.jobs.states import ENDED
from api.service import Service
from api.settings import Limits, ServiceSettings
from tests.api.acting import children_of
from tests.api.serving import staged
from tests.api.waiting import until

TENANT = "t"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    limits = Limits(overhead=60.0, log_bytes=100_000, memory_mb=4000)
    settings = ServiceSettings(tmp_path_factory.mktemp("home"), workers=3, limits=limits)
    with staged():
        service = Service(settings)
        service.open()
        yield service
        service.close()


def begun(service: Service, play: str) -> str:
    request = {"play": play, "solve": {"time_limit": 100.0}}
    return str(service.submit(NewJob(TENANT, "act", "toy-loop", request))[0].id)


def ended(service: Service, job: str) -> Row:
    return until(lambda: (r := service.records.get(TENANT, job)).state in ENDED and r)


def working(service: Service, job: str) -> None:
    until(lambda: service.records.events(TENANT, job, kind="incumbent"))


@pytest.mark.parametrize("play", ["garbles", "endless"])
def test_what_nobody_understands_is_an_end(service: Service, play: str) -> None:
    row = ended(service, begun(service, play))
    assert (row.state, row.termination) == ("failed", "error")
    assert "nobody understands" in row.message


def test_who_says_too_much_waits_to_be_heard(service: Service) -> None:
    job = begun(service, "chatters")
    row = ended(service, job)
    assert (row.state, row.has_solution) == ("succeeded", True)
    numbers = [event.number for event in service.records.events(TENANT, job)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) < 1000, "told now and then, not twenty thousand times"


def test_nothing_that_a_job_began_outlives_it(service: Service) -> None:
    row = ended(service, begun(service, "litters"))
    left = int(row.details)
    until(lambda: not is_running(left))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return stat_of(pid)[0] != "Z"
    except OSError:
        return False


def test_no_job_finds_what_another_left(service: Service) -> None:
    assert [ended(service, begun(service, "remembers")).details for _ in range(2)] == ["1", "1"]


def test_neighbours_of_the_broken_go_on(service: Service) -> None:
    neighbour = begun(service, "obedient")
    working(service, neighbour)
    for play in ("aborts", "hungry", "vanishes"):
        assert ended(service, begun(service, play)).state == "failed"
    service.records.stop(TENANT, neighbour)
    row = ended(service, neighbour)
    assert (row.termination, row.attempts, row.has_solution) == ("stopped", 1, True)


def test_jobs_of_a_nursery_that_died_are_begun_anew(service: Service) -> None:
    job = begun(service, "obedient")
    working(service, job)
    (nursery,) = [pid for pid in children_of(os.getpid()) if os.getsid(pid) == pid
                  and parent_of(pid) == os.getpid()]  # fmt: skip
    os.kill(nursery, signal.SIGKILL)
    until(lambda: len(service.records.events(TENANT, job, kind="incumbent")) >= 2
          and service.records.get(TENANT, job).attempts == 2)  # fmt: skip
    service.records.stop(TENANT, job)
    row = ended(service, job)
    assert (row.state, row.termination) == ("succeeded", "stopped")
    kinds = [event.kind for event in service.records.events(TENANT, job)]
    assert (kinds.count("started"), kinds.count("end")) == (2, 1)


def parent_of(pid: int) -> int:
    return int(stat_of(pid)[1])


def stat_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
