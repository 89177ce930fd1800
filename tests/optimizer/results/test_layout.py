"""Tables of the summary: what gives way when the page is narrow."""

from optimizer.results.layout import WIDTH, add, plain_table, room, shortened
from optimizer.results.summary import as_text


def test_short_names_stay():
    assert shortened(["Osaka", "Kobe"], 5) == ["Osaka", "Kobe"]


def test_a_long_name_loses_its_end():
    assert shortened(["Salar de Atacama (SQM)", "Kobe"], 12) == ["Salar de At…", "Kobe"]
    assert shortened(["Salar de, Atacama"], 10) == ["Salar de…"]


def test_names_that_would_become_one_lose_their_middle():
    names = ["Pack lines, Bratislava", "Pack lines, Brno", "Pack lines, Bratislava"]
    cut = shortened(names, 12)
    assert cut == ["Pack l…slava", "Pack l… Brno", "Pack l…slava"]
    assert all(len(name) <= 12 for name in cut)


def test_room_beside_other_columns():
    assert room(["rung", "cell"], ["country", "JPN"]) == WIDTH - (4 + 3) - (7 + 3)
    assert room(["x" * WIDTH]) == 16


def test_the_narrow_column_gives_way():
    table = plain_table("A title", "rung", "where", "capex", left=(1,), narrow=1)
    add(table, "cell", "a name " * 30, "200")
    heading, head, _, row = as_text(table).splitlines()
    assert heading == "A title"
    assert head.startswith("rung   where")
    assert len(row) <= WIDTH
    assert row.split()[-2:] == ["…", "200"]
