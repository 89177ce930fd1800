"""What the README prints is what the commands print; ``pytest --golden`` prints it anew."""

import re
import shlex
from pathlib import Path

import pytest

SESSION = re.compile(r"(?<=^```console\n).*?(?=^```$)", flags=re.MULTILINE | re.DOTALL)
SECONDS = re.compile(r"\b\d+(?:\.\d+)? s$", flags=re.MULTILINE)


@pytest.mark.solver
def test_the_readme_shows_what_is_printed(
    junkan, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")

    def replayed(session: re.Match[str]) -> str:
        said = []
        for line in session[0].splitlines():
            if line.startswith("$ junkan "):
                said += [line, junkan(*shlex.split(line)[2:]).out.rstrip("\n")]
        return "\n".join(said) + "\n"

    now = SESSION.sub(replayed, text)
    if golden:
        readme.write_text(now, encoding="utf-8")
        return
    assert SECONDS.sub("… s", now) == SECONDS.sub("… s", text)
