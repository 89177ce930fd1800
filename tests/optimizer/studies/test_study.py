"""A study as a document: rows, not frames."""

import json

from tests.optimizer.studies.small import a_study


def test_a_study_is_plain_data() -> None:
    document = json.loads(json.dumps(a_study().as_json(), allow_nan=False))
    assert document["tables"]["weather"][1] == {
        "name": "<storm>", "cost": None, "share": 1.0, "change": 4.0, "took": 300.0
    }  # fmt: skip
    assert (document["kind"], document["complete"], document["plans"]) == ("weather", True, [])
