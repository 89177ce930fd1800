"""What docs/service.md says for curl, run as it stands there, against a real ``junkan serve``."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.processes import free_port, is_ready
from tests.api.serving import ROOT
from tests.api.waiting import until

SECTION = (ROOT / "docs" / "service.md").read_text(encoding="utf-8").partition("## With curl")[2]
LINES = re.findall(r"```sh\n(.*?)```", SECTION, re.S)[0].replace("\\\n", " ").splitlines()
THERE, KEY_THERE = "http://127.0.0.1:8470", "~/.local/share/junkan/key"

pytestmark = [
    pytest.mark.solver,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Where ``junkan serve`` listens, whose home is ours."""
    free = free_port()
    words = [sys.executable, "-m", "optimizer", "serve", "--port", str(free)]
    environment = {**os.environ, "JUNKAN_HOME": str(tmp_path)}
    with subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL) as serving:
        try:
            until(lambda: is_ready(free))
            yield free
            serving.terminate()
            assert serving.wait(60) == 0
        finally:
            serving.kill()


def test_a_job_is_submitted_streamed_and_its_audited_plan_fetched(
    port: int, tmp_path: Path
) -> None:
    assert LINES[0] == f"KEY=$(cat {KEY_THERE})"
    submit, stream, fetch = LINES[1:]
    assert all(THERE in each and "$KEY" in each for each in LINES[1:])

    def typed(line: str, job: str = "") -> str:
        """What that line prints, with our home and port in it, and the id in the place of JOB."""
        script = f"{LINES[0]}\n{line}".replace(KEY_THERE, str(tmp_path / "key"))
        script = script.replace(THERE, f"http://127.0.0.1:{port}").replace("JOB", job)
        done = subprocess.run(
            ["bash", "-euc", script], capture_output=True, text=True, check=True, timeout=180
        )
        return done.stdout

    job = json.loads(typed(submit))
    assert job["instance"] == "japan-eu-mini"
    streamed = typed(stream, job["id"])
    events = re.findall(r"^event: (\w+)$", streamed, re.M)
    assert (events[0], events[-1]) == ("queued", "end")
    assert {"started", "phase", "incumbent"} <= set(events)
    told = [json.loads(text) for text in re.findall(r"^data: (.*)$", streamed, re.M)]
    assert told[-1]["state"] == "succeeded"
    plan = json.loads(typed(fetch, job["id"]))
    assert (plan["format"], plan["audit"]["passed"]) == ("junkan-plan", True)
    assert plan["record"]["bound"] <= plan["record"]["objective"] * (1 + 1e-9)
