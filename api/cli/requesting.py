"""The request that the words of a command line ask for."""

import json
from pathlib import Path
from typing import Any

from optimizer.cli.told import UsageError


def asked_for(
    file: Path | None,
    kind: str,
    label: str,
    flags: dict[str, dict[str, Any]],
    members: list[str],
) -> dict[str, Any]:
    """The request: what a file says, changed by options, changed by ``--with``.

    Raises:
        UsageError: the file is no JSON object, or a member is not ``NAME=VALUE``.
    """
    asked: dict[str, Any] = {} if file is None else _read(file)
    if file is None or kind != "solve":
        asked["kind"] = kind
    if label:
        asked["label"] = label
    for name, values in flags.items():
        if values:
            asked[name] = {**asked.get(name, {}), **values}
    for member in members:
        _place(asked, member)
    return asked


def _place(asked: dict[str, Any], member: str) -> None:
    name, equals, text = member.partition("=")
    if not equals or not name:
        raise UsageError(f"--with {member}: give NAME=VALUE")
    *path, last = name.split(".")
    within = asked
    for step in path:
        within = within.setdefault(step, {})
        if not isinstance(within, dict):
            raise UsageError(f"--with {member}: {step} is no object")
    within[last] = _value(text)


def _read(file: Path) -> dict[str, Any]:
    from optimizer import BrokenJsonError, parse_json

    try:
        found = parse_json(file.read_bytes())
    except (OSError, BrokenJsonError) as error:
        raise UsageError(f"{file}: {error}") from error
    if not isinstance(found, dict):
        raise UsageError(f"{file}: a request is a JSON object")
    return found


def _value(text: str) -> Any:
    """JSON where it is some, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def build_of(
    exposure: list[str], stage_share: list[str], pass_through: list[str], objective: str | None
) -> dict[str, Any]:
    """The build settings that options ask for, and no others."""
    if not (exposure or stage_share or pass_through or objective):
        return {}
    from optimizer.cli.request import settings_of

    build, _ = settings_of(
        max_exposure=exposure, max_stage_share=stage_share, max_pass_through=pass_through,
        objective=objective or "cost", watched=[], scenarios="planned", gap=0.01,
        time_limit=300.0, threads=1, seed=0, log=True,
    )  # fmt: skip
    names = {"limits", "objective", "then"}
    return {name: value for name, value in build.as_dict().items() if name in names}
