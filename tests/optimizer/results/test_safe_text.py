"""No text of ours is a formula in a spreadsheet, and every text comes back."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.results.safe_text import guarded, guarded_text, unguarded


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'quoted"])
def test_risky_text_gets_an_apostrophe(text):
    frame = pl.DataFrame({"name": [text]})
    assert guarded(frame)["name"][0] == "'" + text
    assert guarded_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "1-2", "名前"])
def test_other_text_stays(text):
    assert guarded(pl.DataFrame({"name": [text]}))["name"][0] == text
    assert guarded_text(text) == text


def test_numbers_stay():
    frame = pl.DataFrame({"amount": [-1.5, 2.0]})
    assert guarded(frame).equals(frame)


@given(st.lists(st.one_of(st.none(), st.text())))
def test_every_text_comes_back(texts):
    frame = pl.DataFrame({"name": texts}, schema={"name": pl.String})
    assert unguarded(guarded(frame)).equals(frame)
