"""``junkan reproduce``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver


def test_ours_stand_beside_the_published(junkan, tmp_path: Path) -> None:
    said = junkan("reproduce", "cheng2024", "--out", tmp_path / "study")
    assert said.code == Exit.OK
    text = " ".join(said.out.split())
    assert "92 % [90–93] of LFP cathodes contain minerals that passed through China" in text
    assert "published: 92 % [90–93]." in text
    assert (tmp_path / "study" / "study.json").is_file()


def test_for_programs(junkan) -> None:
    document = junkan("reproduce", "cheng2024", "--watch", "Australia", "--json").document
    assert document["record"]["watched"] == ["Australia"]
    assert {row["cathode"] for row in document["tables"]["cathodes"]} == {"LFP", "NMC"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["busch"], "no study is called 'busch'"), (["cheng2024", "--watch", "CHN"], "called CHN")],
)
def test_what_is_not_there(junkan, arguments: list[str], words: str) -> None:
    said = junkan("reproduce", *arguments)
    assert said.code == Exit.USAGE
    assert words in said.err
