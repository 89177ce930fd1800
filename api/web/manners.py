"""Small agreements of HTTP that several endpoints keep: tags, preferences, merge patches."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any

from fastapi import Depends, Request

from api.web.asking import json_body

_ASYNC = re.compile(r"(?:^|[,;\s])respond-async(?:$|[,;\s])")
PATCHES = frozenset({"application/merge-patch+json", "application/json"})


def tag_of(content: bytes) -> str:
    """A strong ``ETag`` of that content."""
    return f'"{hashlib.sha256(content).hexdigest()[:20]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether ``If-None-Match`` names the tag, weakly or not, or any."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or tag in {
        part.strip().removeprefix("W/") for part in given.split(",")
    }


def prefers_async(request: Request) -> bool:
    """Whether ``Prefer`` asks not to wait."""
    return _ASYNC.search(request.headers.get("Prefer", "")) is not None


async def json_patch(request: Request) -> dict[str, Any]:
    """The body as a JSON merge patch: an object, as strict as every request; none is empty.

    Raises:
        Problem: as ``json_object``.
    """
    return await json_body(request, PATCHES)


JsonPatch = Annotated[dict[str, Any], Depends(json_patch)]
