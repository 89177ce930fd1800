"""Modules of the page that reckon, run as they are in a browser."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from optimizer import BuildSettings, SolveSettings

if TYPE_CHECKING:
    from tests.api.page.conftest import Served, Visit

pytestmark = pytest.mark.slow

REQUESTS: list[dict[str, Any]] = [
    {"instance": "toy-loop"},
    {
        "instance": "toy-dependence",
        "label": "all that can be said",
        "priority": 7,
        "build": {
            "objective": "exposure",
            "then": "cost",
            "tolerance": 0.07,
            "watched": ["CHN", "JPN"],
            "limits": [
                {"measure": "exposure", "watched": ["CHN"], "limit": 0.29},
                {
                    "measure": "stage_share", "watched": ["JPN"], "limit": 0.575,
                    "from_period": "2025", "rung": "cell-making",
                },
            ],
            "shortfall": "forbidden",
            "scenarios": "sample:3:11",
            "clean": True,
            "risk_weight": 0.3,
            "tail": 0.9,
        },
        "solve": {"gap": 0.0001, "time_limit": 77, "threads": 1, "seed": 5, "method": "ipx"},
    },
    {"instance": "toy-hedge", "build": {"scenarios": ["squeeze"]}, "solve": {"gap": 0.003}},
    {
        "kind": "front",
        "instance": "toy-dependence",
        "front": {"measure": "exposure", "points": 4, "from": 0.9, "by_rung": False},
    },
]  # fmt: skip

AGAIN = """async (job) => {
    const { requestOf, stateOfJob, mistakesOf } = await import("/page/form/request.js");
    const { kindsOf } = await import("/page/form/known.js");
    const { Client } = await import("/page/client.js");
    const kind = (await kindsOf(new Client())).find((each) => each.name === job.kind);
    const state = stateOfJob(job);
    return { wrong: mistakesOf(state, kind, {}), request: requestOf(state, kind) };
}"""

CSV = """async (text) => (await import("/page/reading/csv.js")).csvRows(text)"""
LISTED = """async (text) => (await import("/page/form/own.js")).listed(text)"""
WINDOW = """async ([best, bounds]) => {
    const { ticks, valueWindow } = await import("/page/parts/scale.js");
    const [low, high] = valueWindow(best, bounds);
    return [low, high, ticks(low, high)];
}"""


def test_a_rerun_asks_what_the_job_was_asked(visit: Visit, serving: Served) -> None:
    for asked in REQUESTS:
        kind = asked.get("kind", "solve")
        complete = serving.client.submit(asked)
        found = visit.page.evaluate(AGAIN, complete.model_dump(mode="json"))
        assert found["wrong"] == {}
        request = found["request"]
        assert (request["kind"], request["instance"]) == (kind, asked["instance"])
        assert request.get("priority", 50) == asked.get("priority", 50)
        for name, settings in (("build", BuildSettings), ("solve", SolveSettings)):
            again = settings.from_dict(request[name])
            assert again == settings.from_dict(complete.request[name])
        assert request.get("front") == complete.request.get("front")
        serving.client.cancel(complete.id)


def test_csv_lists_and_scales(visit: Visit) -> None:
    page = visit.page
    quoted = '\ufeffa,"b ""x"", y"\r\n1,"two\nlines"\n,\n'
    assert page.evaluate(CSV, quoted) == [["a", 'b "x", y'], ["1", "two\nlines"], ["", ""]]
    assert page.evaluate(CSV, "a,b\n1,") == [["a", "b"], ["1", ""]]
    assert page.evaluate(LISTED, "country=CHN,IDN; lane") == ["country=CHN,IDN", "lane"]
    assert page.evaluate(LISTED, "country,site, lane") == ["country", "site", "lane"]
    low, high, ticks = page.evaluate(WINDOW, [[9e9, 1100.0, 1050.0], [-1e9, 900.0, 1000.0]])
    assert 700 < low < 1000, "the wild beginnings do not hide the end"
    assert 1050 < high < 1350
    assert all(low <= tick <= high for tick in ticks)
    assert len({round(b - a, 6) for a, b in pairwise(ticks)}) == 1
