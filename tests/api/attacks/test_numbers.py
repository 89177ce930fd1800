"""No number in any place breaks anything: what is not finite is refused, the rest is judged."""

import json
import math
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

from api.errors import Problem
from api.jobs.kinds import KINDS
from api.service import Service
from api.web.requests import new_job
from optimizer import DataError, check, load, write_document
from optimizer.cli.exits import Exit
from tests.api.serving import settings

EXTREME = (1e308, -1e308, 5e-324, -5e-324, 1.5, -1, 0, 2**63, 10**400, True)
NEITHER = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999")
JSON = {"Content-Type": "application/json"}


def leaves(schema: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where numbers may stand, as the OpenAPI document tells."""
    if not isinstance(schema, dict):
        return
    if schema.get("type") in {"number", "integer"}:
        yield at
    for name, part in schema.get("properties", {}).items():
        yield from leaves(part, (*at, name))
    more = schema.get("prefixItems", [])
    for part in [schema.get("items"), *more]:
        yield from leaves(part, (*at, 0))
    yield from leaves(schema.get("additionalProperties"), (*at, "x"))
    for way in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(way, []):
            yield from leaves(part, at)


def placed(at: tuple[Any, ...], value: Any) -> Any:
    """The value at that place of a document that holds nothing else."""
    for step in reversed(at):
        value = [value] if step == 0 else {step: value}
    return value


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One that is only asked what it would store, and never opened."""
    made = Service(settings(tmp_path_factory.mktemp("home")))
    yield made
    made.database.close()
    made._place.leave()


@pytest.fixture(scope="module")
def found(alice: httpx.Client) -> list[tuple[Any, ...]]:
    document = alice.get("/openapi.json").json()
    content = document["paths"]["/v1/jobs"]["post"]["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    places = sorted(set(leaves(schema)), key=str)
    assert ("solve", "gap") in places, places
    assert len(places) >= 8, places
    return places


def test_what_is_not_finite_is_refused_wherever_it_stands(
    alice: httpx.Client, found: list[tuple[Any, ...]]
) -> None:
    for place in found:
        for word in NEITHER:
            text = json.dumps({"instance": "toy-loop", **placed(place, "@")})
            answer = alice.post("/v1/jobs", content=text.replace('"@"', word), headers=JSON)
            assert (answer.status_code, answer.json()["code"]) == (400, "broken-json"), place


def test_every_finite_number_is_taken_or_refused_with_a_reason(
    service: Service, found: list[tuple[Any, ...]]
) -> None:
    for place in found:
        for kind in (kind for kind in KINDS.values() if kind.name != "act"):
            if place[0] not in {*kind.members, "priority"}:
                continue
            for value in EXTREME:
                asked = {"kind": kind.name, "instance": "toy-loop", **placed(place, value)}
                status, request = judged(service, asked)
                assert status in {202, 400, 422}, (place, value)
                json.dumps(request, allow_nan=False)


def judged(service: Service, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The status that the request would get, and what would be stored of it."""
    try:
        return 202, new_job(service, "alice", asked, None).request
    except Problem as problem:
        return problem.status, {}


def spoiled(instances: Path, folder: Path, word: str) -> tuple[Path, set[str]]:
    """A toy with that word in every column of numbers; and which tables have any."""
    package, hit = folder / "package", set()
    package.mkdir()
    tables = load(instances / "toy-loop").tables
    for path in (instances / "toy-loop").iterdir():
        (package / path.name).write_bytes(path.read_bytes())
        if path.suffix != ".csv":
            continue
        words, known = pl.read_csv(path, infer_schema=False), tables[path.stem]
        numeric = [name for name in words.columns if known[name].dtype.is_numeric()]
        if numeric:
            hit.add(path.stem)
            spoilt = words.with_columns(pl.lit(word).alias(name) for name in numeric)
            spoilt.write_csv(package / path.name)
    assert len(hit) >= 5
    return package, hit


@pytest.mark.parametrize("word", ["NaN", "inf", "-Infinity", "1e999"])
def test_no_table_takes_what_is_not_finite(
    junkan, instances: Path, tmp_path: Path, word: str
) -> None:
    package, hit = spoiled(instances, tmp_path, word)
    with pytest.raises(DataError) as caught:
        load(package)
    said = json.dumps(caught.value.findings.as_json())
    assert [name for name in hit if name not in said] == []
    assert junkan("check", package).code == Exit.FINDINGS


@pytest.mark.parametrize("word", ["1e308", "-1e308", "5e-324", "1" + "0" * 400])
def test_every_finite_number_in_a_table_is_judged(
    instances: Path, tmp_path: Path, word: str
) -> None:
    package, hit = spoiled(instances, tmp_path, word)
    said = check(package)
    assert said.as_json(), "an instance of such numbers only has something wrong with it"
    if any(finding["severity"] == "error" for finding in said.as_json()):
        return
    loaded = load(package)
    for name in hit:
        for column in loaded.table(name):
            if column.dtype.is_float():
                assert all(math.isfinite(v) for v in column.drop_nulls()), (name, column.name)


def test_a_zip_and_a_document_with_such_a_number_are_refused(
    alice: httpx.Client, instances: Path, tmp_path: Path
) -> None:
    package, _ = spoiled(instances, tmp_path, "NaN")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for path in package.iterdir():
            archive.write(path, path.name)
    body, media = (tmp_path / "x.zip").read_bytes(), {"Content-Type": "application/zip"}
    answer = alice.post("/v1/instances", content=body, headers=media)
    assert answer.status_code == 422, answer.text
    write_document(load(instances / "toy-loop"), tmp_path / "x.json")
    text = (tmp_path / "x.json").read_text()
    broken = re.sub(r"(: *)-?[0-9][0-9.eE+-]*", r"\1NaN", text, count=1)
    assert broken != text
    answer = alice.post("/v1/instances", content=broken.encode(), headers=JSON)
    assert answer.status_code == 422, answer.text
