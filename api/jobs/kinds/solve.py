"""The kind ``solve``: the best plan of an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.errors import Problem
from api.jobs.kinds.kind import Kind
from api.jobs.kinds.reading import build_of, schema_of, solve_of
from optimizer import BuildSettings, SolveSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Limits

DIFFERENT = {"threads": 1, "log": True}


def solve_request(given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """``build`` and ``solve``, completed; one thread and the solver's log unless asked otherwise.

    ``crew``: how many jobs may help, where branches are solved apart.

    Raises:
        Problem: 422 when a setting is unknown or out of its range.
    """
    build, solve = build_of(given), solve_of(given, limits, DIFFERENT)
    crew = _crew(given, solve, limits)
    return {"build": build.as_dict(), "solve": solve.as_dict(), "crew": crew}


def _crew(given: Mapping[str, Any], solve: SolveSettings, limits: Limits) -> int:
    crew = given.get("crew", 0)
    if isinstance(crew, bool) or not isinstance(crew, int) or crew < 0:
        raise Problem(422, "wrong-member", "crew must be a whole number from 0 on")
    if crew > limits.crew:
        raise Problem(422, "beyond-limit", f"crew = {crew}: this service allows {limits.crew}")
    if crew and solve.decompose != "branches":
        message = f'solve.decompose = "{solve.decompose}": a crew needs "branches"'
        raise Problem(422, "wrong-setting", message)
    return crew


def _schemas() -> dict[str, Any]:
    return {
        "build": schema_of(BuildSettings),
        "solve": schema_of(SolveSettings, DIFFERENT),
        "crew": {
            "type": "integer",
            "minimum": 0,
            "default": 0,
            "description": "how many jobs on any worker may answer for branches, "
            "with solve.decompose = branches",
        },
    }


KIND = Kind(
    name="solve",
    says="the best plan of an instance, audited; with scenarios, for all of them together",
    members=frozenset({"build", "solve", "start", "crew"}),
    read=solve_request,
    module="api.jobs.solving",
    schemas=_schemas,
    example={
        "kind": "solve",
        "instance": "toy-dependence",
        "build": {"limits": [{"measure": "exposure", "watched": ["CHN"], "limit": 0.5}]},
        "solve": {"gap": 0.001, "time_limit": 60},
        "label": "half",
    },
)
