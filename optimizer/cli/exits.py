"""What the command's exit code says."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of ``junkan``; the docstrings are what a script may rely on."""

    OK = 0
    """Done. After a solve: a plan within the gap, audited and written."""
    FINDINGS = 1
    """The instance has errors, or the audit rejects the plan."""
    USAGE = 2
    """Wrong command, option or setting, or no such file."""
    INFEASIBLE = 3
    """Proved: no plan keeps all limits, or the cost has no lower bound."""
    NO_PLAN = 4
    """Stopped by a limit or Ctrl-C before any plan was found. Nothing is proved."""
    STOPPED = 5
    """Stopped by a limit or Ctrl-C with a plan in hand, audited and written, outside the gap."""
    FAILED = 6
    """The solver failed, or we did. A bug report is welcome."""


MEANING = {
    Exit.OK: "done; after a solve, a plan within the gap, audited and written",
    Exit.FINDINGS: "the instance has errors, or the audit rejects the plan",
    Exit.USAGE: "wrong command, option or setting, or no such file",
    Exit.INFEASIBLE: "proved: no plan keeps all limits (or the cost has no lower bound)",
    Exit.NO_PLAN: "stopped by a limit or Ctrl-C before any plan was found",
    Exit.STOPPED: "stopped by a limit or Ctrl-C; the best plan so far is audited and written",
    Exit.FAILED: "the solver failed, or we did",
}
"""The same in a line each, for ``--help`` and the README."""
