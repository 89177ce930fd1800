"""The service over HTTP, on a real server: jobs, progress, results, instances, refusals."""

import io
import json
import re
import zipfile
from pathlib import Path

import httpx
import polars as pl
import pytest

from api.jobs.kinds import KINDS
from api.settings import SUFFIXES
from optimizer import load, write_document
from tests.api.serving import Mortal

ACT = {"kind": "act", "instance": "toy-loop", "play": "quick"}
JSON, ZIP, XLSX = SUFFIXES


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def problem(answer: httpx.Response, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert (document["status"], document["code"]) == (status, code)
    return document


def submitted(http: httpx.Client, **more: object) -> str:
    answer = http.post("/v1/jobs", json=ACT | more)
    assert answer.status_code == 202
    return answer.json()["id"]


def waited(http: httpx.Client, job: str) -> dict:
    return http.get(f"/v1/jobs/{job}", headers={"Prefer": "wait=90"}).json()


@pytest.mark.solver
def test_a_solve_ends_with_an_audited_plan_in_every_form(http: httpx.Client) -> None:
    limits = [{"measure": "exposure", "watched": ["CHN"], "limit": 0.5}]
    request = {"instance": "toy-dependence", "build": {"limits": limits}, "label": "half"}
    answer = http.post("/v1/jobs", json=request, headers={"Prefer": "wait=90"})
    assert answer.status_code == 200
    assert answer.headers["Preference-Applied"] == "wait=90"
    job = answer.json()
    assert job["incumbent"] == pytest.approx(2740)
    assert job["request"]["solve"]["threads"] == 1
    address = job["links"]["result"]
    plan = http.get(address).json()
    assert plan["audit"]["passed"] is True
    assert plan["record"]["objective"] == pytest.approx(2740)
    tables = zipfile.ZipFile(io.BytesIO(http.get(address, headers={"Accept": ZIP}).content))
    assert pl.read_csv(tables.read("plan/costs.csv")).height == len(plan["tables"]["costs"])
    exact = zipfile.ZipFile(io.BytesIO(http.get(address, params={"format": "parquet"}).content))
    assert (
        pl.read_parquet(exact.read("plan/costs.parquet")).rows(named=True)
        == (plan["tables"]["costs"])
    )
    assert http.get(address, headers={"Accept": XLSX}).content.startswith(b"PK")
    report = http.get(address, headers={"Accept": "text/html"})
    assert "default-src 'none'" in report.headers["Content-Security-Policy"]
    assert "<html" in report.text
    assert "HiGHS" in http.get(f"/v1/jobs/{job['id']}/log").text
    problem(http.get(address, headers={"Accept": "image/png"}), 406, "no-such-form")


def test_a_submission_says_where_to_look_and_can_be_repeated(http: httpx.Client) -> None:
    headers = {"Idempotency-Key": "one"}
    first = http.post("/v1/jobs", json=ACT, headers=headers)
    assert first.status_code == 202
    assert first.headers["Location"] == f"/v1/jobs/{first.json()['id']}"
    assert first.headers["Retry-After"] == "1"
    again = http.post("/v1/jobs", json=ACT, headers=headers)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    other = http.post("/v1/jobs", json=ACT | {"play": "deaf"}, headers=headers)
    problem(other, 422, "idempotency-key-reused")


def test_progress_is_streamed_and_taken_up_where_it_broke(http: httpx.Client) -> None:
    job = submitted(http)
    headers = {"Accept": "text/event-stream"}
    whole = http.get(f"/v1/jobs/{job}/events", headers=headers).text
    ids = [int(number) for number in re.findall(r"^id: (\d+)$", whole, re.M)]
    assert ids == list(range(1, len(ids) + 1))
    assert whole.rstrip().rpartition("event: ")[2].startswith("end\n")
    rest = http.get(f"/v1/jobs/{job}/events", headers=headers | {"Last-Event-ID": "3"}).text
    assert re.findall(r"^id: (\d+)$", rest, re.M) == [str(number) for number in ids[3:]]
    polled = http.get(f"/v1/jobs/{job}/events", params={"after": 2}).json()
    assert [event["number"] for event in polled["events"]] == ids[2:]
    assert polled["last"] == ids[-1]
    found = http.get(f"/v1/jobs/{job}/incumbents").json()["events"]
    assert found[-1]["data"]["incumbent"] == 7.0
    log = http.get(f"/v1/jobs/{job}/log", params={"from_byte": 6})
    assert log.text == "from the solver"
    assert log.headers["Junkan-Next-Byte"] == "21"


def test_stop_cancel_and_delete_are_three_things(http: httpx.Client) -> None:
    job = submitted(http, play="obedient")
    problem(http.get(f"/v1/jobs/{job}/result"), 409, "result-not-ready")
    problem(http.delete(f"/v1/jobs/{job}"), 409, "job-active")
    assert http.post(f"/v1/jobs/{job}/cancel").status_code in {200, 202}
    assert waited(http, job)["state"] == "cancelled"
    assert http.post(f"/v1/jobs/{job}/stop").status_code == 200
    problem(http.get(f"/v1/jobs/{job}/result"), 404, "no-solution")
    assert http.delete(f"/v1/jobs/{job}").status_code == 204
    problem(http.get(f"/v1/jobs/{job}"), 404, "no-such-job")


def test_lists_have_pages_and_status_has_a_tag(http: httpx.Client) -> None:
    jobs = {submitted(http, label="page") for _ in range(3)}
    page = http.get("/v1/jobs", params={"label": "page", "limit": 2})
    assert page.headers["Link"] == f'<{page.json()["next"]}>; rel="next"'
    rest = http.get(page.json()["next"]).json()
    assert rest["next"] is None
    assert {job["id"] for job in page.json()["jobs"] + rest["jobs"]} == jobs
    job = jobs.pop()
    waited(http, job)
    tag = http.get(f"/v1/jobs/{job}").headers["ETag"]
    assert http.get(f"/v1/jobs/{job}", headers={"If-None-Match": tag}).status_code == 304
    for wrong in ({"state": "nowhere"}, {"label": "\0"}, {"cursor": "'"}, {"limit": 0}):
        problem(http.get("/v1/jobs", params=wrong), 422, "wrong-parameter")
    for way in ("events", "incumbents", "log"):
        far = {"after": 10**30, "from_byte": 10**30}
        problem(http.get(f"/v1/jobs/{job}/{way}", params=far), 422, "wrong-parameter")
    problem(http.get("/v1/jobs/%00"), 404, "no-such-job")


def test_another_tenant_sees_nothing(http: httpx.Client, house: Mortal) -> None:
    job = submitted(http)
    waited(http, job)
    address = house.address
    with httpx.Client(base_url=address, headers=bearer(house.keys.make("stranger"))) as other:
        for way in ("", "/events", "/incumbents", "/log", "/result"):
            problem(other.get(f"/v1/jobs/{job}{way}"), 404, "no-such-job")
        for wish in ("stop", "cancel"):
            problem(other.post(f"/v1/jobs/{job}/{wish}"), 404, "no-such-job")
        problem(other.delete(f"/v1/jobs/{job}"), 404, "no-such-job")
        assert other.get("/v1/jobs").json() == {"jobs": [], "next": None}
        assert other.get("/v1/jobs", params={"cursor": job}).json()["jobs"] == []
    with httpx.Client(base_url=address, headers=bearer(house.keys.make("web", ("read",)))) as weak:
        assert weak.get(f"/v1/jobs/{job}").status_code == 200
        problem(weak.post("/v1/jobs", json=ACT), 403, "scope-missing")
    with httpx.Client(base_url=address) as nobody:
        answer = nobody.get("/v1/jobs")
        problem(answer, 401, "key-needed")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "broken-json"),
        (b"[]", 400, "broken-json"),
        (b'{"instance": "a", "instance": "b"}', 400, "broken-json"),
        (b'{"instance": "toy-loop", "solve": {"gap": NaN}}', 400, "broken-json"),
        (b'{"instance": "toy-loop", "solve": {"gap": 1e999}}', 400, "broken-json"),
        (b"[" * 100_000, 400, "broken-json"),
        (b'{"instance": "toy-loop", "label": "\\ud800"}', 400, "broken-json"),
        (b"{}" + b" " * 200_000, 413, "body-too-long"),
        (b'{"instance": 7}', 422, "wrong-member"),
        (b'{"instance": "../../etc"}', 422, "no-such-instance"),
        (b'{"instance": "sha256:' + b"0" * 64 + b'"}', 422, "no-such-instance"),
        (b'{"instance": "toy-loop", "kind": "paint"}', 422, "no-such-kind"),
        (b'{"instance": "toy-loop", "colour": 1}', 422, "unknown-member"),
        (b'{"instance": "toy-loop", "label": "a\\u0000"}', 422, "wrong-member"),
        (b'{"instance": "toy-loop", "priority": true}', 422, "wrong-member"),
        (b'{"instance": "toy-loop", "solve": 1}', 422, "wrong-member"),
        (b'{"instance": "toy-loop", "solve": {"log_file": "/x"}}', 422, "wrong-setting"),
        (b'{"instance": "toy-loop", "solve": {"gap": true}}', 422, "wrong-setting"),
        (b'{"instance": "toy-loop", "solve": {"gap": "0.1"}}', 422, "wrong-setting"),
        (b'{"instance": "toy-loop", "solve": {"time_limit": 8000}}', 422, "beyond-limit"),
        (b'{"instance": "toy-loop", "build": {"limits": [{"limit": 1}]}}', 422, "wrong-setting"),
    ],
    ids=range(21),
)
def test_a_wrong_request_is_refused(
    http: httpx.Client, body: bytes, status: int, code: str
) -> None:
    answer = http.post("/v1/jobs", content=body, headers={"Content-Type": "application/json"})
    document = problem(answer, status, code)
    assert document["instance"] == "/v1/jobs"


