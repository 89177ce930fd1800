"""The kind ``sweep``: one request and patches of it, each a job of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.errors import Problem
from api.jobs.kinds.kind import About, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.jobs.studying import Asked
    from api.settings import Limits
    from optimizer import Study


def read(given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """``request`` and ``patches``; what they come to is read as the children are.

    Raises:
        Problem: 422 when they are not an object and objects, or too many.
    """
    request, patches = given.get("request"), given.get("patches")
    if not isinstance(request, dict):
        raise Problem(422, "wrong-member", "request must be an object: what every child asks")
    if not isinstance(patches, list) or not all(isinstance(each, dict) for each in patches):
        raise Problem(422, "wrong-member", "patches must be a list of objects, one by child")
    if not 1 <= len(patches) <= limits.children:
        raise Problem(422, "beyond-limit", f"patches: from 1 to {limits.children}")
    if request.get("kind") == "sweep" or any("kind" in patch for patch in patches):
        raise Problem(422, "wrong-member", "children are of one kind, which is no sweep")
    return {"request": request, "patches": patches}


def _gathered(asked: Asked) -> Study:
    from api.jobs.gathering import gathered

    return gathered(asked)


def _schemas() -> dict[str, Any]:
    return {
        "request": {"type": "object", "description": "what every child asks"},
        "patches": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object"},
            "description": "one JSON merge patch (RFC 7396) of the request by child",
        },
    }


KIND = Kind(
    name="sweep",
    says="one request with several changes, each a job of its own, and all side by side",
    members=frozenset({"request", "patches"}),
    read=read,
    module="api.jobs.studying",
    about=About.REQUESTS,
    answer=_gathered,
    schemas=_schemas,
    example={
        "kind": "sweep",
        "request": {"instance": "toy-dependence", "solve": {"gap": 0.001}},
        "patches": [
            {"label": "all", "build": {"objective": "cost"}},
            {
                "label": "half",
                "build": {"limits": [{"measure": "exposure", "watched": ["CHN"], "limit": 0.5}]},
            },
        ],
    },
)
