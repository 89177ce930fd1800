"""Tolerances: a millionth of the row and a ten-millionth of the scale."""

import polars as pl
import pytest

from optimizer.audit.judging import Judge, greatest

JUDGE = Judge("family", 1e-6)
LEFT, RIGHT = pl.col("left"), pl.col("right")


def rows(*pairs: tuple[float | None, float | None]) -> pl.DataFrame:
    frame = pl.DataFrame(pairs, schema={"left": pl.Float64, "right": pl.Float64}, orient="row")
    return frame.with_columns(thing=pl.lit("kobe"), scenario=pl.lit(""))


@pytest.mark.parametrize(
    ("left", "right", "kept"),
    [
        (1.0, 2.0, True),
        (2.0, 1.0, False),
        (1e6 + 1.9, 1e6, True),  # 2e6 in the row allow 2
        (1e6 + 2.1, 1e6, False),
        (0.9e-7, 0.0, True),
        (1.2e-7, 0.0, False),
        (5.0, None, True),
        (float("nan"), 1.0, False),
        (1.0, float("nan"), False),
        (float("inf"), 1.0, False),
        (1.0, float("inf"), False),  # an endless limit must be said by leaving it empty
    ],
)
def test_at_most(left: float, right: float | None, kept: bool) -> None:
    assert JUDGE.at_most("rule", "", rows((left, right)), ["thing"], LEFT, RIGHT).passed == kept


@pytest.mark.parametrize(
    ("left", "right", "kept"), [(1.0, 1.0, True), (1.0, 1.000003, False), (-1.0, 1.0, False)]
)
def test_equal(left: float, right: float, kept: bool) -> None:
    assert JUDGE.equal("rule", "", rows((left, right)), ["thing"], LEFT, RIGHT).passed == kept


@pytest.mark.parametrize(
    ("value", "kept"), [(3.0, True), (3.0000009, True), (2.999998, False), (1e6 + 1e-5, False)]
)
def test_whole_numbers_are_judged_absolutely(value: float, kept: bool) -> None:
    assert JUDGE.whole("rule", "", rows((value, 0.0)), ["thing"], LEFT).passed == kept


def test_the_worst_row_is_named_and_all_broken_ones_counted() -> None:
    check = JUDGE.at_most(
        "rule", "", rows((2.0, 1.0), (1.0, 1.0), (9.0, 1.0)), ["thing", "scenario"], LEFT, RIGHT
    )
    assert (check.rows, check.violated, check.absolute) == (3, 2, 8.0)
    assert check.relative == pytest.approx(8 / 10.1)
    assert check.where == "thing kobe: 9 against 1"


def test_size_and_scale_may_be_given() -> None:
    frame = rows((1.0, 0.0))
    generous = {"size": pl.lit(0.0), "scale": pl.lit(1.1e7)}
    assert JUDGE.at_most("rule", "", frame, ["thing"], LEFT, RIGHT, **generous).passed


def test_culprits_count_among_the_rows() -> None:
    all_rows = rows((1.0, 0.0), (2.0, 0.0))
    check = JUDGE.none("rule", "", all_rows, all_rows.head(1), ["thing"])
    assert (check.passed, check.rows, check.violated) == (False, 2, 1)
    assert JUDGE.none("rule", "", all_rows, all_rows.clear(), ["thing"]).passed


def test_nothing_to_compare_is_kept() -> None:
    assert JUDGE.equal("rule", "", rows(), ["thing"], LEFT, RIGHT).passed


def test_the_scale_of_a_group_is_its_greatest_and_at_least_one() -> None:
    frame = pl.DataFrame({"g": ["a", "a", "b"], "x": [3.0, 7.0, 0.2]})
    assert frame.select(greatest(pl.col("x"), "g")).to_series().to_list() == [7.0, 7.0, 1.0]
