"""Every case in miniature, in seconds: it builds, all ways agree, and its plan audits."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from benchmarks.phases import timed
from benchmarks.registry import CASES, Case
from benchmarks.same import difference
from benchmarks.ways import SLOW, way
from optimizer.data.assemble import assemble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.problem import Problem


def smoke() -> Iterator[tuple[str, str | None]]:
    """The name of each case that can be made here, and what is wrong with it, if anything."""
    for case in CASES:
        if case.present:
            yield case.name, trouble(case)


def trouble(case: Case) -> str | None:
    """What is wrong with a case in miniature; ``None`` when all is well."""
    small = case.path is None
    audited = small or case.name == "japan-eu-mini"
    done = timed(case, 0, small=small, solve=audited)
    if case.solve is not None and audited and done.facts.get("audit") != "passed":
        return f"{done.facts.get('status')}, audit {done.facts.get('audit')}"
    if not case.compared:
        return None
    return _disagreement(case, assemble(case.generated(0, small=True)))


def _disagreement(case: Case, problem: Problem) -> str | None:
    own = way("junkan")
    ours = own.hand_over(own.build(problem))
    # Peers are slow to start, and cases differ in size or shape only: once is enough.
    for name in case.compared if case is CASES[0] else ("raw",):
        other = way(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = other.hand_over(other.build(problem))
        # Pyomo's roads order columns by themselves; the tests of the compiler compare with them.
        # linopy's objectives hold no constant.
        if name not in SLOW and (found := difference(ours, theirs, offset=name != "linopy")):
            return f"{name} builds {found}"
    return None
