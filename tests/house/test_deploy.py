"""What is in ``deploy`` fits the commands and files that there are; it cannot be run everywhere."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from api.settings import MEGABYTE, Limits

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "RestrictNamespaces": "yes", "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service", "UMask": "0077",
}  # fmt: skip


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def unit(path: Path) -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return dict(parser["Service"])


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1]


def commands() -> list[list[str]]:
    """All commands of ours that the files begin."""
    found = [shlex.split(unit(path)["ExecStart"]) for path in UNITS]
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for service in services.values():
        found += [service.get("command", []), service.get("healthcheck", {}).get("test", [])[1:]]
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    found += [yaml.safe_load(words) for words in re.findall(r"CMD (\[.*\])", container)]
    return [words for words in found if words and Path(words[0]).name == "junkan"]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_commands_and_their_options_exist(junkan, words: list[str]) -> None:
    said = junkan(words[1], "--help")
    assert said.code == 0
    for word in words[2:]:
        assert not word.startswith("--") or word in said.out


def test_all_the_ways_to_run_are_there() -> None:
    assert {words[1] for words in commands()} == {"serve", "api", "worker", "health"}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_hardened_and_give_jobs_their_time(path: Path) -> None:
    service = unit(path)
    assert {name: service.get(name) for name in HARDENED} == HARDENED
    assert (service["User"], service["KillMode"]) == ("junkan", "mixed")
    words = shlex.split(service["ExecStart"])
    if "--grace" in words:
        assert seconds(service["TimeoutStopSec"]) >= int(option(words, "--grace")) + 20


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_understood_by_systemd(path: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze here")
    copy = tmp_path / path.name.replace("@", "@0")
    copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    said = subprocess.run(
        [analyze, "verify", str(copy)], capture_output=True, text=True, check=False, timeout=60
    )
    told = [line for line in said.stderr.splitlines() if path.name.partition("@")[0] in line]
    assert [line for line in told if "is not executable" not in line] == []


def test_services_may_write_nothing_but_their_volumes_and_drain_in_time(compose: dict) -> None:
    for name in ("api", "worker"):
        service = compose["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
    worker = compose["services"]["worker"]
    grace = int(option(worker["command"], "--grace"))
    assert seconds(worker["stop_grace_period"]) >= grace + 20
    assert compose["services"]["api"]["ports"] == ["127.0.0.1:8470:8470"]
    named = {mount.partition(":")[0] for each in compose["services"].values()
             for mount in each["volumes"]}  # fmt: skip
    assert named == set(compose["volumes"])


def test_images_are_named_plainly_and_secrets_are_not_here(compose: dict) -> None:
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    images = re.findall(r"^FROM (\S+)", container, flags=re.MULTILINE)
    images += [service["image"] for service in compose["services"].values()]
    assert all(re.fullmatch(r"[a-z]+(:[\w.-]+)?", image) for image in images), images
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert text.count("${JUNKAN_DATABASE_PASSWORD:?set a password}") == 2


def test_the_container_runs_as_nobody_special_from_files_that_are_there() -> None:
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (.*)$", container, flags=re.MULTILINE) == ["10001"]
    for line in re.findall(r"^COPY (?!--from)(.*) \S+$", container, flags=re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split())


def test_the_proxy_takes_what_the_service_takes() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert f"max_size {Limits().upload_bytes // MEGABYTE}MB" in text
    assert text.count("{") == text.count("}")
