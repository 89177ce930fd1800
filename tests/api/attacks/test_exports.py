"""Nothing that comes out of the service is carried out by a spreadsheet that opens it."""

import copy
import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from optimizer import load, write_document

pytestmark = pytest.mark.solver

WAIT = {"Prefer": "wait=90"}
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
REFUSED = ("=cmd|' /C calc'!A0", "@SUM(A1)", '=HYPERLINK("http://x")')
"""No name of an instance is one of these; names of plans may be."""
TAKEN = ("+1+1", "-2+3", "+cmd|' /C calc'!A0", "'=1")


@pytest.fixture(scope="module")
def document(instances: Path, tmp_path_factory: Any) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("up") / "mine.json"
    write_document(load(instances / "toy-dependence"), path)
    read: dict[str, Any] = json.loads(path.read_text())
    return read


def brought(
    http: httpx.Client, document: dict[str, Any], names: Sequence[str]
) -> tuple[httpx.Response, int]:
    """The answer to ``document`` with these in the place of all names, and how many there are."""
    copied, at = copy.deepcopy(document), 0
    for rows in copied["tables"].values():
        for row in rows:
            if "name" in row:
                row["name"] = names[at % len(names)]
                at += 1
    return http.post("/v1/instances", json=copied), at


@pytest.fixture(scope="module")
def instance(alice: httpx.Client, document: dict[str, Any]) -> str:
    """``toy-dependence`` whose title and every name a spreadsheet would reckon."""
    answer, count = brought(alice, document | {"title": REFUSED[0]}, TAKEN)
    assert answer.status_code == 201, answer.text
    assert count > len(TAKEN)
    return str(answer.json()["instance"])


def test_no_name_of_an_instance_is_a_formula(alice: httpx.Client, document: dict[str, Any]) -> None:
    answer, count = brought(alice, document, REFUSED)
    assert (answer.status_code, answer.json()["errors_in_all"]) == (422, count), answer.text
    assert {error["code"] for error in answer.json()["errors"]} == {"cell.formula"}


@pytest.fixture(scope="module")
def jobs(alice: httpx.Client, instance: str) -> list[str]:
    """A sweep whose only child is called by a formula, and that child, a plan of the instance."""
    asked = {"kind": "sweep", "request": {"instance": instance}, "patches": [{"label": REFUSED[0]}]}
    sweep = alice.post("/v1/jobs", json=asked, headers=WAIT).json()
    assert sweep["has_solution"], sweep
    (child,) = alice.get(sweep["links"]["children"]).json()["jobs"]
    assert (child["label"], child["has_solution"]) == (REFUSED[0], True)
    return [child["id"], sweep["id"]]


def of_tables(content: bytes) -> Iterator[str]:
    """Every cell of every CSV file in a zip."""
    package = zipfile.ZipFile(io.BytesIO(content))
    names = [name for name in package.namelist() if name.endswith(".csv")]
    assert names
    for name in names:
        for row in csv.reader(io.StringIO(package.read(name).decode(), newline="")):
            yield from row


def of_book(content: bytes) -> Iterator[str]:
    """Every text of every sheet; a formula is none."""
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                assert cell.hyperlink is None
                if isinstance(cell.value, str):
                    yield cell.value


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_results_and_studies_hold_no_formula(alice: httpx.Client, jobs: list[str]) -> None:
    for job in jobs:
        for form, cells in (("csv", of_tables), ("xlsx", of_book)):
            answer = alice.get(f"/v1/jobs/{job}/result", params={"format": form})
            assert answer.status_code == 200, answer.text
            assert "attachment" in answer.headers["Content-Disposition"]
            found = set(cells(answer.content))
            risky = {text for text in found if text.startswith(RISKY) and not is_number(text)}
            assert risky == set(), (job, form)
            guarded = {f"'{text}" for text in REFUSED + TAKEN}
            assert found & guarded, "the names are there"


def test_a_workbook_of_an_instance_holds_text_only(alice: httpx.Client, instance: str) -> None:
    """It comes back exactly as it was brought: the cells say that they are texts."""
    answer = alice.get(f"/v1/instances/{instance}/document", params={"format": "xlsx"})
    assert answer.status_code == 200, answer.text
    assert set(of_book(answer.content)) >= {*TAKEN, REFUSED[0]}
