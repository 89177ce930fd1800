"""What the documentation shows is true: its programs run, its links lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "instances/*.md", "instances/*/README.md")
    for page in ROOT.glob(pattern)
)
PROGRAM = re.compile(r"^```python\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^\s*(?:\$ )?(?:_*)junkan (\S+)(.*)$", flags=re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


PROGRAMS = [page for page in PAGES if PROGRAM.search(page.read_text(encoding="utf-8"))]


@pytest.mark.solver
@pytest.mark.parametrize("page", PROGRAMS, ids=name_of)
def test_programs_on_a_page_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for program in PROGRAM.findall(page.read_text(encoding="utf-8")):
        exec(compile(program, str(page), "exec"), {"__name__": "page"})


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_and_options_shown_exist(junkan, page: Path) -> None:
    shown = COMMAND.findall(
        "\n".join(re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.S))
    )
    for command, rest in shown:
        said = junkan(command, "--help")
        assert said.code == 0, f"junkan {command}"
        for option in re.findall(r"(?<!\S)--[\w-]+", rest):
            assert option in said.out, f"junkan {command} {option}"
