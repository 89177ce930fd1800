"""The life of a job in a service without HTTP, however its process behaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.errors import Problem
from api.jobs.process import Order
from api.jobs.records import NewJob, Selection
from api.jobs.rows import Row
from api.jobs.running import News, Runner
from api.jobs.states import ENDED, State
from api.service import Service
from api.settings import Limits, ServiceSettings
from tests.api.serving import staged
from tests.api.waiting import until

TENANT = "t"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    limits = Limits(overhead=1.0, log_bytes=100_000, memory_mb=4000)
    settings = ServiceSettings(tmp_path_factory.mktemp("home"), workers=4, limits=limits)
    with staged():
        service = Service(settings)
        service.open()
        yield service
        service.close()


def begun(service: Service, play: str, **more: object) -> str:
    request = {"play": play, "solve": {"time_limit": 100.0}, **more}
    row, _ = service.submit(NewJob(TENANT, "act", "toy-loop", request))
    return str(row.id)


def ended(service: Service, job: str) -> Row:
    row = until(lambda: (r := service.records.get(TENANT, job)).state in ENDED and r)
    assert row.phase is None
    assert service.records.events(TENANT, job)[-1].kind == "end"
    return row


def working(service: Service, job: str) -> None:
    """Wait until the job's process has told of an incumbent."""
    until(lambda: service.records.events(TENANT, job, kind="incumbent"))


def test_a_job_tells_its_progress_and_ends_with_a_result(service: Service) -> None:
    job = begun(service, "quick")
    row = ended(service, job)
    assert (row.state, row.termination) == ("succeeded", "optimal_within_gap")
    assert (row.has_solution, row.incumbent, row.bound) == (True, 7.0, 1.0)
    events = service.records.events(TENANT, job)
    assert [e.number for e in events] == list(range(1, len(events) + 1))
    kinds = [e.kind for e in events]
    assert kinds == ["queued", "started", "phase", "phase", "incumbent", "end"]
    assert events[3].data == {"phase": "solve", "seconds": 0.1, "incumbent": 9.0}
    assert (service.results / job / "1" / "plan.json").is_file()
    assert "hello from the solver" in (service.results / job / "1.log").read_text()


def test_stop_keeps_what_was_found(service: Service) -> None:
    job = begun(service, "obedient")
    working(service, job)
    assert service.records.stop(TENANT, job).state == State.STOPPING
    assert service.records.stop(TENANT, job).state in {State.STOPPING, State.SUCCEEDED}
    row = ended(service, job)
    assert (row.state, row.termination, row.has_solution) == ("succeeded", "stopped", True)


@pytest.mark.parametrize("play", ["mute", "deaf", "locked"])
def test_cancel_ends_at_once_without_a_result_whatever_it_does(service: Service, play: str) -> None:
    job = begun(service, play)
    if play == "mute":
        until(lambda: service.records.get(TENANT, job).state == State.RUNNING)
    else:
        working(service, job)
    assert service.records.cancel(TENANT, job).state == State.CANCELLING
    row = ended(service, job)
    assert (row.state, row.termination, row.has_solution) == ("cancelled", "cancelled", False)


def test_what_does_not_stop_is_killed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Runner, "stop_grace", 0.1)
    job = begun(service, "locked")
    working(service, job)
    service.records.stop(TENANT, job)
    row = ended(service, job)
    assert (row.state, row.termination) == ("cancelled", "stopped")
    assert "did not stop" in row.message


def test_cancel_after_stop_is_heard(service: Service) -> None:
    job = begun(service, "deaf")
    working(service, job)
    service.records.stop(TENANT, job)
    assert service.records.cancel(TENANT, job).state == State.CANCELLING
    assert ended(service, job).termination == "cancelled"


def test_what_runs_on_is_killed(service: Service) -> None:
    row = ended(service, begun(service, "deaf", solve={"time_limit": 0.1}))
    assert (row.state, row.termination) == ("failed", "overdue")


