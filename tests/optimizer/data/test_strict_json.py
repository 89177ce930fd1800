"""JSON, read strictly."""

import pytest

from optimizer.data.strict_json import MAX_DEPTH, BrokenJsonError, NotFinite, parse


def test_what_is_json() -> None:
    assert parse(b'\xef\xbb\xbf{"a": [1, 2.5, true, null, "x"]}') == {
        "a": [1, 2.5, True, None, "x"]
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1, "b": 2, "a": 3}', "'a' occurs twice"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": -Infinity}', "-Infinity is not a JSON number"),
        (b'{"a": 1e999}', "1e999 is not a JSON number"),
        (b'{"a": 1,}', "line 1, column"),
        (b'{"a":\n "\xff"}', "line 2: not UTF-8"),
        (b"", "line 1, column 1"),
        (b"[" * 100_000, "nested deeper"),
        (b"[" * 40 + b"]" * 40, "nested deeper"),
        (b"[" + b"9" * 5000 + b"]", "digits"),
    ],
)
def test_what_is_not(content: bytes, said: str) -> None:
    with pytest.raises(BrokenJsonError, match=said):
        parse(content)


def test_depth_just_allowed() -> None:
    parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


def test_numbers_that_are_not_finite_may_be_let_through_to_be_reported_at_their_cell() -> None:
    parsed = parse(b"[NaN, -Infinity, 1e999, 1.5]", tolerant=True)
    assert parsed == ["NaN", "-Infinity", "1e999", 1.5]
    assert all(isinstance(value, NotFinite) for value in parsed[:3])


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.data.strict_json.MAX_BYTES", 10)
    with pytest.raises(BrokenJsonError, match="more than 10 bytes"):
        parse(b"[1, 2, 3, 4]")
