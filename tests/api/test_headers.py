"""Every answer, whatever it is, is kept from being taken for something else."""

import asyncio
import re

import httpx
import pytest
from fastapi import FastAPI

from api import errors
from api.headers import SAFE, Guarded
from tests.api.serving import Mortal, asking

STRICT = ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
ASKED = [
    ("GET", "/"),
    ("GET", "/page/main.js"),
    ("GET", "/page/nothing.js"),
    ("GET", "/docs"),
    ("GET", "/docs/assets/swagger-ui.css"),
    ("GET", "/nothing"),
    ("PUT", "/v1/jobs"),
    ("POST", "/v1/jobs"),
    ("PROPFIND", "/v1/jobs"),
    ("OPTIONS", "/v1/jobs"),
]


def addresses(http: httpx.Client) -> list[tuple[str, str]]:
    """Every address of the service with some id in it, by every method it takes."""
    paths = http.get("/openapi.json").json()["paths"]
    known = [
        (method.upper(), re.sub(r"\{\w+\}", "toy-loop", path))
        for path, methods in paths.items()
        for method in methods
    ]
    assert len(known) > 30
    return known


@pytest.mark.solver
def test_every_answer_says_that_it_is_what_it_says(house: Mortal, http: httpx.Client) -> None:
    job = http.post("/v1/jobs", json={"instance": "toy-loop"}, headers={"Prefer": "wait=90"})
    result = f"/v1/jobs/{job.json()['id']}/result?format="
    forms = [("GET", result + form) for form in ("json", "csv", "xlsx", "parquet", "html")]
    seen = set()
    with asking(house, "stranger") as other, httpx.Client(base_url=house.address) as nobody:
        for client in (http, other, nobody):
            for method, address in ASKED + forms + addresses(http):
                answer = client.request(method, address)
                seen.add(answer.status_code)
                for name in STRICT:
                    assert answer.headers.get_list(name) == [SAFE[name]], (method, address, name)
                (policy,) = answer.headers.get_list("Content-Security-Policy")
                assert policy.startswith("default-src 'none'"), (method, address)
                assert "Access-Control-Allow-Origin" not in answer.headers
                assert answer.headers["Cache-Control"] != "public"
    assert seen >= {200, 401, 404, 405, 422}, seen


def test_so_does_the_answer_to_a_bug_and_that_of_a_worker() -> None:
    app = FastAPI()
    app.add_middleware(Guarded)
    errors.install(app)

    @app.get("/bug")
    def bug() -> None:
        raise ZeroDivisionError

    async def asked(address: str) -> httpx.Response:
        way = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=way, base_url="http://service") as client:
            return await client.get(address)

    answer = asyncio.run(asked("/bug"))
    assert answer.status_code == 500
    assert {name: answer.headers[name] for name in SAFE} == SAFE
    assert asyncio.run(asked("/nothing")).headers["X-Content-Type-Options"] == "nosniff"
