"""The kinds of jobs: what each is asked, and where it is carried out.

A new kind is one entry in ``KINDS``, and a module with ``run(work, tell) -> Done``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from api.errors import Problem
from optimizer import BuildSettings, SettingsError, SolveSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Limits


class Reader(Protocol):
    """Makes a request complete, or refuses it with a ``Problem``."""

    def __call__(self, given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
        """The request with every member, as plain data."""


@dataclass(frozen=True)
class Kind:
    """A kind of job: ``read`` checks the members of a request that are its own."""

    name: str
    says: str
    members: frozenset[str]
    read: Reader
    module: str


def solve_request(given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """``build`` and ``solve``, completed; one thread and the solver's log unless asked otherwise.

    Raises:
        Problem: 422 when a setting is unknown or out of its range.
    """
    try:
        build = BuildSettings.from_dict(_object(given, "build"))
        asked = {"threads": 1, "log": True, **_object(given, "solve")}
        solve = SolveSettings.from_dict(asked)
    except (SettingsError, TypeError) as error:
        raise Problem(422, "wrong-setting", str(error)) from error
    if solve.time_limit > limits.time_limit:
        raise _too_much("solve.time_limit", solve.time_limit, limits.time_limit)
    if solve.threads > limits.threads:
        raise _too_much("solve.threads", solve.threads, limits.threads)
    return {"build": build.as_dict(), "solve": solve.as_dict()}


def _object(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = given.get(name, {})
    if not isinstance(value, dict):
        raise Problem(422, "wrong-member", f"{name} must be an object")
    return value


def _too_much(name: str, asked: float, most: float) -> Problem:
    return Problem(422, "beyond-limit", f"{name} = {asked:g}: this service allows {most:g}")


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "solve",
            "the best plan of an instance, audited",
            frozenset({"build", "solve"}),
            solve_request,
            "api.jobs.solving",
        ),
    )
}
"""Every kind that may be asked for, by name."""
