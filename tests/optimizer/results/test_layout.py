"""Tables of the summary: what gives way when the page is narrow."""

from optimizer.results.layout import WIDTH, add, fitted, folded, plain_table, room, shortened
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


def test_a_text_is_folded_at_spaces_and_after_hyphens():
    assert folded("cells-tested-twice + packs", 14) == "cells-tested-\ntwice + packs"
    assert folded("unbreakable", 4) == "unbreakable"
    assert folded("", 4) == ""


def test_columns_that_fit_stay_as_they_are():
    heads, columns = ["levers", "saved a year"], [["cells-tested-twice"], ["1.5"]]
    assert fitted(heads, columns, [0]) == (heads, columns)


def test_the_widest_column_gives_way_and_numbers_never_do():
    heads = ["levers", "what is saved in each year"]
    columns = [["long-name-" * 9], ["1 234 567 " * 3]]
    said, cells = fitted(heads, columns, [0])
    assert cells[1] == columns[1]
    assert said[0] == "levers"
    widest = max(map(len, cells[0][0].split("\n")))
    assert "\n" in cells[0][0]
    assert widest + len(columns[1][0]) + 3 <= WIDTH
