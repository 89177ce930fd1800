"""The kinds of jobs: what each is asked, and where it is carried out.

A new kind that gives a study is one entry in ``about_instances``, ``about_policies`` or
``about_plans``: a name, a sentence, the model of its own members, and a function from what is asked
to a ``Study``. Reading, documentation, progress, stopping and results in every form come by
themselves. A kind that gives something else has a module of its own, with ``run(work, tell)``.
"""

from __future__ import annotations

from api.jobs.kinds import about_instances, about_plans, about_policies, solve, sweep
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

__all__ = ["KINDS", "About", "Kind", "Members", "Reader", "solve_request"]
