"""``junkan dictionary``."""

from optimizer.cli.exits import Exit
from optimizer.data.tables import TABLES


def test_every_table_has_its_line(junkan) -> None:
    said = junkan("dictionary")
    assert [line.split()[0] for line in said.out.splitlines()] == list(TABLES)


def test_a_table_shows_kind_unit_key_default_and_reference(junkan) -> None:
    said = junkan("dictionary", "expansions")
    assert "size_min      least size of one build [number, unit/year, empty: 0]" in said.out
    assert "facility      facility [id, required, in facilities]" in said.out


def test_the_json_form_holds_every_column(junkan) -> None:
    document = junkan("dictionary", "--json").document
    assert {name: [c["name"] for c in table["columns"]] for name, table in document.items()} == {
        name: [c.name for c in table.columns] for name, table in TABLES.items()
    }


def test_an_unknown_table_is_answered_with_the_nearest(junkan) -> None:
    said = junkan("dictionary", "expansion")
    assert said.code == Exit.USAGE
    assert "expansions" in said.err
