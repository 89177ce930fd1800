"""Names on the map never cover each other."""

from itertools import combinations

from optimizer.results.report.labels import Box, names

PAGE = Box(0.0, 0.0, 200.0, 200.0)


def box(name):
    return Box.around((name.x, name.y), 10.4 * len(name.text), 12.5)


def test_a_name_stands_on_its_place_where_there_is_room():
    (name,) = names([("CHN", (100.0, 100.0))], [], PAGE)
    assert (name.x, name.y, name.text) == (100.0, 100.0, "CHN")


def test_names_and_dots_keep_apart():
    dot = Box.around((100.0, 100.0), 6.0, 6.0)
    placed = names([("CHN", (100.0, 100.0)), ("JPN", (104.0, 100.0))], [dot], PAGE)
    assert [name.text for name in placed] == ["CHN", "JPN"]
    boxes = [dot, *map(box, placed)]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


def test_a_name_without_room_is_left_out():
    full = Box(0.0, 0.0, 200.0, 200.0)
    assert names([("CHN", (100.0, 100.0))], [full], PAGE) == ()


def test_no_name_reaches_over_the_edge():
    (name,) = names([("CHN", (1.0, 1.0))], [], PAGE)
    assert box(name).within(PAGE)
