"""A problem tells what is wrong, and no more."""

from api.errors import LONGEST, MOST_ERRORS, Problem


def test_a_problem_has_the_members_of_the_standard() -> None:
    document = Problem(422, "wrong-setting", "gap = 7: must be a number from 0 to 1").as_json()
    assert document == {
        "type": "/problems/wrong-setting",
        "title": "Unprocessable Entity",
        "status": 422,
        "code": "wrong-setting",
        "detail": "gap = 7: must be a number from 0 to 1",
    }


def test_it_does_not_echo_at_length() -> None:
    errors = [{"pointer": "/x", "code": "c", "message": "m" * 10_000, "row": 3}] * 1000
    document = Problem(422, "c", "d" * 10_000, errors).as_json()
    assert len(document["errors"]) == MOST_ERRORS
    assert document["errors_in_all"] == 1000
    assert len(document["errors"][0]["message"]) == len(document["detail"]) == LONGEST + 3
    assert document["errors"][0]["row"] == 3
    assert Problem(422, "c", "half \ud800").as_json()["detail"] == "half \\ud800"
