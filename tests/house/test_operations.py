"""The guides for who looks after a service say what is so."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.service import Service
from api.settings import Limits
from tests.api.serving import served

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
RUNS_ON = {"serve", "api", "worker"}
"""Commands that do not end by themselves; their options are tried elsewhere."""


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    with served(tmp_path_factory.mktemp("home")) as both:
        yield both


def shown(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", OPERATIONS, flags=re.DOTALL)


def test_commands_of_the_guide_do_what_they_say(
    junkan, serving: tuple[Service, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, address = serving
    monkeypatch.setenv("JUNKAN_HOME", str(service.settings.home))
    monkeypatch.setenv("JUNKAN_SERVER", address)
    made = junkan("key", "acme").out.strip()
    ran = []
    for line in "".join(shown("sh")).splitlines():
        words = shlex.split(line)
        if words[0] != "junkan" or words[1] in RUNS_ON:
            continue
        for before, after in {
            "jk_18b47763c8e2": made[:15],
            "/srv": str(tmp_path),
            "http://127.0.0.1:8471": address,
        }.items():
            words = [word.replace(before, after) for word in words]
        said = junkan(*words[1:])
        assert said.code == 0, (line, said.err)
        ran.append(words[1])
    assert set(ran) == {"key", "quota", "audit-log", "backup", "restore", "health"}
    assert "revoked" in junkan("key", "acme", "--list").out
    assert (tmp_path / "junkan-again" / "junkan.db").is_file()


def test_metrics_of_the_guide_are_those_that_there_are(serving: tuple[Service, str]) -> None:
    text = serving[0].measured().decode()
    there = set(re.findall(r"^# TYPE (junkan_\w+) ", text, flags=re.MULTILINE))
    there = {name for name in there if not name.endswith("_created")}
    table = OPERATIONS.partition("| metric |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(junkan_\w+)`", table)) == there


def test_codes_of_the_guide_are_those_that_readiness_gives() -> None:
    code = (ROOT / "api" / "health.py").read_text(encoding="utf-8")
    there = set(re.findall(r'found\["([a-z-]+)"\]', code))
    table = OPERATIONS.partition("## Health")[2].partition("## Metrics")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, flags=re.MULTILINE)) == there


def test_limits_of_the_guide_are_limits(tmp_path: Path) -> None:
    (text,) = [block for block in shown("json") if "free_mb" in block]
    (tmp_path / "limits.json").write_text(text)
    limits = Limits.from_file(tmp_path / "limits.json")
    assert (limits.running, limits.time_limit) == (4, 3600)


def test_lines_of_the_log_are_json_and_say_in_which_request_and_job() -> None:
    (text,) = [block for block in shown("json") if "api.access" in block]
    access, over = (json.loads(line) for line in text.splitlines())
    assert {"request_id", "tenant", "key", "status", "ms"} <= set(access)
    assert {"job", "tenant", "kind", "attempt", "termination", "bytes"} <= set(over)


def test_each_measure_is_shown_by_a_test_that_there_is() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", THREATS)
    assert len(named) > 30
    for file, name in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {name}\(", text, flags=re.MULTILINE), f"{file}::{name}"


def test_each_threat_has_a_measure_and_a_test() -> None:
    body = THREATS.partition("## Threats and measures")[2].partition("## Not covered")[0]
    rows = [line for line in body.splitlines() if line.startswith("| ") and "threat |" not in line]
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []
