"""Older format versions brought up to date, one step per version.

A step changes a package as it was read, text and all, from its version to the next. There is none
yet: version 1 is the first. The first change of ``tables`` that old instances would notice raises
``FORMAT_VERSION`` and adds a step here, with a test of a package before and after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from optimizer.data.descriptor import VERSION
from optimizer.data.findings import error
from optimizer.data.tables import FORMAT_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optimizer.data.raw import RawPackage

    Step: TypeAlias = Callable[[RawPackage], None]

_NO_STEP = error(
    "version.too_old",
    "this program no longer reads version {version}",
    "Read it with an older program, and write it anew.",
)

STEPS: Mapping[int, Step] = {}
"""``STEPS[n]`` turns version n into version n + 1."""


def migrate(
    package: RawPackage, *, steps: Mapping[int, Step] = STEPS, to: int = FORMAT_VERSION
) -> None:
    """Brings ``package`` to version ``to``, step by step.

    A version that is not known is left alone (it has a finding already); one from which no step
    leads on is a finding.
    """
    while package.version is not None and package.version < to:
        step = steps.get(package.version)
        if step is None:
            words = {"version": package.version}
            package.note(_NO_STEP, words, column=VERSION, value=str(package.version))
            return
        step(package)
        package.version += 1
