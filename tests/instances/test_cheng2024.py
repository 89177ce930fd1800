"""The published flows that we keep follow from the sourced tables, byte for byte."""

from instances.generators.cheng2024 import HOME, tables
from instances.generators.facts import Facts


def test_what_is_kept_is_what_the_tables_give(facts: Facts) -> None:
    made = tables(facts)
    kept = {path.name: path.read_text(encoding="utf-8") for path in HOME.glob("*.csv")}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []
