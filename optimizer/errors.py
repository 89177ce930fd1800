"""What can go wrong, as exceptions.

::

    OptimizerError
    ├── DataError            the instance is wrong; carries every finding
    │   └── VersionError     the instance is of a format version that cannot be read
    ├── SettingsError        the settings are wrong
    ├── FormulationError     a bug of ours: a mechanism broke a house rule
    ├── SolverError          the solver failed; carries its log
    └── AuditError           the audit could not be carried out

Infeasible, unbounded, out of time and cancelled are outcomes of a solve, not exceptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 20


class OptimizerError(Exception):
    """Root of all errors that the package raises on purpose."""


class DataError(OptimizerError):
    """The instance is wrong.

    ``findings`` holds everything that was found, warnings included, not only the first mistake.
    """

    def __init__(self, findings: Sequence[Any], message: str = "") -> None:
        self.findings = findings
        super().__init__(message or _summary(findings))

    def __reduce__(self) -> tuple[type[DataError], tuple[Sequence[Any], str]]:
        return type(self), (self.findings, str(self))


class VersionError(DataError):
    """The instance is of a format version that cannot be read."""


class SettingsError(OptimizerError):
    """The settings are wrong."""


class FormulationError(OptimizerError):
    """A mechanism broke a house rule; a bug of ours, never the user's mistake."""


class SolverError(OptimizerError):
    """The solver failed; ``log`` is what it said."""

    def __init__(self, message: str, log: str = "") -> None:
        self.log = log
        super().__init__(message)

    def __reduce__(self) -> tuple[type[SolverError], tuple[str, str]]:
        return type(self), (str(self), self.log)


class AuditError(OptimizerError):
    """The audit could not be carried out, for instance because a plan's table is missing."""


def _summary(findings: Sequence[Any]) -> str:
    errors = [f for f in findings if f.severity == "error"]
    lines = [f"the instance has {len(errors)} error(s)"]
    lines += [f"  {finding}" for finding in errors[:_SHOWN]]
    if len(errors) > _SHOWN:
        lines.append(f"  ... and {len(errors) - _SHOWN} more")
    return "\n".join(lines)
