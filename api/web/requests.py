"""From what is asked to the job that it means, or everything that is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from api.errors import Problem
from api.jobs.kinds import KINDS, About, Kind
from api.jobs.records import NewJob
from api.merging import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.jobs.rows import Row
    from api.service import Service

COMMON = frozenset({"kind", "label", "priority"})
BY_ABOUT: dict[About, frozenset[str]] = {
    About.INSTANCE: COMMON | {"instance", "changes"},
    About.PLAN: COMMON | {"instance", "changes", "of"},
    About.PLANS: COMMON | {"instance", "changes", "of"},
    About.REQUESTS: COMMON,
}
"""Members that requests have beside those of their kind."""

LABEL = re.compile(r"[^\x00-\x1f\x7f]{0,128}")
KEY = re.compile(r"[\x21-\x7e]{1,255}")
NAME = re.compile(r"[A-Za-z0-9][\w .:/%+-]{0,63}")
"""What a plan may be called that others are compared with."""

MOST_CHANGES = 1000
MOST_PLANS = 50


def new_job(service: Service, tenant: str, asked: dict[str, Any], key: str | None) -> NewJob:
    """The job that a request asks for; ``Problem`` 422 where something in it is wrong."""
    kind = kind_of(asked)
    if unknown := sorted(set(asked) - BY_ABOUT[kind.about] - kind.members):
        raise Problem(422, "unknown-member", f"a {kind.name} has no member {unknown[0][:60]!r}")
    if key is not None and not KEY.fullmatch(key):
        raise Problem(400, "wrong-idempotency-key", "a key is 1 to 255 visible ASCII characters")
    label, priority = _label(asked), _priority(asked)
    request = kind.read(asked, service.quotas.of(tenant))
    if kind.about is About.REQUESTS:
        children = tuple(_children(service, tenant, request, label, priority))
        return NewJob(tenant, kind.name, "", request, label, priority, key, children)
    if kind.about is not About.INSTANCE:
        request["of"] = plans_of(service, tenant, kind, asked.get("of"))
    instance, changes = _instance(service, tenant, asked, request)
    if changes:
        request["changes"] = changes
    if (start := asked.get("start")) is not None:
        service.sources.plan(tenant, _text("start", start))
        request["start"] = start
    return NewJob(tenant, kind.name, instance, request, label, priority, key)


def again(row: Row, request: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """What a job asked, with ``patch``; a solve begins from the plan that the job found."""
    kind = kind_of({"kind": row.kind})
    asked = {"kind": row.kind, "label": row.label, "priority": row.priority, **request}
    if kind.about is not About.REQUESTS:
        asked["instance"] = row.instance
    if "start" in kind.members and row.has_solution:
        asked["start"] = row.id
    result: dict[str, Any] = merged(asked, patch)
    if "kind" in patch and "start" not in patch:
        result.pop("start", None)
    return result


def kind_of(asked: Mapping[str, Any]) -> Kind:
    """The kind that is asked for; ``Problem`` 422 where there is none such."""
    name = asked.get("kind", "solve")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise Problem(422, "no-such-kind", f"kinds are {', '.join(sorted(KINDS))}")
    return kind


def _label(asked: Mapping[str, Any]) -> str:
    label = asked.get("label", "")
    if not isinstance(label, str) or not LABEL.fullmatch(label):
        raise Problem(422, "wrong-member", "label must be a text of up to 128 characters")
    return label


def _priority(asked: Mapping[str, Any]) -> int:
    priority = asked.get("priority", 50)
    if isinstance(priority, bool) or not isinstance(priority, int) or not 0 <= priority <= 100:
        raise Problem(422, "wrong-member", "priority must be a whole number from 0 to 100")
    return priority


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Problem(422, "wrong-member", f"{name} must be a text")
    return value


def _instance(
    service: Service, tenant: str, asked: Mapping[str, Any], request: Mapping[str, Any]
) -> tuple[str, list[dict[str, Any]]]:
    """The instance and its changes: as asked, or those of the first plan that it is about."""
    instance = asked.get("instance")
    if instance is None and "of" in request:
        first = service.sources.job(tenant, next(iter(request["of"].values())))
        inherited = service.sources.request(first).get("changes", [])
        return first.instance, changes_of(asked) if "changes" in asked else inherited
    if not isinstance(instance, str):
        raise Problem(422, "wrong-member", "instance must be a name or sha256:...")
    service.instances.source(tenant, instance)
    return instance, changes_of(asked)


def changes_of(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """``changes``, as far as their form goes; the instance decides on the rest."""
    changes = asked.get("changes", [])
    if not isinstance(changes, list) or len(changes) > MOST_CHANGES:
        raise Problem(422, "wrong-member", f"changes must be a list, of up to {MOST_CHANGES}")
    for at, change in enumerate(changes):
        if not isinstance(change, dict) or not {"table", "change"} <= set(change):
            message = "a change is an object with table, change, and where or set"
            error = {"pointer": f"/changes/{at}", "code": "wrong-change", "message": message}
            raise Problem(422, "wrong-member", message, [error])
    return changes


def plans_of(service: Service, tenant: str, kind: Kind, of: object) -> dict[str, str]:
    """References to plans by name; each names a plan that is there."""
    given = [of] if isinstance(of, str) else of
    if isinstance(given, dict):
        named = [(name, _text("of", value)) for name, value in given.items()]
    elif isinstance(given, list):
        named = _named(service, tenant, [_text("of", value) for value in given])
    else:
        raise Problem(422, "wrong-member", "of must name a job, several, or several by name")
    most = 1 if kind.about is About.PLAN else MOST_PLANS
    if not kind.least <= len(named) <= most:
        wanted = f"{kind.least} to {most} plans" if most > 1 else "one plan"
        raise Problem(422, "wrong-member", f"of: a {kind.name} is about {wanted}")
    for name, reference in named:
        if not NAME.fullmatch(name):
            message = "a name begins with a letter or digit and has up to 64 characters"
            raise Problem(422, "wrong-member", f"of: {message}")
        service.sources.plan(tenant, reference)
    return dict(named)


def _named(service: Service, tenant: str, references: list[str]) -> list[tuple[str, str]]:
    """By the labels of their jobs, where these tell them apart; else as they are referred to."""
    unique = list(dict.fromkeys(references))
    names = []
    for reference in unique:
        row, plan = service.sources.job(tenant, reference), reference.partition("/")[2]
        names.append(" ".join(part for part in (row.label, plan) if part))
    told_apart = len(set(names)) == len(names) and all(NAME.fullmatch(name) for name in names)
    return list(zip(names if told_apart else unique, unique, strict=True))


def _children(
    service: Service, tenant: str, request: Mapping[str, Any], label: str, priority: int
) -> Iterable[NewJob]:
    """A job by patch; ``Problem`` 422 says which patch makes a wrong one."""
    for at, patch in enumerate(request["patches"]):
        own = {"label": f"{label} {at + 1}".strip()[:128], "priority": priority}
        try:
            yield new_job(service, tenant, merged({**own, **request["request"]}, patch), None)
        except Problem as problem:
            errors = [
                {**error, "pointer": f"/patches/{at}{error.get('pointer', '')}"}
                for error in problem.errors or [{"code": problem.code, "message": problem.detail}]
            ]
            said = f"patches[{at}]: {problem.detail}"
            raise Problem(problem.status, problem.code, said, errors) from problem
