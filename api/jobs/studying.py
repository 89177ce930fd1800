"""Every kind that gives a study, as its own process carries it out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from api.jobs.instancing import instance_of, require_watched
from api.jobs.kinds import KINDS
from api.jobs.kinds.kind import Members
from api.jobs.states import State, Termination
from api.jobs.work import Done
from optimizer import (
    BuildSettings,
    Progress,
    SettingsError,
    SolveSettings,
    read_results,
    write_study,
)

if TYPE_CHECKING:
    from api.jobs.work import Tell, Work
    from optimizer import Instance, Results, Study

M = TypeVar("M", bound=Members)

PROVED = {Termination.INFEASIBLE, Termination.UNBOUNDED, Termination.INFEASIBLE_OR_UNBOUNDED}


@dataclass(frozen=True)
class Watched:
    """Tells of progress until a stop is asked, or the time of the whole job is over."""

    tell: Tell
    until: float
    ended: list[Termination] = field(default_factory=list)

    def __call__(self, event: Progress) -> bool:
        """Hear of progress; once ``False``, always ``False``."""
        if not self.tell(event):
            self.ended.append(Termination.STOPPED)
        elif time.monotonic() > self.until:
            self.ended.append(Termination.TIME_LIMIT)
        return not self.ended


@dataclass(frozen=True)
class Asked:
    """What a study is asked, as the functions of the kinds see it."""

    work: Work
    watch: Watched

    @cached_property
    def instance(self) -> Instance:
        """The instance, with the changes that were asked for."""
        return instance_of(self.work)

    @cached_property
    def build(self) -> BuildSettings:
        """The member ``build``; watched countries are there."""
        build = BuildSettings.from_dict(self.work.request["build"])
        require_watched(self.instance, build)
        return build

    @cached_property
    def solve(self) -> SolveSettings:
        """The member ``solve``."""
        return SolveSettings.from_dict(self.work.request["solve"])

    @cached_property
    def plans(self) -> dict[str, Results]:
        """The plans that it is about, by name."""
        paths = self.work.request["paths"]
        return {
            name: read_results(Path(paths[ref])) for name, ref in self.work.request["of"].items()
        }

    @property
    def plan(self) -> Results:
        """The one plan that it is about."""
        return next(iter(self.plans.values()))

    def own(self, model: type[M]) -> M:
        """The member that is the kind's own."""
        kind = self.work.request["kind"]
        return model.model_validate(self.work.request[kind])


def run(work: Work, tell: Tell) -> Done:
    """Find the study and write it, whole or cut short; errors of the optimizer are raised."""
    answer = KINDS[work.request["kind"]].answer
    if answer is None:
        raise SettingsError(f"{work.request['kind']} gives no study")
    seconds = work.request.get("solve", {}).get("time_limit", float("inf"))
    watch = Watched(tell, time.monotonic() + seconds)
    study = answer(Asked(work, watch))
    tell(Progress("write", 0.0))
    write_study(work.folder, study, workbook=True)
    rejected = sorted(
        name for name, plan in study.plans.items() if not (plan.audit or {}).get("passed", False)
    )
    return Done(
        state=State.SUCCEEDED,
        termination=_termination(study, watch),
        has_solution=True,
        message=f"the audit rejects {', '.join(rejected)}" if rejected else None,
        details={"sentences": list(study.sentences), "complete": study.complete},
    )


def _termination(study: Study, watch: Watched) -> Termination:
    """Why it ended: by itself, or why it was cut short."""
    if study.complete:
        return Termination.COMPLETE
    if watch.ended:
        return watch.ended[0]
    reason = study.record.get("reason")
    known = {termination.value: termination for termination in Termination}
    found = known.get(str(reason), Termination.COMPLETE)
    return Termination.COMPLETE if found is Termination.OPTIMAL else found
