"""The page in a real browser against a real server: from an instance to results side by side."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from optimizer import load, write_document
from optimizer.data import write_workbook
from tests.api.page.patient import WAITS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.api.page.conftest import Served, Visit

pytestmark = pytest.mark.slow

HOSTILE = '<img src=x onerror="document.title=1">'


def job_of(page: Page) -> str:
    """The id of the job whose screen is shown."""
    page.wait_for_url("**/#/jobs/*")
    return page.url.rpartition("/")[2]


def asked_for(visit: Visit, label: str, *, seed: int = 0, limit: int | None = None) -> str:
    """A job on ``toy-dependence``, asked for by hand."""
    page = visit.page
    visit.go("/new?instance=toy-dependence")
    page.get_by_label("Label").fill(label)
    if limit is not None:
        page.get_by_role("button", name="Dependence at most").click()
        page.get_by_label("At most", exact=True).fill(str(limit))
    page.get_by_text("More about the solve").click()
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_role("button", name="Submit").click()
    return job_of(page)


def test_submit_watch_stop_result_rerun_compare(visit: Visit, serving: Served) -> None:
    page = visit.page
    first = asked_for(visit, HOSTILE, seed=WAITS, limit=50)
    assert serving.client.job(first).request["build"]["limits"] == [
        {
            "measure": "exposure", "watched": ["CHN"], "limit": 0.5,
            "from_period": None, "rung": None,
        }
    ]  # fmt: skip
    page.locator("path.line.incumbent").wait_for()
    page.locator("path.line.bound").wait_for()
    values = page.locator(".tile", has_text="Best plan").locator("dd")
    before = values.text_content()
    page.wait_for_function(
        "text => document.querySelector('.tile dd').textContent !== text", arg=before
    )
    page.get_by_text("The solver's log").click()
    page.get_by_text("<b>nothing</b>").wait_for()

    page.get_by_role("button", name="Stop, keep the plan").click()
    page.get_by_role("dialog").get_by_role("button", name="Back").click()
    assert serving.client.job(first).state == "running"
    page.get_by_role("button", name="Stop, keep the plan").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop and keep the plan").click()
    page.get_by_text("Succeeded: stopped.").wait_for()
    assert page.get_by_role("heading", level=1).text_content() == HOSTILE
    page.locator("[data-view]").first.wait_for()
    with page.expect_download() as held:
        page.get_by_role("link", name="Tables as CSV").click()
    assert "plan/costs.csv" in zipfile.ZipFile(held.value.path()).namelist()

    page.get_by_role("link", name="Rerun with changes").click()
    page.get_by_role("button", name="Remove this limit").click()
    page.get_by_text("More about the solve").click()
    page.get_by_label("Seed").fill("0")
    page.get_by_label("Label").fill("free")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url(lambda url: "/jobs/" in url and first not in url)
    second = job_of(page)
    page.get_by_role("link", name="Rerun with changes").wait_for()
    assert serving.client.job(second).incumbent == pytest.approx(2300)
    assert serving.client.job(first).incumbent == pytest.approx(2740)

    visit.go("/jobs")
    for job in (first, second):
        page.locator(f'[data-job="{job}"] input').check()
    page.get_by_role("link", name="Compare 2 results").click()
    page.locator(".view-compare [data-view]").first.wait_for()
    assert page.get_by_text("2,740").count() >= 1
    assert page.get_by_text("2,300").count() >= 1


def test_a_job_is_cancelled_found_and_deleted(visit: Visit, serving: Served) -> None:
    page = visit.page
    job = asked_for(visit, "to be cancelled", seed=WAITS)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Cancel the job").click()
    page.get_by_text("Cancelled: cancelled.").wait_for()
    visit.go("/jobs?state=cancelled&label=to+be+cancelled")
    page.locator(f'[data-job="{job}"]').wait_for()
    page.get_by_label("State").select_option("succeeded")
    page.get_by_text("No job is like that.").wait_for()
    visit.go(f"/jobs/{job}")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete the job").click()
    page.wait_for_url("**/#/jobs")
    assert job not in [each.id for each in serving.client.jobs()]


def test_what_is_wrong_is_said_before_anything_is_sent(visit: Visit, serving: Served) -> None:
    page, before = visit.page, len(list(serving.client.jobs()))
    visit.go("/new?instance=toy-dependence")
    page.get_by_label("Gap").fill("300")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("A number from 0 to 100 %", exact=True).wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    page.get_by_label("Gap").fill("1")
    page.get_by_text("Change its data for this job").click()
    page.get_by_role("button", name="A change").click()
    page.get_by_label("Rows where").fill("colour = red")
    page.get_by_role("button", name="Check only").click()
    page.get_by_text("It cannot begin so").wait_for()
    page.get_by_role("button", name="Remove this change").click()
    page.get_by_role("button", name="Check only").click()
    page.get_by_text("It fits: the job can begin").wait_for()
    assert len(list(serving.client.jobs())) == before


@pytest.mark.parametrize(
    "form", ["json", *(pytest.param(form, marks=pytest.mark.long) for form in ("zip", "xlsx"))]
)
def test_findings_lead_to_their_cells_in_every_form(
    visit: Visit, instances: Path, tmp_path: Path, form: str
) -> None:
    page = visit.page
    visit.expected.add("422 (Unprocessable")
    visit.go("/instances")
    page.locator("input[type=file]").set_input_files(broken(instances, tmp_path, form))
    page.get_by_role("heading", name="Findings: ").wait_for()
    row = page.locator(".findings-table tbody tr", has_text="XYZ")
    assert [row.locator("td").nth(at).text_content() for at in (0, 2, 3)] == [
        "sites", "country", "XYZ",
    ]  # fmt: skip
    row.get_by_role("button", name="Show sites").click()
    page.locator("td.wrong", has_text="XYZ").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "XYZ"


def broken(instances: Path, folder: Path, form: str) -> Path:
    """``toy-dependence`` with a country that is not there and a name that is a tag."""
    write_document(load(instances / "toy-dependence"), folder / "toy.json")
    document = json.loads((folder / "toy.json").read_text())
    document["tables"]["sites"][1] |= {"country": "XYZ", "name": HOSTILE}
    target = folder / f"broken.{form}"
    if form == "json":
        target.write_text(json.dumps(document))
    elif form == "zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for path in (instances / "toy-dependence").iterdir():
                text = path.read_text(encoding="utf-8")
                if path.name == "sites.csv":
                    head, first, second, *rest = text.splitlines(keepends=True)
                    at = head.split(",").index("country")
                    cells = second.split(",")
                    text = "".join(
                        [head, first, ",".join([*cells[:at], "XYZ", *cells[at + 1 :]]), *rest]
                    )
                package.writestr(path.name, text)
    else:
        write_workbook(load(instances / "toy-dependence"), target)
        from openpyxl import load_workbook

        book = load_workbook(target)
        columns = [cell.value for cell in book["sites"][1]]
        book["sites"].cell(3, columns.index("country") + 1).value = "XYZ"
        book.save(target)
    return target


def test_a_sound_file_is_kept_and_its_tables_are_shown(
    visit: Visit, instances: Path, tmp_path: Path
) -> None:
    page = visit.page
    write_document(load(instances / "toy-loop"), tmp_path / "toy.json")
    visit.go("/instances")
    page.locator("input[type=file]").set_input_files(tmp_path / "toy.json")
    page.get_by_text("The checker has nothing to say").wait_for()
    assert "/#/instances/sha256" in page.url
    page.get_by_label("Table").select_option("processes")
    page.get_by_role("columnheader", name="process", exact=True).wait_for()
    page.get_by_role("link", name="Solve it").click()
    page.get_by_label("Instance", exact=True).wait_for()
    assert page.get_by_label("Instance", exact=True).input_value().startswith("sha256:")


def test_a_session_that_ends_leads_to_the_sign_in_and_back(visit: Visit, serving: Served) -> None:
    page = visit.page
    visit.go("/jobs")
    page.get_by_role("heading", name="Jobs", level=1).wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Key", exact=True).fill("jk_wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("send a key").first.wait_for()
    page.get_by_label("Key", exact=True).fill(serving.key)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Jobs", exact=True).wait_for()
    assert page.evaluate("document.cookie") == ""
