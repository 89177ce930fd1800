"""The checker: all findings at once, none of them a traceback."""

from __future__ import annotations

from optimizer.data.checks.examine import Checked, examine

__all__ = ["Checked", "examine"]
