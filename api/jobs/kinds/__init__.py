"""The kinds of jobs: what each is asked, and where it is carried out.

A new kind that gives a study is one entry in ``about_instances`` or ``about_plans``: a name, a
sentence, the model of its own members, and a function from what is asked to a ``Study``. Reading,
documentation, progress, stopping, results in every form come by themselves. A kind that gives
something else has a module of its own, with ``run(work, tell) -> Done``.
"""

from __future__ import annotations

from api.jobs.kinds import about_instances, about_plans, solve, sweep
from api.jobs.kinds.kind import About, Kind, Members, Reader
from api.jobs.kinds.solve import solve_request

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (solve.KIND, *about_instances.KINDS, *about_plans.KINDS, sweep.KIND)
}
"""Every kind that may be asked for, by name."""

__all__ = ["KINDS", "About", "Kind", "Members", "Reader", "solve_request"]