@pytest.mark.parametrize(
    ("play", "termination", "says"),
    [
        ("aborts", "error", "SIGABRT"),
        ("vanishes", "error", "code 0"),
        ("errs", "error", "code 1"),
        ("refuses", "error", "that does not fit"),
        ("hungry", "memory_limit", "4000 MB"),
    ],
)
def test_a_broken_process_is_a_failed_job(
    service: Service, play: str, termination: str, says: str
) -> None:
    row = ended(service, begun(service, play))
    assert (row.state, row.termination, row.has_solution) == ("failed", termination, False)
    assert says in row.message


def test_a_process_that_somebody_kills_is_begun_anew(service: Service) -> None:
    row = ended(service, begun(service, "killed"))
    assert (row.state, row.attempts, row.message) == ("succeeded", 3, None)


def test_one_that_is_killed_each_time_is_given_up(service: Service) -> None:
    row = ended(service, begun(service, "hopeless"))
    assert (row.state, row.termination) == ("failed", "lost")
    assert row.attempts == service.settings.limits.tries
    assert "killed each time" in row.message


@pytest.mark.parametrize(
    ("play", "error", "says"),
    [
        ("vanishes", RuntimeError, "code 0"),
        ("garbles", RuntimeError, "nobody understands"),
        ("hopeless", Problem, "too much memory or time"),
        ("aborts", Problem, "too much memory or time"),
        ("hungry", Problem, "too much memory or time"),
    ],
)
def test_who_checks_an_instance_and_breaks_is_told_apart_from_who_takes_too_much(
    service: Service, tmp_path: Path, play: str, error: type[Exception], says: str
) -> None:
    order = Order("tests.api.acting", {"play": play}, "", str(tmp_path / "1"), 4000, 100)
    with pytest.raises(error, match=says):
        service.instances.answered(order, tmp_path / "log")


def test_a_loud_process_fills_no_disk(service: Service) -> None:
    job = begun(service, "loud")
    row = ended(service, job)
    assert (row.state, row.termination, row.has_solution) == ("succeeded", "infeasible", False)
    assert (service.results / job / "1.log").stat().st_size == 100_000


def test_time_that_merely_passes_is_told_now_and_then() -> None:
    news = News()
    for seconds in range(20):
        news.take({"kind": "progress", "phase": "solve", "seconds": float(seconds), "bound": None})
    assert [data["seconds"] for _, data in news.taken()[0]] == [0.0, 15.0]
    news.take({"kind": "progress", "phase": "solve", "seconds": 19.5, "bound": 2.0})
    assert news.taken() == (
        [("progress", {"phase": "solve", "seconds": 19.5, "bound": 2.0})],
        {"phase": "solve", "bound": 2.0},
    )
    assert news.taken() == ([], {})


def test_every_point_is_told_and_a_long_phase_is_cut() -> None:
    news = News()
    for limit in (0.5, 0.4, 0.3):
        point = {"limit": limit, "cost": 1.0}
        news.take({"kind": "progress", "phase": "solve", "seconds": 1.0, "point": point})
    events, _ = news.taken()
    assert [(kind, data["point"]["limit"]) for kind, data in events] == [
        ("point", 0.5), ("point", 0.4), ("point", 0.3),
    ]  # fmt: skip
    news.take({"kind": "progress", "phase": "x" * 100, "seconds": 1.0})
    assert news.taken()[1]["phase"] == "x" * 32


def test_waiting_jobs_are_cancelled_without_being_begun(service: Service) -> None:
    blocking = [begun(service, "deaf") for _ in range(4)]
    for job in blocking:
        working(service, job)
    waiting = [begun(service, "quick") for _ in range(2)]
    assert service.records.stop(TENANT, waiting[0]).termination == "stopped"
    assert service.records.cancel(TENANT, waiting[1]).termination == "cancelled"
    for job in blocking:
        service.records.cancel(TENANT, job)
    for job in blocking + waiting:
        assert ended(service, job).state == "cancelled"
    assert service.records.get(TENANT, waiting[0]).attempts == 0
    newest = service.records.chosen(TENANT, Selection(limit=2))
    assert [row.id for row in newest][:2] == waiting[::-1]
