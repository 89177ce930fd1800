"""What was worked out from tables, kept for as long as the tables that it was made of are the same.

A lever changes a few tables of many. So a look at the instance with the lever pulled begins with
what a look at the instance before found, less all that read a table which is another one now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

T = TypeVar("T")


class Worked:
    """Values by key, each with the names of the tables that were read to make it.

    ``tables``: what those names mean; they are the same where they are the same object.
    ``before``: values from another look, taken over where all that they read is the same here.
    """

    def __init__(self, tables: Mapping[str, object], before: Worked | None = None) -> None:
        self._tables = tables
        self._known: dict[Hashable, tuple[frozenset[str], Any]] = {}
        self._reading: list[set[str]] = []
        if before is not None:
            names = {*tables, *before._tables}
            new = {name for name in names if tables.get(name) is not before._tables.get(name)}
            known = before._known.items()
            self._known = {key: made for key, made in known if new.isdisjoint(made[0])}

    def reads(self, *tables: str) -> None:
        """Whatever is being worked out reads these tables, be they there or not."""
        if self._reading:
            self._reading[-1].update(tables)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` returns, made the first time it is asked for."""
        if key not in self._known:
            self._reading.append(set())
            try:
                value = make()
            finally:
                read = self._reading.pop()
            self._known[key] = (frozenset(read), value)
        read_before, known = self._known[key]
        # Who asks for something made of tables has read those tables.
        self.reads(*read_before)
        return cast("T", known)


class Working(Protocol):
    """Something that works out values from tables."""

    @property
    def worked(self) -> Worked:
        """What it has worked out so far."""
        ...


class once(Generic[T]):  # noqa: N801 - used like ``cached_property``
    """A property worked out once, and once for all looks at the same tables."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, of: None, kind: type) -> once[T]: ...

    @overload
    def __get__(self, of: Working, kind: type) -> T: ...

    def __get__(self, of: Working | None, kind: type) -> once[T] | T:
        """The value for ``of``; the property itself when the class is asked."""
        if of is None:
            return self
        return of.worked.once(self._make, lambda: self._make(of))
