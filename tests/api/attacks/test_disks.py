"""Where the disk takes no more, that is said, nothing is half stored, and all goes on after."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from api.service import Service
from optimizer import load, write_document
from tests.api.serving import served

ACT = {"kind": "act", "instance": "toy-loop", "play": "quick", "label": "x" * 100}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """A service in this process, whose disk can be made to seem full."""
    with served(tmp_path_factory.mktemp("home"), solves=True) as both:
        yield both


@pytest.fixture(scope="module")
def alice(serving: tuple[Service, str]) -> Iterator[httpx.Client]:
    service, address = serving
    bearer = {"Authorization": f"Bearer {service.keys.make('alice')}"}
    with httpx.Client(base_url=address, headers=bearer, timeout=120) as made:
        yield made


@contextmanager
def told(service: Service, words: str, undo: str) -> Iterator[None]:
    """Every connection is told that before it is used, and later the contrary.

    What a thread holds meanwhile is given back to the pool in either state, so it is not enough to
    undo it when it comes back: it may come back after we are gone.
    """
    now = [words]

    def tell(connection, record, proxy) -> None:
        connection.execute(now[0])

    sa.event.listen(service.database._pool, "checkout", tell)
    try:
        yield
    finally:
        now[0] = undo


def ids(http: httpx.Client) -> set[str]:
    found: set[str] = set()
    address: str | None = "/v1/jobs?limit=200"
    while address:
        page = http.get(address).json()
        found |= {job["id"] for job in page["jobs"]}
        address = page["next"]
    return found


def test_a_full_database_takes_nothing_and_then_all_again(
    serving: tuple[Service, str], alice: httpx.Client
) -> None:
    service, _ = serving
    before = ids(alice)
    taken = set()
    # SQLite counts pages as it would count what is left on the disk.
    with told(service, "PRAGMA max_page_count=1", "PRAGMA max_page_count=1073741823"):
        for _ in range(200):
            answer = alice.post("/v1/jobs", json=ACT)
            if answer.status_code == 507:
                break
            taken.add(answer.json()["id"])
        assert answer.json()["code"] == "disk-full", answer.text
        assert alice.get("/v1/jobs").status_code == 200
    assert ids(alice) - before == taken
    again = alice.post("/v1/jobs", json=ACT, headers={"Prefer": "wait=60"}).json()
    assert again["state"] == "succeeded", again
    for job in taken:
        ended = alice.get(f"/v1/jobs/{job}", headers={"Prefer": "wait=60"}).json()
        assert ended["state"] == "succeeded", ended


def test_a_database_that_is_read_only_says_so(
    serving: tuple[Service, str], alice: httpx.Client
) -> None:
    before = ids(alice)
    with told(serving[0], "PRAGMA query_only=1", "PRAGMA query_only=0"):
        answer = alice.post("/v1/jobs", json=ACT)
        assert (answer.status_code, answer.json()["code"]) == (503, "not-writable"), answer.text
        assert answer.headers["Retry-After"]
    assert ids(alice) == before


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [(errno.ENOSPC, 507, "disk-full"), (errno.EROFS, 503, "not-writable")],
)
def test_an_upload_that_cannot_be_kept_leaves_nothing(
    serving: tuple[Service, str],
    alice: httpx.Client,
    instances: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    status: int,
    code: str,
) -> None:
    service, _ = serving
    write_document(load(instances / "toy-outage"), tmp_path / "x.json")
    replaced = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if "instances" in Path(target).parts:
            raise OSError(number, "refused")
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    body = (tmp_path / "x.json").read_bytes()
    answer = alice.post("/v1/instances", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert not list(service.settings.folder("tmp").iterdir())
    reference = f"sha256:{load(instances / 'toy-outage').digest}"
    listed = alice.get("/v1/instances").json()["instances"]
    assert reference not in [each["instance"] for each in listed]


def test_a_job_whose_results_find_no_room_says_so(alice: httpx.Client) -> None:
    asked = ACT | {"play": "fills"}
    job = alice.post("/v1/jobs", json=asked, headers={"Prefer": "wait=60"}).json()
    assert (job["state"], job["has_solution"]) == ("failed", False)
    assert "No space left" in job["message"]
