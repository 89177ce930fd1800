"""JSON read strictly: no NaN, no infinities, no duplicate names, bounded size and depth."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES = 512 * 1024 * 1024
MAX_DEPTH = 32


class BrokenJsonError(ValueError):
    """The text is not JSON as we understand it; the message says where."""


class NotFinite(str):
    """A word such as ``NaN`` or ``1e999`` that stands where a number should."""

    __slots__ = ()


def parse(content: bytes, *, tolerant: bool = False) -> Any:
    """The value in ``content`` (UTF-8, byte order mark tolerated).

    Raises ``BrokenJsonError`` when it is broken. ``tolerant`` lets numbers that are not finite
    through as ``NotFinite``, so that each can be reported at its cell.
    """
    if len(content) > MAX_BYTES:
        raise BrokenJsonError(f"more than {MAX_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise BrokenJsonError(f"line {line}: not UTF-8") from problem
    value = _loads(text, NotFinite if tolerant else _refused)
    _check_depth(value)
    return value


def _loads(text: str, not_finite: Callable[[str], Any]) -> Any:
    def number(digits: str) -> Any:
        value = float(digits)
        return value if math.isfinite(value) else not_finite(digits)

    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=not_finite, parse_float=number
        )
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise BrokenJsonError(f"{where}: {problem.msg}") from problem
    except RecursionError as problem:
        raise BrokenJsonError(f"nested deeper than {MAX_DEPTH}") from problem
    except BrokenJsonError:
        raise
    except ValueError as problem:
        # Python refuses to convert integers of thousands of digits.
        raise BrokenJsonError(str(problem)) from problem


def _refused(word: str) -> Any:
    raise BrokenJsonError(f"{word} is not a JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BrokenJsonError(f"the name '{twice}' occurs twice in one object")
    return result


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            if isinstance(parent, (dict, list))
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise BrokenJsonError(f"nested deeper than {MAX_DEPTH}")
