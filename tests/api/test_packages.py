"""Tables of instances over HTTP: described, page by page, of shipped and uploaded ones alike."""

from pathlib import Path

import httpx

from api.packages import Package
from optimizer import load, policy_packs, write_document


def test_every_row_of_every_table_is_on_one_page(instances: Path) -> None:
    instance = load(instances / "japan-eu-mini")
    package = Package(instances / "japan-eu-mini")
    described = package.described()
    assert described["currency"] == "MUSD"
    for table in described["tables"]:
        height = instance.table(table["name"]).height
        assert table["rows"] == height
        pages = [package.rows(table["name"], start, 7)["rows"] for start in range(0, height, 7)]
        rows = [row for page in pages for row in page]
        assert len(rows) == height
        assert {len(row) for row in rows} <= {len(table["columns"])}


def test_an_uploaded_instance_shows_what_the_shipped_one_does(
    http: httpx.Client, instances: Path, tmp_path: Path
) -> None:
    write_document(load(instances / "toy-loop"), tmp_path / "toy.json")
    headers = {"Content-Type": "application/json"}
    content = (tmp_path / "toy.json").read_bytes()
    reference = http.post("/v1/instances", content=content, headers=headers).json()["instance"]
    own, shipped = (http.get(f"/v1/instances/{name}").json() for name in (reference, "toy-loop"))
    assert own.pop("instance") == reference
    assert shipped.pop("instance") == "toy-loop"
    assert own["tables"] == shipped["tables"]
    for table in own["tables"]:
        address = f"tables/{table['name']}"
        pages = [http.get(f"/v1/instances/{n}/{address}").json() for n in (reference, "toy-loop")]
        assert pages[0] == pages[1]
    found = http.get(f"/v1/instances/{reference}/findings").json()
    assert (found["digest"], found["findings"]) == (reference.removeprefix("sha256:"), [])


def test_what_is_not_there_is_not_found(http: httpx.Client) -> None:
    addresses = [
        "/v1/instances/no-such",
        "/v1/instances/no-such/findings",
        "/v1/instances/..%2F..%2Fetc/tables/passwd",
        "/v1/instances/toy-loop/tables/passwd",
        f"/v1/instances/sha256:{'0' * 64}",
    ]
    for address in addresses:
        assert http.get(address).status_code == 404, address
    too_far = http.get("/v1/instances/toy-loop/tables/sites", params={"offset": 10**6}).json()
    assert too_far["rows"] == []
    wrong = http.get("/v1/instances/toy-loop/tables/sites", params={"limit": 10**6})
    assert wrong.status_code == 422


def test_packs_of_policies_are_named(http: httpx.Client) -> None:
    assert http.get("/v1/policies").json() == policy_packs()
