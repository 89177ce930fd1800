"""The kind ``crew``: a member of a solve's crew, which nobody but that solve asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.errors import Problem
from api.jobs.family import MEMBER
from api.jobs.kinds.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Limits


def refused(given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Nothing: it is made by the job that it helps.

    Raises:
        Problem: 422, always.
    """
    raise Problem(422, "no-such-kind", "a member of a crew is asked for by its solve alone")


KIND = Kind(
    name=MEMBER,
    says="answers for branches of a solve that asked for a crew",
    members=frozenset(),
    read=refused,
    module="api.jobs.crewing",
)
