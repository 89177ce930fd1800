"""The kinds of jobs: what each is asked, and where it is carried out.

A new kind that gives a study is one entry in ``about_instances``, ``about_policies`` or
``about_plans``: a name, a sentence, the model of its own members, and a function from what is asked
to a ``Study``. Reading, documentation, progress, stopping and results in every form come by
themselves. A kind that gives something else has a module of its own, with ``run(work, tell)``.
"""

from __future__ import annotations

from api.jobs.kinds import about_instances, about_plans, about_policies, crew, solve, sweep
from api.jobs.kinds.kind import About, Kind, Members, Reader
from api.jobs.kinds.solve import solve_request

_ALL = (
    solve.KIND,
    *about_instances.KINDS,
    *about_policies.KINDS,
    *about_plans.KINDS,
    sweep.KIND,
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""Every kind that may be asked for, by name."""


def carried_out(name: str) -> Kind:
    """The kind of that name, be it asked for by a tenant or by another job."""
    return crew.KIND if name == crew.KIND.name else KINDS[name]


__all__ = ["KINDS", "About", "Kind", "Members", "Reader", "carried_out", "solve_request"]
