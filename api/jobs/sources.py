"""What a job's request points at: its instance, and plans that earlier jobs found."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.errors import Problem
from api.jobs.kinds import About, carried_out
from api.jobs.states import ENDED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from api.instances import Instances
    from api.jobs.attempts import Attempt
    from api.jobs.records import Records
    from api.jobs.rows import Row

REFERENCE = re.compile(r"([0-9a-f]{32})(?:/([A-Za-z0-9_.-]{1,64}))?")
"""``JOB``, or ``JOB/PLAN`` for one of the plans of a study."""

PLAN = "plan.json"


@dataclass(frozen=True)
class Sources:
    """Finds what requests name, for their tenants alone."""

    instances: Instances
    records: Records
    results: Path

    def source(self, tenant: str, instance: str) -> Path:
        """The file or folder of an instance; ``Problem`` 422 where the tenant has none such."""
        return self.instances.source(tenant, instance)

    def job(self, tenant: str, reference: str) -> Row:
        """The job that a reference to a plan names; ``Problem`` 422 where there is none."""
        match = REFERENCE.fullmatch(reference)
        if match is None:
            raise Problem(422, "wrong-member", "of: a plan is named as JOB or JOB/PLAN")
        try:
            return self.records.get(tenant, match[1])
        except Problem as problem:
            raise Problem(422, "no-such-plan", f"of: there is no job {match[1]}") from problem

    def request(self, row: Row) -> dict[str, Any]:
        """What a job asked, complete."""
        request: dict[str, Any] = json.loads(row.request)
        return request

    def plan(self, tenant: str, reference: str) -> Path:
        """The results folder of a plan.

        Raises:
            Problem: 422 where the tenant has no such job, or it has no such plan.
        """
        row = self.job(tenant, reference)
        _, _, name = reference.partition("/")
        if row.state not in ENDED:
            raise Problem(422, "no-such-plan", f"of: the job {row.id} has not ended")
        if not row.has_solution:
            raise Problem(422, "no-such-plan", f"of: the job {row.id} ended without a result")
        folder: Path = self.results / row.id / str(row.attempts)
        if not name and (folder / PLAN).is_file():
            return folder
        known = plans_of(folder)
        if name not in known:
            there = f"it has {', '.join(known[:20])}" if known else "it has none"
            raise Problem(
                422, "no-such-plan", f"of: the job {row.id} has no plan {name!r}; {there}"
            )
        return folder / "plans" / name

    def of(self, attempt: Attempt) -> Path:
        """The instance of an attempt; what consists of other jobs has none of its own."""
        if carried_out(attempt.kind).about is About.REQUESTS:
            return self.results
        return self.source(attempt.tenant, attempt.instance)

    def resolved(self, attempt: Attempt) -> dict[str, Any]:
        """The request of an attempt as its process needs it: with ``kind``, ``paths``, children."""
        request = {**attempt.request, "kind": attempt.kind}
        request["paths"] = self.paths(attempt.tenant, attempt.request)
        if carried_out(attempt.kind).about is About.REQUESTS:
            rows = self.records.children(attempt.tenant, attempt.job)
            request["children"] = [self._child(row) for row in rows]
        if "helps" in request:
            job, number = request["helps"]
            request["meeting"] = str(meeting_of(self.results, job, number))
        elif request.get("crew"):
            request["meeting"] = str(meeting_of(self.results, attempt.job, attempt.number))
        return request

    def _child(self, row: Row) -> dict[str, Any]:
        names = ("id", "place", "label", "state", "termination")
        told = {name: getattr(row, name) for name in names}
        for name in ("incumbent", "bound", "gap"):
            told[name] = getattr(row, name) if row.has_solution else None
        folder = self.results / row.id / str(row.attempts)
        has_plan = row.has_solution and (folder / PLAN).is_file()
        return {**told, "folder": str(folder) if has_plan else None}

    def paths(self, tenant: str, request: Mapping[str, Any]) -> dict[str, str]:
        """Where the plans of a request lie, by reference."""
        wanted = [*request.get("of", {}).values()]
        wanted += [request["start"]] if request.get("start") else []
        return {reference: str(self.plan(tenant, reference)) for reference in wanted}


def meeting_of(results: Path, job: str, number: int) -> Path:
    """The folder by which an attempt of a job and its crew hand each other what is large."""
    return results / job / f"{number}.crew"


def plans_of(folder: Path) -> list[str]:
    """Names of the plans that a study's folder holds."""
    found = folder / "plans"
    return sorted(path.name for path in found.iterdir()) if found.is_dir() else []
