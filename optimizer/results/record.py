"""The run record: what was solved, how, with what, how it ended and what it took."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from optimizer.results.plan import plain
from optimizer.settings import BuildSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.results.plan import Plan

LIBRARIES = ("junkan", "highspy", "pyomo", "polars", "numpy")
"""Distributions whose versions a result depends on."""


def own_build(plan: Plan) -> BuildSettings:
    """The settings that a plan's own run record echoes; those by default where it has none."""
    return BuildSettings.from_dict((plan.record.get("settings") or {}).get("build") or {})


def run_record(
    instance: Instance,
    *,
    settings: Mapping[str, Any],
    status: str,
    objective: float | None,
    bound: float | None,
    gap: float | None,
    seconds: Mapping[str, float],
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything needed to say where a plan comes from and to make it again, as plain data.

    ``settings``: echoed settings, by concern. ``status``: why the solve stopped and how good the
    point is. ``objective``, ``bound``: in the objective's unit, ``gap``: relative; ``None`` where
    there is none. ``seconds``: time by phase; their sum is added as ``total`` where it is not
    given. ``more``: further members, such as node counts.
    """
    times = dict(seconds)
    times.setdefault("total", sum(seconds.values()))
    return {
        "instance": {
            "name": instance.name,
            "title": instance.title,
            "currency": instance.currency,
            "digest": instance.digest,
        },
        "settings": plain(settings),
        "status": plain(status),
        "objective": plain(objective),
        "bound": plain(bound),
        "gap": plain(gap),
        "seconds": plain(times),
        "peak_memory_mb": peak_memory_mb(),
        "versions": versions(),
        "machine": {"system": platform.system(), "processors": os.cpu_count()},
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        **plain(more or {}),
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that a result depends on; absent ones left out."""
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def peak_memory_mb() -> float | None:
    """Most memory this process has held so far (MB of 10**6 bytes); ``None`` where unknown."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, the others kibibytes.
    return round(peak * (1.0 if sys.platform == "darwin" else 1024.0) / 1e6, 1)
