"""What docs/service.md says: every request in it would begin, every address is there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.jobs.kinds import KINDS
from api.service import Service
from api.settings import ServiceSettings
from api.web.requests import new_job
from tests.api.serving import Mortal, settings

GUIDE = Path(__file__).parents[2] / "docs" / "service.md"
BODIES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", GUIDE.read_text(), re.S)]
REQUESTS = [body for body in BODIES if body.keys() & {"kind", "instance"} and "status" not in body]
PATCHES = [body for body in BODIES if body.keys() <= {"label", "solve"}]
ADDRESSES = re.findall(r"^\| (`.*?) \|", GUIDE.read_text().partition("| answer |")[2], re.M)

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def jobs(http: httpx.Client) -> dict[str, str]:
    """Jobs that ended with a plan, by what the guide calls them."""

    def solved(**request: Any) -> str:
        job = http.post("/v1/jobs", json=request, headers={"Prefer": "wait=90"}).json()
        assert job["has_solution"], job
        return str(job["id"])

    plan, other = (
        solved(instance="toy-dependence"),
        solved(instance="toy-dependence", label="other"),
    )
    return {"JOB": plan, "OTHER": other, "HEDGED": solved(instance="toy-hedge")}


def named(body: Any, jobs: dict[str, str]) -> Any:
    """The body, with the ids of jobs in the place of what the guide calls them."""
    text = json.dumps(body)
    for name, job in jobs.items():
        text = text.replace(f'"{name}"', f'"{job}"')
    return json.loads(text)


def test_the_guide_shows_every_kind_and_every_example_is_in_it() -> None:
    assert {body.get("kind", "solve") for body in REQUESTS} == set(KINDS) - {"act"}
    assert len(PATCHES) == 1
    assert any("changes" in body for body in REQUESTS)


@pytest.fixture(scope="module")
def desk(house: Mortal) -> Iterator[Service]:
    """What takes requests, on the database of the house; it carries out nothing."""
    limits = settings(house.home).limits
    made = Service(ServiceSettings(house.home, role="api", limits=limits))
    yield made
    made.database.close()


@pytest.mark.parametrize("at", range(len(REQUESTS)))
def test_every_request_of_the_guide_is_taken(
    desk: Service, jobs: dict[str, str], tenant: str, at: int
) -> None:
    asked = named(REQUESTS[at], jobs)
    taken = new_job(desk, tenant, asked, None)
    assert (taken.kind, taken.tenant) == (asked.get("kind", "solve"), tenant)


@pytest.mark.parametrize(
    "at", [at for at, body in enumerate(REQUESTS) if body.keys() & {"build", "changes"}]
)
def test_every_setting_and_change_of_the_guide_fits_its_instance(
    http: httpx.Client, jobs: dict[str, str], at: int
) -> None:
    answer = http.post("/v1/validate", json=named(REQUESTS[at], jobs))
    assert answer.status_code == 200
    assert answer.json()["valid"] is True, answer.text


def test_the_patch_of_the_guide_is_taken(http: httpx.Client, jobs: dict[str, str]) -> None:
    again = http.post(f"/v1/jobs/{jobs['JOB']}/rerun", json=PATCHES[0])
    assert again.status_code == 202
    assert again.json()["request"]["start"] == jobs["JOB"]
    assert again.json()["label"] == PATCHES[0]["label"]


def test_every_address_of_the_guide_is_there_and_the_other_way_round(http: httpx.Client) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    known = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path))
        for path, methods in paths.items()
        for method, about in methods.items()
    }
    told = set()
    for cell in ADDRESSES:
        methods = re.findall(r"\b(GET|POST|DELETE)\b", cell) or ["GET"]
        for path in re.findall(r"(/[\w/{}]+)", cell):
            told |= {(method, re.sub(r"\{\w+\}", "{}", path)) for method in methods}
    assert told
    assert told <= known, told - known
    ours = {"jobs", "progress", "results", "instances"}
    must = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path))
        for path, methods in paths.items()
        for method, about in methods.items()
        if ours & set(about.get("tags", []))
    }
    assert must <= told, must - told


def test_the_document_of_the_api_has_an_example_for_every_kind(http: httpx.Client) -> None:
    document = http.get("/openapi.json").json()
    content = document["paths"]["/v1/jobs"]["post"]["requestBody"]["content"]["application/json"]
    shown = {each["value"].get("kind", "solve") for each in content["examples"].values()}
    assert shown == set(KINDS) - {"act"}
    told = http.get("/v1/kinds").json()
    assert told["front"]["schemas"]["front"]["properties"]["points"]["maximum"] == 200
    assert told["compare"]["plans"] == 2
