"""Both clients ask the same, ask again where that helps, and never twice for one submission."""

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from api.client import AsyncClient, Client, ServiceError
from api.client.asks import Patience, Stream, delete, form_of, submit
from api.web.shapes import Job
from optimizer import load, write_document
from tests.api.serving import Mortal

QUICK = {"kind": "act", "instance": "toy-loop", "play": "quick"}
HASTY = Patience(tries=3, first=0.001)


@pytest.fixture(scope="module")
def server(house: Mortal, tenant: str) -> tuple[str, str]:
    """An address and a key of a running service."""
    return house.address, house.keys.make(tenant)


def answering(client: Client, *answers: httpx.Response | Exception) -> list[httpx.Request]:
    """Let the client meet these answers one after the other; what it asked."""
    asked: list[httpx.Request] = []
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    client._http = httpx.Client(
        transport=httpx.MockTransport(answer), base_url="http://service", headers={}
    )
    return asked


def problem(status: int, **headers: str) -> httpx.Response:
    document = {"detail": "no", "code": "refused"}
    return httpx.Response(status, json=document, headers=headers)


def a_job() -> httpx.Response:
    job = dict.fromkeys(Job.model_fields) | {
        "id": "0" * 32, "kind": "act", "instance": "toy-loop", "request": {}, "label": "",
        "priority": 50, "state": "queued", "has_solution": False, "attempts": 0,
        "created_at": "", "links": {},
    }  # fmt: skip
    return httpx.Response(202, json=job)


def test_a_submission_is_repeated_with_its_own_key_until_it_is_taken() -> None:
    client = Client("http://service", "key", patience=HASTY)
    lost = httpx.ReadTimeout("lost")
    asked = answering(client, lost, problem(503), problem(429, **{"Retry-After": "0"}), a_job())
    assert client.submit(QUICK).state == "queued"
    keys = {request.headers["Idempotency-Key"] for request in asked}
    assert (len(asked), len(keys)) == (4, 1)
    answering(client, a_job())
    assert submit(QUICK, None, 0).headers["Idempotency-Key"] not in keys


def test_what_was_refused_for_good_is_not_asked_again() -> None:
    client = Client("http://service", "key", patience=HASTY)
    for answer in (problem(422), problem(429, **{"Retry-After": "600"})):
        asked = answering(client, answer)
        with pytest.raises(ServiceError) as caught:
            client.submit(QUICK)
        assert (len(asked), caught.value.code) == (1, "refused")
    asked = answering(client, *[problem(503)] * 4)
    with pytest.raises(ServiceError):
        client.job("0" * 32)
    assert len(asked) == 4


def test_a_deletion_is_repeated_only_where_it_was_never_sent() -> None:
    client = Client("http://service", "key", patience=HASTY)
    asked = answering(client, httpx.ConnectError("no"), httpx.Response(204))
    client.delete("0" * 32)
    assert len(asked) == 2
    asked = answering(client, httpx.ReadError("gone"))
    with pytest.raises(ServiceError, match="cannot be reached"):
        client.delete("0" * 32)
    assert not delete("x").again


def test_pauses_grow_and_are_not_the_same_for_all() -> None:
    patience = Patience(tries=5, first=1.0)
    ask = delete("x")
    waits = [patience.wait(tried, ask, httpx.ConnectError("")) for tried in range(5)]
    assert all(0.5 * 2**at <= wait <= 2**at for at, wait in enumerate(waits))
    assert patience.wait(5, ask, httpx.ConnectError("")) is None


