"""What somebody probably meant."""

from optimizer.data.checks import nearest as module
from optimizer.data.checks.nearest import nearest, suggestion


def test_capitals_and_blanks_matter_least() -> None:
    assert nearest(" KOBE", ["kobe", "kobe2"]) == "kobe"


def test_a_misspelling_finds_its_word() -> None:
    assert nearest("lithum", ["lithium", "nickel"]) == "lithium"


def test_nothing_like_it_is_nothing() -> None:
    assert nearest("xyz", ["lithium", ""]) == ""


def test_among_very_many_only_capitals_are_looked_at(monkeypatch) -> None:
    monkeypatch.setattr(module, "_ENOUGH", 1)
    assert nearest("lithum", ["lithium", "nickel"]) == ""
    assert nearest("Lithium", ["lithium", "nickel"]) == "lithium"


def test_a_suggestion_keeps_the_other_way_out() -> None:
    assert (
        suggestion("lane", ["lanes"], otherwise="Delete it.") == "Did you mean 'lanes'? Delete it."
    )
    assert suggestion("zzz", ["lanes"], otherwise="Delete it.") == "Delete it."
