"""Junkan's optimizer: which mines, plants, routes and recyclers to build and buy from.

>>> from optimizer import BuildSettings, DependenceLimit, load, optimize
>>> instance = load("instances/toy-dependence")
>>> run = optimize(instance)
>>> round(run.outcome.objective), run.audit.passed
(2300, True)
>>> half = DependenceLimit("exposure", frozenset({"CHN"}), 0.5)
>>> round(optimize(instance, BuildSettings(limits=(half,))).outcome.objective)
2740

Names are imported when they are first used, so that ``import optimizer`` costs nothing.
``optimize`` is ``optimizer.run.solve``, ``audit_plan`` is ``optimizer.audit.audit``: packages have
those names.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.audit import AuditReport
    from optimizer.audit import audit as audit_plan
    from optimizer.cli.places import shipped
    from optimizer.data import Findings, Instance, check, load, write_document, write_package
    from optimizer.data.changes.apply import changed
    from optimizer.data.coalitions import coalition
    from optimizer.data.force import in_force
    from optimizer.data.outages import Survive
    from optimizer.data.packs import effects as policy_effects
    from optimizer.data.packs import known as policy_packs
    from optimizer.data.packs import with_policies
    from optimizer.data.sampling import sampled
    from optimizer.data.strict_json import BrokenJsonError
    from optimizer.data.strict_json import parse as parse_json
    from optimizer.data.tree import along, courses, reckoned
    from optimizer.data.workbook import write_workbook
    from optimizer.errors import DataError, OptimizerError, SettingsError, SolverError
    from optimizer.results.measures import Measures, measures
    from optimizer.results.plan import Plan
    from optimizer.results.read import read_results
    from optimizer.results.record import own_build
    from optimizer.results.write import Results, write_results
    from optimizer.run import Run, formulated
    from optimizer.run import solve as optimize
    from optimizer.settings import WATCHED, BuildSettings, DependenceLimit, SolveSettings
    from optimizer.solve.assist import assist
    from optimizer.solve.outcome import Outcome, PointQuality, StopReason
    from optimizer.solve.parcels import Line, Parcel, Post
    from optimizer.solve.spread import Spread
    from optimizer.solve.watch import Progress, Watch
    from optimizer.studies.attribution import attribution
    from optimizer.studies.break_even import break_even
    from optimizer.studies.chemistries import chemistries
    from optimizer.studies.cheng2024 import cheng2024
    from optimizer.studies.comparison import comparison
    from optimizer.studies.courses import course_study
    from optimizer.studies.evaluate import EvaluateSettings, evaluate
    from optimizer.studies.explain import conflict_study, explain
    from optimizer.studies.footprint import footprint
    from optimizer.studies.front import FrontSettings, front
    from optimizer.studies.guaranteed import guarantee
    from optimizer.studies.least_subsidy import Asked as SubsidySettings
    from optimizer.studies.least_subsidy import subsidy
    from optimizer.studies.partners import partners_study
    from optimizer.studies.pillars import pillars_study
    from optimizer.studies.regret import regret
    from optimizer.studies.sharing import sharing
    from optimizer.studies.stress import StressSettings, stress
    from optimizer.studies.study import Shown, Study, StudyTable
    from optimizer.studies.targets import Domestic, Pay
    from optimizer.studies.turning import BreakEvenSettings
    from optimizer.studies.value import value
    from optimizer.studies.verdicts import audit_study, check_study
    from optimizer.studies.worth import worth
    from optimizer.studies.write import write_study

_HOME = {
    "AuditReport": "audit:AuditReport",
    "audit_plan": "audit:audit",
    "Findings": "data:Findings",
    "Instance": "data:Instance",
    "check": "data:check",
    "load": "data:load",
    "write_document": "data:write_document",
    "write_package": "data:write_package",
    "shipped": "cli.places:shipped",
    "parse_json": "data.strict_json:parse",
    "policy_packs": "data.packs:known",
    "policy_effects": "data.packs:effects",
    "with_policies": "data.packs:with_policies",
    "along": "data.tree:along",
    "courses": "data.tree:courses",
    "reckoned": "data.tree:reckoned",
    "sampled": "data.sampling:sampled",
    "worth": "studies.worth:worth",
    "value": "studies.value:value",
    "chemistries": "studies.chemistries:chemistries",
    "partners_study": "studies.partners:partners_study",
    "coalition": "data.coalitions:coalition",
    "pulled": "data.levers:pulled",
    "sharing": "studies.sharing:sharing",
    "footprint": "studies.footprint:footprint",
    "subsidy": "studies.least_subsidy:subsidy",
    "SubsidySettings": "studies.least_subsidy:Asked",
    "Domestic": "studies.targets:Domestic",
    "Pay": "studies.targets:Pay",
    "break_even": "studies.break_even:break_even",
    "BreakEvenSettings": "studies.turning:BreakEvenSettings",
    "stress": "studies.stress:stress",
    "StressSettings": "studies.stress:StressSettings",
    "regret": "studies.regret:regret",
    "evaluate": "studies.evaluate:evaluate",
    "EvaluateSettings": "studies.evaluate:EvaluateSettings",
    "BrokenJsonError": "data.strict_json:BrokenJsonError",
    "DataError": "errors:DataError",
    "OptimizerError": "errors:OptimizerError",
    "SettingsError": "errors:SettingsError",
    "SolverError": "errors:SolverError",
    "Measures": "results.measures:Measures",
    "measures": "results.measures:measures",
    "Plan": "results.plan:Plan",
    "Results": "results.write:Results",
    "write_results": "results.write:write_results",
    "Run": "run:Run",
    "formulated": "run:formulated",
    "optimize": "run:solve",
    "WATCHED": "settings:WATCHED",
    "BuildSettings": "settings:BuildSettings",
    "DependenceLimit": "settings:DependenceLimit",
    "SolveSettings": "settings:SolveSettings",
    "assist": "solve.assist:assist",
    "Line": "solve.parcels:Line",
    "Parcel": "solve.parcels:Parcel",
    "Post": "solve.parcels:Post",
    "Spread": "solve.spread:Spread",
    "Outcome": "solve.outcome:Outcome",
    "PointQuality": "solve.outcome:PointQuality",
    "StopReason": "solve.outcome:StopReason",
    "Progress": "solve.watch:Progress",
    "attribution": "studies.attribution:attribution",
    "cheng2024": "studies.cheng2024:cheng2024",
    "course_study": "studies.courses:course_study",
    "FrontSettings": "studies.front:FrontSettings",
    "front": "studies.front:front",
    "Survive": "data.outages:Survive",
    "guarantee": "studies.guaranteed:guarantee",
    "pillars_study": "studies.pillars:pillars_study",
    "Watch": "solve.watch:Watch",
    "conflict_study": "studies.explain:conflict_study",
    "explain": "studies.explain:explain",
    "write_study": "studies.write:write_study",
    "check_study": "studies.verdicts:check_study",
    "audit_study": "studies.verdicts:audit_study",
    "Shown": "studies.study:Shown",
    "StudyTable": "studies.study:StudyTable",
    "Study": "studies.study:Study",
    "comparison": "studies.comparison:comparison",
    "own_build": "results.record:own_build",
    "read_results": "results.read:read_results",
    "write_workbook": "data.workbook:write_workbook",
    "in_force": "data.force:in_force",
    "changed": "data.changes.apply:changed",
}

__all__ = [  # noqa: RUF022 - in the order of the pipeline
    "Instance", "load", "check", "Findings", "write_package", "write_document", "shipped",
    "parse_json", "BrokenJsonError", "policy_packs", "policy_effects", "with_policies",
    "WATCHED", "reckoned", "courses", "along", "sampled",
    "write_workbook", "changed", "in_force", "read_results", "own_build",
    "stress", "StressSettings", "regret", "worth", "value", "chemistries", "pulled", "coalition",
    "partners_study", "pillars_study", "sharing", "footprint", "evaluate",
    "EvaluateSettings", "subsidy", "SubsidySettings", "Domestic", "Pay", "break_even",
    "BreakEvenSettings",
    "BuildSettings", "DependenceLimit", "SolveSettings",
    "optimize", "formulated", "Run", "Outcome", "PointQuality", "StopReason", "Progress", "Watch",
    "Spread", "assist", "Post", "Line", "Parcel",
    "front", "FrontSettings", "Survive", "guarantee", "course_study", "attribution", "cheng2024",
    "explain", "conflict_study",
    "comparison", "audit_study", "check_study", "Study", "StudyTable", "Shown", "write_study",
    "Plan", "Measures", "measures", "AuditReport", "audit_plan", "Results", "write_results",
    "OptimizerError", "DataError", "SettingsError", "SolverError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, own = _HOME[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), own)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