def test_a_stream_that_broke_is_taken_up_where_it_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)

    def text(*numbers: int) -> str:
        kinds = {3: "end"}
        return "".join(
            f": comment\nid: {n}\nevent: {kinds.get(n, 'progress')}\n"
            f'data: {{"at": "then", "n": {n}}}\n\n'
            for n in numbers
        )

    def broken() -> Iterator[bytes]:
        yield text(1).encode() + b"id: 2\nevent: pro"
        raise httpx.ReadError("broken")

    client = Client("http://service", "key")
    asked = answering(
        client,
        httpx.Response(200, content=broken()),
        problem(503),
        httpx.Response(200, text=text(2, 3)),
    )
    assert [event.number for event in client.watch("0" * 32)] == [1, 2, 3]
    assert [request.headers["Last-Event-ID"] for request in asked] == ["0", "1", "1"]


def test_lines_that_belong_to_no_event_give_none() -> None:
    stream = Stream()
    assert [stream.take(line) for line in ("retry: 1000", "", ": still here", "")] == [None] * 4


def public(client: type) -> dict[str, Callable[..., object]]:
    found = inspect.getmembers(client, inspect.isfunction)
    return {name: member for name, member in found if not name.startswith("_")}


def test_the_two_clients_have_the_same_methods() -> None:
    waiting, awaited = public(Client), public(AsyncClient)
    assert set(waiting) == set(awaited)
    for name, method in waiting.items():
        assert inspect.getdoc(method) == inspect.getdoc(awaited[name])
        ours, theirs = inspect.signature(method), inspect.signature(awaited[name])
        assert ours.parameters == theirs.parameters, name


@pytest.mark.solver
def test_both_clients_do_everything_on_a_real_server(
    server: tuple[str, str], instances: Path, tmp_path: Path
) -> None:
    write_document(load(instances / "toy-two-ports"), tmp_path / "mine.json")

    async def awaited() -> str:
        async with AsyncClient(*server) as client:
            mine = await client.upload(tmp_path / "mine.json")
            assert (await client.validate({"instance": mine}))["valid"]
            job = await client.submit({"instance": mine, "label": "awaited"})
            kinds = [event.kind async for event in client.watch(job.id)]
            assert (kinds[0], kinds[-1]) == ("queued", "end")
            ended = await client.job(job.id, wait=60)
            assert ended.termination == "optimal_within_gap"
            tables = await client.tables(job.id)
            await client.save(job.id, tmp_path / "plan.json")
            document = json.loads((tmp_path / "plan.json").read_text())
            assert document == await client.document(job.id)
            assert tables["plan/costs"].height == len(document["tables"]["costs"])
            assert [each.id async for each in client.jobs(label="awaited")] == [job.id]
            again = await client.rerun(job.id, {"label": "again"})
            return again.id

    again = asyncio.run(awaited())
    with Client(*server) as client:
        ended = client.job(again, wait=60)
        assert (ended.label, ended.termination) == ("again", "optimal_within_gap")
        client.save(again, tmp_path / "plan.xlsx")
        assert (tmp_path / "plan.xlsx").read_bytes()[:2] == b"PK"
        assert sorted(path.name for path in tmp_path.iterdir()) == [
            "mine.json", "plan.json", "plan.xlsx",
        ]  # fmt: skip
        assert client.cancel(again).state == "succeeded"
        assert client.stop(again).state == "succeeded"
        assert "HiGHS" in client.log(again)
        assert client.past(again)[-1].kind == "end"
        assert "solve" in client.about("kinds")
        client.delete(again)
        with pytest.raises(ServiceError) as caught:
            client.document(again)
        assert (caught.value.status, caught.value.code) == (404, "no-such-job")
        assert caught.value.request_id


def test_pages_are_turned(server: tuple[str, str]) -> None:
    with Client(*server) as client:
        made = [client.submit(QUICK | {"label": "page"}).id for _ in range(5)]
        assert [job.id for job in client.jobs(label="page", limit=2)] == made[::-1]
        for job in made:
            client.job(job, wait=60)


def test_a_form_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"\.json, \.zip"):
        form_of(tmp_path / "plan.pdf")
    with pytest.raises(ServiceError, match="an instance is brought as"):
        Client("http://service", "key").upload(tmp_path / "mine.csv")
