"""What is worked out once holds exactly as long as the tables that it was made of."""

from optimizer.data.checks.once import Worked, once


class Sums:
    """Sums over tables, which counts how often it adds."""

    def __init__(self, tables: dict[str, list[int]], before: "Sums | None" = None) -> None:
        self.tables = tables
        self.worked = Worked(tables, before.worked if before else None)
        self.made: list[str] = []

    def table(self, name: str) -> list[int]:
        self.worked.reads(name)
        return self.tables.get(name, [])

    @once
    def left(self) -> int:
        """The sum over one table."""
        self.made.append("left")
        return sum(self.table("left"))

    @once
    def both(self) -> int:
        """The sum over two tables, one of them by way of another sum."""
        self.made.append("both")
        return self.left + sum(self.table("right"))


LEFT, RIGHT = [1, 2], [3]


def test_it_is_made_once() -> None:
    sums = Sums({"left": LEFT, "right": RIGHT})
    assert (sums.both, sums.left, sums.both) == (6, 3, 6)
    assert sums.made == ["both", "left"]
    assert Sums.left.__doc__ == "The sum over one table."


def test_it_is_taken_over_where_all_that_it_read_is_the_same() -> None:
    first = Sums({"left": LEFT, "right": RIGHT})
    assert first.both == 6
    again = Sums({"left": LEFT, "right": RIGHT, "more": [9]}, first)
    assert (again.both, again.left, again.made) == (6, 3, [])


def test_it_is_made_anew_where_something_that_it_read_is_another() -> None:
    first = Sums({"left": LEFT, "right": RIGHT})
    assert first.both == 6
    right = Sums({"left": LEFT, "right": [4]}, first)
    assert (right.both, right.made) == (7, ["both"])
    # Equal, but not the same object: nobody compares contents.
    left = Sums({"left": [1, 2], "right": RIGHT}, first)
    assert (left.both, left.made) == (6, ["both", "left"])


def test_what_was_read_by_way_of_another_value_counts_also_when_that_was_made_before() -> None:
    first = Sums({"left": LEFT, "right": RIGHT})
    assert (first.left, first.both) == (3, 6)
    assert Sums({"left": [5], "right": RIGHT}, first).both == 8


def test_a_table_that_comes_or_goes_is_another() -> None:
    without = Sums({"left": LEFT})
    assert without.both == 3
    there = Sums({"left": LEFT, "right": RIGHT}, without)
    assert there.both == 6
    assert Sums({"left": LEFT}, there).both == 3
