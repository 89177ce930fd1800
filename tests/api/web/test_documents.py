"""All of an instance in every form, and instances made by changes."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.settings import SUFFIXES
from optimizer import load, write_document
from tests.api.serving import Mortal, asking

JSON, ZIP, XLSX = SUFFIXES
CHANGE = {"table": "demands", "change": "change", "where": "market = kobe", "set": "energy = 10"}


@pytest.fixture(scope="module")
def http(house: Mortal, tenant: str) -> Iterator[httpx.Client]:
    other = f"Bearer {house.keys.make('other')}"
    with asking(house, tenant, Prefer="wait=90", Other=other) as client:
        yield client


def test_what_is_fetched_can_be_brought_again_in_every_form(
    http: httpx.Client, instances: Path, tmp_path: Path
) -> None:
    digest = load(instances / "toy-dependence").digest
    for form, media in (("json", JSON), ("csv", ZIP), ("xlsx", XLSX)):
        fetched = http.get("/v1/instances/toy-dependence/document", headers={"Accept": media})
        assert fetched.status_code == 200, fetched.text
        assert fetched.headers["Content-Type"] == media
        same = http.get("/v1/instances/toy-dependence", params={"format": form})
        assert len(same.content) == len(fetched.content)
        tag = {"If-None-Match": fetched.headers["ETag"], "Accept": media}
        again = http.get("/v1/instances/toy-dependence/document", headers=tag)
        assert again.status_code == 304
        brought = http.post(
            "/v1/instances", content=fetched.content, headers={"Content-Type": media}
        )
        assert brought.status_code == 201, brought.text
        assert brought.json()["instance"] == f"sha256:{digest}"
        assert isinstance(brought.json()["findings"], list)


def test_an_upload_is_given_back_and_not_to_others(
    http: httpx.Client, instances: Path, tmp_path: Path
) -> None:
    write_document(load(instances / "toy-loop"), tmp_path / "toy.json")
    content = (tmp_path / "toy.json").read_bytes()
    headers = {"Content-Type": JSON}
    own = http.post("/v1/instances", content=content, headers=headers).json()["instance"]
    assert http.get(f"/v1/instances/{own}/document").json() == json.loads(content)
    zipped = http.get(f"/v1/instances/{own}/document", params={"format": "csv"})
    names = zipfile.ZipFile(io.BytesIO(zipped.content)).namelist()
    assert {"datapackage.json", "sites.csv"} <= set(names)
    other = {"Authorization": http.headers["Other"]}
    assert http.get(f"/v1/instances/{own}/document", headers=other).status_code == 404
    assert http.get("/v1/instances/nothing/document").json()["code"] == "no-such-instance"
    image = http.get("/v1/instances/toy-loop/document", headers={"Accept": "image/png"})
    assert image.json()["code"] == "no-such-form"


@pytest.mark.solver
def test_a_changed_instance_is_kept_under_its_own_address(http: httpx.Client) -> None:
    made = http.post("/v1/instances/toy-dependence/changed", json={"changes": [CHANGE]})
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == f"/v1/instances/{made.json()['instance']}"
    job = http.post("/v1/jobs", json={"instance": made.json()["instance"]}).json()
    assert job["incumbent"] == pytest.approx(1150)
    rows = http.get(f"{made.headers['Location']}/tables/demands").json()
    assert "10" in "".join(str(row) for row in rows["rows"])


def test_what_cannot_be_changed_is_told_at_its_place(http: httpx.Client) -> None:
    wrong = {**CHANGE, "set": "energy = many"}
    refused = http.post("/v1/instances/toy-dependence/changed", json={"changes": [wrong]})
    assert (refused.status_code, refused.json()["code"]) == (422, "instance-has-errors")
    found = http.post(
        "/v1/validate", json={"instance": "toy-dependence", "changes": [wrong]}
    ).json()
    assert found["valid"] is False
    assert {"table", "row", "column", "value", "mend"} <= set(found["findings"][0])
    nothing = http.post("/v1/instances/toy-dependence/changed", json={"changes": []})
    assert nothing.json()["code"] == "wrong-member"
    more = http.post("/v1/instances/toy-dependence/changed", json={"changes": [], "x": 1})
    assert more.json()["code"] == "unknown-member"
