"""What a kind of job is: what a request of it says, and what carries it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.jobs.studying import Asked
    from api.settings import Limits
    from optimizer import Study

    Answer = Callable[[Asked], Study]


class About(StrEnum):
    """What a job is about, and so which common members its request has."""

    INSTANCE = "instance"
    """An instance: ``instance`` must be there, ``changes`` may."""
    PLAN = "plan"
    """One plan of an earlier job: ``of`` must be there; its instance, unless one is named."""
    PLANS = "plans"
    """Plans of earlier jobs, one or more, by name."""
    REQUESTS = "requests"
    """Jobs of their own: the children of this one."""


class Members(BaseModel):
    """The members of a request that are a kind's own: strict, finite, none unknown."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Reader(Protocol):
    """Makes a request complete, or refuses it with a ``Problem``."""

    def __call__(self, given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
        """The request with every member, as plain data."""


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    ``read`` completes the members of a request that are its own (``members``). ``module`` has
    ``run(work, tell) -> Done``; a study's is ``api.jobs.studying``, which asks ``answer``.
    ``least``: how many plans it needs. ``schemas``: JSON Schema of each member, for people;
    ``example``: a request that works.
    """

    name: str
    says: str
    members: frozenset[str]
    read: Reader
    module: str
    about: About = About.INSTANCE
    least: int = 1
    answer: Answer | None = None
    own: type[Members] | None = None
    schemas: Callable[[], dict[str, Any]] = dict
    example: Mapping[str, Any] = field(default_factory=dict)
