"""A study as a document: rows, not frames."""

import json

from tests.optimizer.studies.small import a_study


def test_a_study_is_plain_data() -> None:
    document = json.loads(json.dumps(a_study().as_json(), allow_nan=False))
    assert document["tables"]["weather"][1] == {
        "name": "<storm>", "cost": None, "share": 1.0, "change": 4.0, "took": 300.0
    }  # fmt: skip
    assert (document["kind"], document["complete"], document["plans"]) == ("weather", True, [])


def test_a_study_says_how_it_is_shown() -> None:
    study = a_study()
    document = json.loads(json.dumps(study.as_json(), allow_nan=False))
    table = study.tables["weather"]
    said = document["shown"]["weather"]
    assert said["title"] == table.title
    assert [c["key"] for c in said["columns"]] == list(table.shown)
    assert [c["form"] for c in said["columns"]] == [c.form for c in table.shown.values()]
    assert [c["title"] for c in document["charts"]] == [c.title for c in study.charts]
    assert [len(c["rows"]) for c in document["charts"]] == [c.rows.height for c in study.charts]