def test_every_error_is_a_problem(http: httpx.Client) -> None:
    problem(http.get("/v1/nothing"), 404, "not-found")
    wrong = http.put("/v1/jobs")
    problem(wrong, 405, "method-not-allowed")
    assert wrong.headers["Allow"]
    coded = {"Content-Type": JSON, "Content-Encoding": "gzip"}
    problem(http.post("/v1/jobs", content=b"x", headers=coded), 415, "content-encoding")
    plain = {"Content-Type": "text/plain"}
    problem(http.post("/v1/jobs", content=b"{}", headers=plain), 415, "not-json")
    problem(http.post("/v1/instances", content=b"{}", headers=plain), 415, "no-such-form")
    spaced = {"Idempotency-Key": "a b"}
    problem(http.post("/v1/jobs", json=ACT, headers=spaced), 400, "wrong-idempotency-key")


def test_an_instance_is_one_in_whatever_form_it_comes(
    http: httpx.Client, instances: Path, tmp_path: Path
) -> None:
    """A zip with a folder here; every form that we write in ``web/test_documents``."""
    folder = instances / "toy-dependence"
    with zipfile.ZipFile(tmp_path / "toy.zip", "w") as package:
        for path in folder.iterdir():
            package.write(path, f"toy/{path.name}")
    reference = f"sha256:{load(folder).digest}"
    content = (tmp_path / "toy.zip").read_bytes()
    taken = http.post("/v1/instances", content=content, headers={"Content-Type": ZIP})
    assert taken.status_code == 201, taken.text
    assert taken.json()["instance"] == reference
    listed = http.get("/v1/instances").json()["instances"]
    assert [each["instance"] for each in listed if not each["shipped"]] == [reference]
    assert "japan-eu-mini" in [each["instance"] for each in listed]
    fits = http.post("/v1/validate", json={"instance": reference}).json()
    assert fits["valid"] is True
    assert fits["found"]["rows"]["sites"] == 2
    unfit = {"instance": reference, "build": {"watched": ["XXX"]}}
    refused = http.post("/v1/validate", json=unfit).json()
    assert (refused["valid"], refused["problem"]["code"]) == (False, "does-not-fit")


