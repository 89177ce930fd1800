"""Reading the members of requests: complete and checked, or refused with a ``Problem``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from api.errors import Problem
from api.jobs.kinds.kind import About, Kind, Members
from optimizer import BuildSettings, SettingsError, SolveSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.jobs.kinds.kind import Answer
    from api.settings import Limits

M = TypeVar("M", bound=Members)

STUDYING = "api.jobs.studying"


def study(
    name: str,
    says: str,
    answer: Answer,
    *,
    own: type[Members] | None = None,
    about: About = About.INSTANCE,
    build: bool = False,
    solve: Mapping[str, Any] | None = None,
    example: Mapping[str, Any],
) -> Kind:
    """A kind that gives a study.

    Its request has ``build`` where asked, ``solve`` (whose defaults differ as said; its time limit
    is that of the whole job), and a member called like the kind with the fields of ``own``.
    """
    different = {"threads": 1, **(solve or {})}

    def read(given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
        request: dict[str, Any] = {}
        if build:
            request["build"] = build_of(given).as_dict()
        request["solve"] = solve_of(given, limits, different).as_dict()
        if own is not None:
            request[name] = own_of(own, given, name).model_dump(mode="json", by_alias=True)
        return request

    def schemas() -> dict[str, Any]:
        found: dict[str, Any] = {"build": schema_of(BuildSettings)} if build else {}
        found["solve"] = schema_of(SolveSettings, different)
        return found | ({} if own is None else {name: schema_of(own)})

    members = {"solve"} | ({"build"} if build else set()) | ({name} if own is not None else set())
    return Kind(
        name=name,
        says=says,
        members=frozenset(members),
        read=read,
        module=STUDYING,
        about=about,
        answer=answer,
        own=own,
        schemas=schemas,
        example={"kind": name, **example},
    )


def build_of(given: Mapping[str, Any]) -> BuildSettings:
    """The member ``build``; ``Problem`` 422 when a setting is unknown or out of its range."""
    try:
        return BuildSettings.from_dict(object_of(given, "build"))
    except (SettingsError, TypeError) as error:
        raise Problem(422, "wrong-setting", str(error)) from error


def solve_of(
    given: Mapping[str, Any], limits: Limits, different: Mapping[str, Any]
) -> SolveSettings:
    """The member ``solve``, with defaults that are ``different``, within what a job may take."""
    try:
        solve = SolveSettings.from_dict({**different, **object_of(given, "solve")})
    except (SettingsError, TypeError) as error:
        raise Problem(422, "wrong-setting", str(error)) from error
    if solve.time_limit > limits.time_limit:
        raise _too_much("solve.time_limit", solve.time_limit, limits.time_limit)
    if solve.threads > limits.threads:
        raise _too_much("solve.threads", solve.threads, limits.threads)
    return solve


def own_of(model: type[M], given: Mapping[str, Any], name: str) -> M:
    """The member ``name`` as its model; ``Problem`` 422 with every mistake in it."""
    try:
        # As JSON, where a list will do for a tuple, though nothing else is converted.
        return model.model_validate_json(json.dumps(object_of(given, name)))
    except ValidationError as error:
        errors = [
            {
                "pointer": "/".join(["", name, *(str(part) for part in found["loc"])]),
                "code": found["type"],
                "message": found["msg"],
            }
            for found in error.errors(include_input=False, include_url=False)
        ]
        first = errors[0]
        detail = f"{first['pointer'][1:].replace('/', '.')}: {first['message']}"
        raise Problem(422, "wrong-setting", detail, errors) from error


def object_of(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The member ``name``, which must be an object; an empty one where it is absent."""
    value = given.get(name, {})
    if not isinstance(value, dict):
        raise Problem(422, "wrong-member", f"{name} must be an object")
    return value


def _too_much(name: str, asked: float, most: float) -> Problem:
    return Problem(422, "beyond-limit", f"{name} = {asked:g}: this service allows {most:g}")


def schema_of(settings: type, different: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The JSON Schema of a class of settings in one piece, with defaults that are ``different``."""
    schema = TypeAdapter(settings).json_schema()
    defined = schema.pop("$defs", {})

    def whole(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return whole(defined[part["$ref"].rpartition("/")[2]])
            return {name: whole(value) for name, value in part.items()}
        return [whole(each) for each in part] if isinstance(part, list) else part

    inlined: dict[str, Any] = whole(schema)
    for name, value in (different or {}).items():
        inlined["properties"][name]["default"] = value
    return inlined | {"additionalProperties": False}
