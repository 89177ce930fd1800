"""Every kind of job, asked over HTTP on a real server, with its results in every form."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import polars as pl
import pytest

import optimizer
from api.errors import Problem
from api.jobs.kinds import KINDS, About, about_instances, about_plans, about_policies
from api.settings import Limits
from tests.api.serving import Mortal, asking

SOLVE = {"instance": "toy-dependence", "solve": {"gap": 0.0}}
CAPPED = {
    "label": "half",
    "build": {"limits": [{"measure": "exposure", "watched": ["CHN"], "limit": 0.5}]},
}
pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def http(house: Mortal, tenant: str) -> Iterator[httpx.Client]:
    with asking(house, tenant, Prefer="wait=90") as client:
        yield client


@pytest.fixture(scope="module")
def ask(http: httpx.Client) -> Callable[..., dict[str, Any]]:
    """A job that has ended, of a request."""

    def asked(**request: Any) -> dict[str, Any]:
        answer = http.post("/v1/jobs", json=request)
        assert answer.status_code == 200, answer.text
        job: dict[str, Any] = answer.json()
        assert job["state"] == "succeeded", job["message"]
        return job

    return asked


@pytest.fixture(scope="module")
def cheap(ask: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return ask(**SOLVE, label="cheap")


@pytest.fixture(scope="module")
def half(ask: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return ask(**SOLVE, **CAPPED)


def result(http: httpx.Client, job: dict[str, Any], **params: str) -> httpx.Response:
    answer = http.get(f"/v1/jobs/{job['id']}/result", params=params)
    assert answer.status_code == 200, answer.text
    return answer


def study(http: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = result(http, job).json()
    assert document["format"] == "junkan-study"
    assert document["kind"][:5] == job["kind"].replace("-", "_")[:5]
    assert job["termination"] == "complete"
    assert job["details"]["sentences"] == document["sentences"]
    return document


def test_a_solve_says_the_few_numbers_that_are_read_first(cheap: dict[str, Any]) -> None:
    assert cheap["details"]["headline"]["cost"] == pytest.approx(2300)


def test_a_front_grows_in_its_events_and_gives_a_plan_for_each_point(
    ask: Callable[..., dict[str, Any]], http: httpx.Client
) -> None:
    job = ask(kind="front", instance="toy-dependence", front={"points": 3}, solve={"gap": 0.0})
    document = study(http, job)
    points = document["tables"]["points"]
    assert [point["cost"] for point in points] == pytest.approx([2300, 2580, 2980])
    events = http.get(f"/v1/jobs/{job['id']}/events").json()["events"]
    told = {e["data"]["point"]["limit"]: e["data"] for e in events if e["kind"] == "point"}
    assert [told[point["limit"]]["point"]["cost"] for point in points] == pytest.approx(
        [2300, 2580, 2980]
    )
    assert {said["count"] for said in told.values()} == {3}
    plan = result(http, job, plan="point-02").json()
    assert plan["measures"]["headline"]["cost"] == pytest.approx(2580)
    page = http.get(f"/v1/jobs/{job['id']}/plans/point-02/report.html")
    assert "<html" in page.text
    missing = http.get(f"/v1/jobs/{job['id']}/result", params={"plan": "../point-02"})
    assert (missing.status_code, missing.json()["code"]) == (404, "no-such-plan")
    points_of_it = [f"{job['id']}/point-01", f"{job['id']}/point-03"]
    rows = http.get("/v1/compare", params={"of": points_of_it}).json()["tables"]["plans"]
    assert [row["cost"] for row in rows] == pytest.approx([2300, 2980])


def test_a_study_comes_in_every_form(
    ask: Callable[..., dict[str, Any]], http: httpx.Client, cheap: dict[str, Any]
) -> None:
    job = ask(kind="courses", of=cheap["id"])
    rows = study(http, job)["tables"]["courses"]
    assert rows[0]["cost"] == pytest.approx(2300)
    tables = zipfile.ZipFile(io.BytesIO(result(http, job, format="csv").content))
    assert pl.read_csv(tables.read("courses.csv")).height == len(rows)
    assert json.loads(tables.read("study.json"))["tables"]["courses"] == rows
    exact = zipfile.ZipFile(io.BytesIO(result(http, job, format="parquet").content))
    assert pl.read_parquet(exact.read("courses.parquet"))["cost"].to_list() == [
        row["cost"] for row in rows
    ]
    book = result(http, job, format="xlsx")
    assert book.content.startswith(b"PK")
    page = result(http, job, format="html")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    tag = page.headers["ETag"]
    again = http.get(
        f"/v1/jobs/{job['id']}/result", params={"format": "html"}, headers={"If-None-Match": tag}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("name", "table"),
    [
        pytest.param("value", "values", marks=pytest.mark.long),
        pytest.param("worth", "courses", marks=pytest.mark.long),
        pytest.param("chemistries", "forbidden", marks=pytest.mark.long),
        pytest.param("pillars", "money", marks=pytest.mark.long),
        ("break-even", "market"),
        ("subsidy", "schemes"),
    ],
)
def test_what_may_be_done(
    ask: Callable[..., dict[str, Any]], http: httpx.Client, name: str, table: str
) -> None:
    """The very examples of the documentation."""
    document = study(http, ask(**KINDS[name].example))
    assert document["complete"] is True
    assert document["sentences"]
    assert table in document["tables"]


def test_a_guarantee_has_two_plans(ask: Callable[..., dict[str, Any]], http: httpx.Client) -> None:
    asked = {"what": ["country"], "share": 0.8}
    job = ask(kind="guarantee", instance="toy-outage", guarantee=asked, solve={"gap": 0.0})
    assert set(study(http, job)["plans"]) == {"guarded", "unguarded"}


def test_a_check_has_findings_as_data(
    ask: Callable[..., dict[str, Any]], http: httpx.Client
) -> None:
    document = study(http, ask(kind="check", instance="toy-loop"))
    assert isinstance(document["tables"]["findings"], list)


def test_studies_of_a_plan(
    ask: Callable[..., dict[str, Any]], http: httpx.Client, cheap: dict[str, Any]
) -> None:
    of = cheap["id"]
    stressed = study(http, ask(kind="stress", of=of, stress={"kinds": ["country"], "days": 100}))
    assert stressed["record"]["settings"]["days"] == 100
    audited = study(http, ask(kind="audit", of=of))
    assert audited["record"]["passed"] is True
    explained = study(http, ask(kind="explain", of=of))
    assert explained["sentences"]


def test_a_footprint_of_a_plan(ask: Callable[..., dict[str, Any]], http: httpx.Client) -> None:
    """A tonne of packs bought takes two hours of toil, and holds 0.2 MWh."""
    changes = [
        {"table": "burdens", "change": "add", "set": "burden = toil; unit = h"},
        {
            "table": "burden_rates",
            "change": "add",
            "set": "rate = bought; burden = toil; kind = commodity; target = pack; amount = 2",
        },
    ]
    plan = ask(instance="toy-two-ports", changes=changes, solve={"gap": 0.0})
    rows = study(http, ask(kind="footprint", of=plan["id"]))["tables"]["footprints"]
    assert [row["per_energy"] for row in rows] == pytest.approx([10.0] * len(rows))


def test_a_footprint_needs_burdens(http: httpx.Client, cheap: dict[str, Any]) -> None:
    job = http.post("/v1/jobs", json={"kind": "footprint", "of": cheap["id"]}).json()
    assert job["state"] == "failed"
    assert "counts no burdens" in job["message"]


@pytest.mark.long
def test_an_attribution_of_a_plan(
    ask: Callable[..., dict[str, Any]], http: httpx.Client, cheap: dict[str, Any]
) -> None:
    passed = study(http, ask(kind="attribute", of={"any name": cheap["id"]}))
    assert passed["record"]["watched"] == ["CHN"]


@pytest.mark.long
def test_an_evaluation_of_a_plan(ask: Callable[..., dict[str, Any]], http: httpx.Client) -> None:
    plan = ask(instance="toy-hedge")
    job = ask(kind="evaluate", of=plan["id"], evaluate={"samples": 20, "seed": 3})
    assert len(study(http, job)["tables"]["courses"]) == 20


def test_plans_are_compared_by_their_labels(
    ask: Callable[..., dict[str, Any]],
    http: httpx.Client,
    cheap: dict[str, Any],
    half: dict[str, Any],
) -> None:
    both = ask(kind="compare", of=[cheap["id"], half["id"]])
    rows = study(http, both)["tables"]["plans"]
    assert {row["plan"]: row["cost"] for row in rows} == pytest.approx(
        {"cheap": 2300, "half": 2740}
    )
    assert both["request"]["of"] == {"cheap": cheap["id"], "half": half["id"]}
    at_once = http.get("/v1/compare", params={"of": [cheap["id"], half["id"]]}).json()
    assert at_once["tables"] == study(http, both)["tables"]
    alone = http.get("/v1/compare", params={"of": cheap["id"]})
    assert (alone.status_code, alone.json()["code"]) == (422, "wrong-parameter")


@pytest.mark.long
def test_plans_are_regretted_by_given_names(
    ask: Callable[..., dict[str, Any]],
    http: httpx.Client,
    cheap: dict[str, Any],
    half: dict[str, Any],
) -> None:
    regrets = ask(kind="regret", of={"a": cheap["id"], "b": half["id"]})
    assert regrets["instance"] == "toy-dependence"
    assert "a" in json.dumps(study(http, regrets)["tables"])


def test_a_solve_begins_from_an_earlier_plan_and_a_rerun_does_so_by_itself(
    ask: Callable[..., dict[str, Any]], http: httpx.Client, cheap: dict[str, Any]
) -> None:
    again = http.post(
        f"/v1/jobs/{cheap['id']}/rerun",
        content=json.dumps({"label": "again", "solve": {"gap": 0.5}}),
        headers={"Content-Type": "application/merge-patch+json"},
    )
    assert again.status_code == 200, again.text
    job = again.json()
    assert again.headers["Location"] == f"/v1/jobs/{job['id']}"
    assert job["request"]["start"] == cheap["id"]
    assert job["request"]["solve"]["gap"] == 0.5
    assert job["label"] == "again"
    assert job["details"]["start"]["fits"] is True
    assert job["details"]["start"]["objective"] == pytest.approx(2300)
    assert job["incumbent"] == pytest.approx(2300)
    cold = http.post(f"/v1/jobs/{cheap['id']}/rerun", json={"start": None, **CAPPED}).json()
    assert "start" not in cold["request"]
    assert cold["incumbent"] == pytest.approx(2740)
    of_rerun = http.post(f"/v1/jobs/{job['id']}/rerun", json={"kind": "check"})
    assert of_rerun.json()["code"] == "unknown-member"


def test_changes_are_made_and_inherited_by_studies_of_the_plan(
    ask: Callable[..., dict[str, Any]], http: httpx.Client
) -> None:
    """Half the demand costs half: it is all served from where it is cheapest."""
    change = {
        "table": "demands",
        "change": "change",
        "where": "market = kobe",
        "set": "energy = 10",
    }
    plan = ask(**SOLVE, changes=[change])
    assert plan["incumbent"] == pytest.approx(1150)
    met = ask(kind="courses", of=plan["id"])
    assert met["request"]["changes"] == [change]
    assert study(http, met)["tables"]["courses"][0]["cost"] == pytest.approx(1150)
    wrong = {**change, "where": "market = nowhere"}
    refused = http.post("/v1/validate", json={**SOLVE, "changes": [wrong]}).json()
    assert refused["valid"] is False
    assert {"table", "row", "column", "value", "mend"} <= set(refused["problem"]["errors"][0])


def test_levers_are_pulled_and_audited_with_their_plan(
    ask: Callable[..., dict[str, Any]], http: httpx.Client, cheap: dict[str, Any]
) -> None:
    pulled = ask(**SOLVE, build={"levers": ["kiln"]})
    assert pulled["incumbent"] != cheap["incumbent"]
    assert study(http, ask(kind="audit", of=pulled["id"]))["record"]["passed"] is True
    unknown = {**SOLVE, "build": {"levers": ["spoon"]}}
    assert http.post("/v1/validate", json=unknown).json()["problem"]["code"] == "does-not-fit"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"kind": "front", "instance": "toy-loop", "front": {"points": 1}}, "wrong-setting"),
        ({"kind": "front", "instance": "toy-loop", "front": {"points": True}}, "wrong-setting"),
        ({"kind": "front", "instance": "toy-loop", "front": {"colour": 1}}, "wrong-setting"),
        ({"kind": "front", "instance": "toy-loop", "front": 1}, "wrong-member"),
        ({"kind": "front", "instance": "toy-loop", "stress": {}}, "unknown-member"),
        ({"kind": "stress", "instance": "toy-loop"}, "wrong-member"),
        ({"kind": "stress", "of": "0" * 32}, "no-such-plan"),
        ({"kind": "stress", "of": "x"}, "wrong-member"),
        ({"kind": "stress", "of": 7}, "wrong-member"),
        ({"kind": "audit", "of": ["0" * 32, "1" * 32]}, "no-such-plan"),
        ({"kind": "compare", "of": []}, "wrong-member"),
        ({"kind": ["solve"], "instance": "toy-loop"}, "no-such-kind"),
        ({"instance": "toy-loop", "start": "0" * 32}, "no-such-plan"),
        ({"instance": "toy-loop", "start": 7}, "wrong-member"),
        ({"instance": "toy-loop", "changes": {}}, "wrong-member"),
        ({"instance": "toy-loop", "changes": [{"table": "sites"}]}, "wrong-member"),
        ({"kind": "sweep", "request": 1, "patches": []}, "wrong-member"),
        ({"kind": "sweep", "request": {}, "patches": []}, "beyond-limit"),
        ({"kind": "sweep", "request": {}, "patches": [{}]}, "wrong-member"),
        ({"kind": "sweep", "request": {"kind": "sweep"}, "patches": [{}]}, "wrong-member"),
    ],
    ids=range(20),
)
def test_what_does_not_fit_a_kind_is_refused(
    http: httpx.Client, request_: dict[str, Any], code: str
) -> None:
    answer = http.post("/v1/jobs", json=request_)
    assert answer.status_code == 422
    assert answer.json()["code"] == code, answer.text


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_reads_its_own_example_and_nothing_else(name: str) -> None:
    kind = KINDS[name]
    if not kind.example:
        pytest.skip("a kind for tests")
    request = kind.read(kind.example, Limits())
    assert set(request) | {"start"} >= kind.members
    if kind.about is not About.REQUESTS:
        assert kind.read(request, Limits()) == request
        with pytest.raises(Problem):
            kind.read({**kind.example, "solve": {"log_file": "/x"}}, Limits())
    assert set(kind.schemas()) | {"start"} >= kind.members


@pytest.mark.parametrize(
    ("model", "settings"),
    [
        (about_instances.Front, "FrontSettings"),
        (about_instances.Guarantee, "Survive"),
        (about_plans.Stress, "StressSettings"),
        (about_plans.Evaluate, "EvaluateSettings"),
        (about_policies.BreakEven, "BreakEvenSettings"),
        (about_policies.Subsidy, "SubsidySettings"),
    ],
)
def test_members_and_defaults_are_those_of_the_library(model: Any, settings: str) -> None:
    ours = model().model_dump()
    theirs = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(getattr(optimizer, settings)()).items()
        if name != "threads"
    }
    assert ours == theirs