def test_a_wrong_instance_is_refused_with_all_findings(
    http: httpx.Client, instances: Path, tmp_path: Path
) -> None:
    write_document(load(instances / "toy-dependence"), tmp_path / "toy.json")
    document = json.loads((tmp_path / "toy.json").read_text())
    document["tables"]["sites"][0]["country"] = "XYZ"
    document["tables"]["lanes"][0]["colour"] = "red"
    headers = {"Content-Type": JSON}
    answer = http.post("/v1/instances", content=json.dumps(document).encode(), headers=headers)
    found = problem(answer, 422, "instance-has-errors")["errors"]
    places = {error["place"] for error in found}
    assert places >= {"tables.sites[0].country", "tables.lanes.colour"}, places
    long = http.post("/v1/instances", content=b" " * 300_000, headers=headers)
    problem(long, 413, "body-too-long")


def test_health_limits_and_documentation_need_no_other_server(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json()["status"] == "ready"
    assert http.get("/v1/limits").json()["body_bytes"] == 100_000
    assert "solve" in http.get("/v1/kinds").json()
    page = http.get("/docs").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    for address in addresses:
        assert address.startswith("/docs/assets/")
        assert http.get(address).status_code == 200
    document = http.get("/openapi.json").json()
    body = document["paths"]["/v1/jobs"]["post"]["requestBody"]["content"]["application/json"]
    schemas = {each["title"]: each for each in body["schema"]["oneOf"]}
    assert set(schemas) == set(KINDS) - {"act"}
    assert "gap" in schemas["solve"]["properties"]["solve"]["properties"]
    assert "$ref" not in json.dumps(body)
