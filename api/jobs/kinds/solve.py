"""The kind ``solve``: the best plan of an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.jobs.kinds.kind import Kind
from api.jobs.kinds.reading import build_of, schema_of, solve_of
from optimizer import BuildSettings, SolveSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Limits

DIFFERENT = {"threads": 1, "log": True}


def solve_request(given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """``build`` and ``solve``, completed; one thread and the solver's log unless asked otherwise.

    Raises:
        Problem: 422 when a setting is unknown or out of its range.
    """
    build, solve = build_of(given), solve_of(given, limits, DIFFERENT)
    return {"build": build.as_dict(), "solve": solve.as_dict()}


def _schemas() -> dict[str, Any]:
    return {"build": schema_of(BuildSettings), "solve": schema_of(SolveSettings, DIFFERENT)}


KIND = Kind(
    name="solve",
    says="the best plan of an instance, audited; with scenarios, for all of them together",
    members=frozenset({"build", "solve", "start"}),
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
