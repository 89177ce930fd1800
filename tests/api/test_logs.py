"""What is logged can be read by machines, says who and which request, and holds no secret."""

import json
import logging

import pytest

from api import logs
from api.actor import ACTOR, Actor, recognise

SECRET = "jk_0123456789ab_" + "x" * 43


@pytest.fixture(autouse=True)
def as_before():
    """Logging as it was, after each test."""
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, root.level = before[0], before[1]
    logging.getLogger("api").setLevel(logging.NOTSET)


def test_a_line_of_json_says_who_acts_and_in_which_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("json")
    token = ACTOR.set(Actor("r1"))
    recognise("acme", "0123456789ab")
    logging.getLogger("api.test").info("job %s", "begun", extra={"job": "j1", "seconds": 0.5})
    ACTOR.reset(token)
    logging.getLogger("api.test").info("alone")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first.pop("at")
    assert first == {
        "level": "INFO", "logger": "api.test", "message": "job begun", "job": "j1",
        "seconds": 0.5, "request_id": "r1", "tenant": "acme", "key": "0123456789ab",
    }  # fmt: skip
    assert "request_id" not in second


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_secret_is_written_wherever_it_comes_from(
    form: logs.Form, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(form)
    log = logging.getLogger("api.test")
    log.info("with %s", SECRET, extra={"field": SECRET})
    try:
        {}[f"postgresql://junkan:hunter2@db/junkan and {SECRET}"]
    except KeyError:
        log.exception("it failed")
    said = capsys.readouterr().err
    assert "x" * 43 not in said
    assert "hunter2" not in said
    assert said.count("jk_0123456789ab:***") == 3
    assert "postgresql://junkan:***@db/junkan" in said


def test_quiet_tells_of_trouble_only(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("quiet")
    logging.getLogger("api.test").info("nothing")
    logging.getLogger("api.test").warning("trouble", extra={"job": "j1"})
    said = capsys.readouterr().err
    assert "nothing" not in said
    assert said.rstrip().endswith("WARNING api.test: trouble  job=j1")
